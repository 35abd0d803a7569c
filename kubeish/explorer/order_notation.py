"""Notation of an order, ``A B! A?``: a client's name for each step, a mark for a fault or the end of a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from kubeish.errors import CallMistake
from kubeish.wording import join, say

Kind = Literal["step", "crash", "lost", "expire", "timeout"]

_MARKS: dict[tuple[Kind, bool], str] = {
    ("step", True): "",
    ("crash", True): "!",
    ("lost", True): "?",
    ("lost", False): "~",
    ("expire", True): "%",
    ("timeout", True): "^",
}
_FAULTS = {mark: fault for fault, mark in _MARKS.items()}
_WORD = re.compile(r"(.*?)(?:([!?~^])|(%)(\d*))?")
_NAME = re.compile(r"[^\s,!?~%^]+")


class BadOrder(CallMistake):
    """An order that cannot be run: it names an unknown client, or one that has no step left."""


class OrderedStep(NamedTuple):
    """One step of an order: a plain step, a crash in its place, a lost reply, or the end of a time.

    ``applied`` is False only where a lost request never reached the store. ``lease``: which of the
    client's leases ends, counted from 0 in the order of their grants, among those it has not revoked.
    """

    client: str
    kind: Kind = "step"
    applied: bool = True
    lease: int = 0

    def __str__(self) -> str:
        """``A``; ``A!`` crashes, ``A?`` has no reply, ``A~`` does not arrive, ``A%`` its lease ends.

        ``A%2`` is the second of its leases; ``A^`` waits for an event in vain.
        """
        number = str(self.lease + 1) if self.lease else ""
        return self.client + _MARKS[self.kind, self.applied] + number


def is_client_name(name: object) -> bool:
    """True for a text that can name a client in an order."""
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def read_order(order: str, clients: Sequence[str]) -> list[OrderedStep]:
    """The steps of ``A B A B``; ``ABAB`` will do where every name has one letter.

    Raises BadOrder for a name that is not among ``clients``.
    """
    words = order.replace(",", " ").split()
    if len(words) == 1 and words[0] not in clients and all(len(client) == 1 for client in clients):
        words = re.findall(r".(?:[!?~^]|%\d*)?", words[0])
    steps = []
    for word in words:
        parts = _WORD.fullmatch(word)
        name, mark, ends, lease = parts.groups() if parts else (word, "", "", "")
        if name not in clients:
            raise BadOrder(
                say(
                    "the order names {name!r}, and there {names}: write for instance 'A B A B'.",
                    name=name,
                    names=list_names(clients),
                )
            )
        steps.append(OrderedStep(name, *_FAULTS[mark or ends or ""], int(lease or 1) - 1))
    return steps


def list_names(clients: Sequence[str]) -> str:
    """``are A, B and C``, ``is only A``: the end of a sentence on which clients there are."""
    *others, last = clients or ["nobody"]
    return (
        say("are {names} and {last}", names=join(", ", others), last=last)
        if others
        else say("is only {last}", last=last)
    )
