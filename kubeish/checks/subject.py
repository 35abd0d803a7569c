"""A learner's scheduler, made anew for each question, and what it did in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from kubeish.api import Pod

from .answer import Answer, Do, Make, New, Operation, Ref, Result
from .verdict import Teller

POD = Pod("db")
STUCK = "NeverReturned"


@dataclass(frozen=True)
class Subject:
    """The class ``what`` of ``answer``, made with ``args``, before which ``before`` is to be done."""

    answer: Answer
    tell: Teller
    what: str
    args: tuple[Any, ...] = ()
    before: tuple[Operation, ...] = ()

    def play(self, *operations: Operation) -> list[Result]:
        """What came of ``operations`` on a new one, called ``s``, with ``call`` to call it; first, of making it."""
        made = [*self.before, *self.one_more("s", "call")]
        return self.answer.session([*made, *operations])[len(made) - 2 :]

    def one_more(self, name: str, call: str, args: tuple[Any, ...] | None = None) -> list[Operation]:
        """Operations that make another one."""
        given = self.args if args is None else args
        return [New(name, self.what, given), New(call, Make("caller", (Ref(name),)))]

    def chosen(self, machines: list[str], times: int) -> Result:
        """What a new one chooses from ``machines``, so many times."""
        lister = New("lister", Make("minion_lister", (machines,)))
        return self.play(lister, schedule("lister", times))[-1]


def schedule(lister: str, times: int = 1, call: str = "call") -> Do:
    """Have it choose."""
    return Do(call, "schedule", (POD, Ref(lister), times))


def choices(result: Result) -> list[Any]:
    """The machines of a result; none if it was an error."""
    return result.value if isinstance(result.value, list) else []


def strange(chosen: Iterable[Any], machines: Collection[str]) -> list[Any]:
    """Those of ``chosen`` that are no names of ``machines``."""
    return [choice for choice in chosen if type(choice) is not str or choice not in machines]


def all_listed(result: Result, machines: Iterable[str], times: int) -> bool:
    """Whether it chose, so many times, a name on the list."""
    return len(choices(result)) == times and not strange(choices(result), frozenset(machines))


def said(result: Result) -> str:
    """What it did, in words."""
    if result.error == STUCK:
        return "the call never came back."
    if result.error:
        return f"it {result.words().rstrip('.')}" + (f", at {result.where}." if result.where else ".")
    names = [repr(choice) for choice in choices(result)]
    return f"it chose {', '.join(names[:8])}{' ...' if len(names) > 8 else ''}."
