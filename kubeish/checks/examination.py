"""``examine``: find the check of an exercise and run it on an answer."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kubeish.errors import NotOffered
from kubeish.explorer.errors import (
    ExploreError,
    NeverAsks,
    NeverStops,
    NotAClient,
    NotDeterministic,
    StartsThread,
    SwallowedPause,
    WaitsForEver,
)

from .answer import Answer
from .draw import Draw
from .verdict import NOT_YET, Verdict, VerdictBuilder

_END = "a function that comes to an end, alone and with no rival in its way."
_ADVICE: dict[type[ExploreError], tuple[str, str]] = {
    NotAClient: ("a function.", "hand over the function itself, without calling it."),
    NeverAsks: (_END, "give that loop a way out, and wait for nothing but the store's answers."),
    NeverStops: (_END, "leave the loop when there is nothing left to do."),
    WaitsForEver: (_END, "let each try start from what the store says now."),
    NotDeterministic: (
        "a function whose next step follows from its arguments and the answers that it has had.",
        "keep nothing from one call to the next, neither a variable of the module nor a default argument that is "
        "changed, and draw a random number from a generator with a seed.",
    ),
    StartsThread: ("a function that does its work itself.", "call what the thread was to do, and wait for it so."),
    SwallowedPause: (
        "a function that catches the errors that it names, and no others.",
        "catch EtcdError, or a narrower one, where the exercise says what to do about it.",
    ),
}
"""What is wanted, and what to try, where the explorer cannot run an answer."""


@dataclass(frozen=True)
class Examination(VerdictBuilder):
    """What a check works with: the answer, the seed of what it draws, and the makers of verdicts."""

    answer: Answer
    seed: int = 0
    _parts: list[str] = field(default_factory=list, compare=False, repr=False)

    def draw(self, part: str = "") -> Draw:
        """A generator for one part of the check: the same part draws the same, whatever the others do."""
        self._parts.append(part)
        return Draw(f"{self.seed} {self.slug} {part}")

    @property
    def has_drawn(self) -> bool:
        """Whether a question that was asked so far was drawn."""
        return bool(self._parts)


def examine(slug: str, answer: Answer, seed: int = 0) -> Verdict:
    """The verdict on ``answer`` by the check ``kubeish.checks.exercises.<slug>``."""
    exam = Examination(slug, answer, seed)
    missing, todo = answer.find_missing(), answer.find_todo()
    if missing:
        return exam.skip(f"the check was not given {' and '.join(missing)}; run the cell that defines it first.")
    if todo:
        names = f"{' and '.join(todo)} still {'say' if len(todo) > 1 else 'says'}"
        return exam.skip(f"{names} TODO. Fill it in, run that cell, then run this one again.")
    for misfit in answer.find_misfits():
        return exam.reject(
            ran="nothing yet.",
            saw=misfit,
            wanted="plain functions and classes, as the exercise's cell has them.",
            try_next="change that, run the cell, then run this one again.",
        )
    module = importlib.import_module(f"kubeish.checks.exercises.{slug.replace('-', '_')}")
    check: Callable[[Examination], Verdict] = module.examine
    try:
        verdict = check(exam)
    except ExploreError as error:
        wanted, try_next = _ADVICE.get(type(error), ("a plain function.", "look at what is handed to the check."))
        verdict = exam.reject(
            ran="your function, step by step, to see what it asks of the store.",
            saw=str(error),
            wanted=wanted,
            try_next=try_next,
        )
    except NotOffered as error:
        verdict = exam.reject(
            ran="your function, step by step, to see what it asks of the store.",
            saw=str(error),
            wanted="requests on keys alone, and no lock, lease or watch.",
            try_next="a transaction that compares does what a lock is for, and has no owner that can die.",
        )
    return replace(verdict, seed=seed) if exam.has_drawn and verdict.status == NOT_YET else verdict
