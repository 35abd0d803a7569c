"""Colours of all figures: those of Okabe and Ito, which colour-blind readers can tell apart.

No figure tells anything by colour alone. Source: M. Okabe, K. Ito, Color Universal Design, 2008,
https://jfly.uni-koeln.de/color/
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
INK, QUIET, RULE, BACKGROUND = "#1d1d1b", "#55554f", "#d6d6d0", "#fcfcfa"
ALARM, EDGE, WHITE = "#fdece0", "#b9b9b4", "#ffffff"

_DARK = {
    f"[fill='{BACKGROUND}'],circle[fill='{WHITE}']": "fill:#1b1b1d",
    f"[fill='{INK}']": "fill:#ececea",
    f"[fill='{QUIET}']": "fill:#b8b8b2",
    f"[fill='{ALARM}']": "fill:#47260c",
    f"[stroke='{INK}']": "stroke:#ececea",
    f"[stroke='{RULE}']": "stroke:#4a4a46",
    f"[stroke='{EDGE}']": "stroke:#6b6b66",
    f":not(path)[stroke='{WHITE}']": "stroke:#1b1b1d",
    f"[stroke='{CLIENTS[0].fill}']": "stroke:#56b4e9",
}
"""On a dark page: what takes the place of a colour, by the attribute that has it. Words on a badge stay as they are."""


def write_dark_style(picture: str) -> str:
    """CSS for pictures of the class ``picture``: dark where Jupyter or, without it, the system is.

    A picture that is an image is a document of its own, and so its own root.
    """
    rules = "".join(f":is({selector}){{{value}}}" for selector, value in _DARK.items())
    block = f"{{fill:#ececea;{rules}}}"
    alone = ":root:not([data-jp-theme-light],:has([data-jp-theme-light]))"
    return (
        f":is([data-jp-theme-light='false'],.vscode-dark) .{picture}{block}"
        f"@media(prefers-color-scheme:dark){{{alone} .{picture}{block}{alone}.{picture}{block}}}"
    )


def pick_paint(number: int) -> Paint:
    """The colours of a client, counted from 0."""
    return CLIENTS[number % len(CLIENTS)]
