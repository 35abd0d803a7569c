"""The colours of all figures: those of Okabe and Ito, which the colour-blind tell apart.

No figure says anything by colour alone. Source: M. Okabe, K. Ito, Color Universal Design, 2008, https://jfly.uni-koeln.de/color/
"""

from __future__ import annotations

from typing import NamedTuple


class Paint(NamedTuple):
    """A colour to fill with, and one for the words on top of it."""

    fill: str
    ink: str


CLIENTS = (
    Paint("#0072B2", "#ffffff"),
    Paint("#E69F00", "#000000"),
    Paint("#009E73", "#000000"),
    Paint("#CC79A7", "#000000"),
)
"""By the number of the client; a fifth begins again."""

LOST = "#D55E00"
INK, QUIET, RULE, PAPER = "#1d1d1b", "#55554f", "#d6d6d0", "#fcfcfa"


def of_client(number: int) -> Paint:
    """The colours of a client, counted from 0."""
    return CLIENTS[number % len(CLIENTS)]
