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
from kubeish.wording import join, read_message, say

from .answer import Answer
from .draw import Draw
from .verdict import NOT_YET, Verdict, VerdictBuilder

_END = say("a function that comes to an end, alone and with no rival in its way.")
_ADVICE: dict[type[ExploreError], tuple[str, str]] = {
    NotAClient: (say("a function."), say("hand over the function itself, without calling it.")),
    NeverAsks: (_END, say("give that loop a way out, and wait for nothing but the store's answers.")),
    NeverStops: (_END, say("leave the loop when there is nothing left to do.")),
    WaitsForEver: (_END, say("let each try start from what the store says now.")),
    NotDeterministic: (
        say("a function whose next step follows from its arguments and the answers that it has had."),
        say(
            "keep nothing from one call to the next, neither a variable of the module nor a default "
            "argument that is changed, and draw a random number from a generator with a seed."
        ),
    ),
    StartsThread: (
        say("a function that does its work itself."),
        say("call what the thread was to do, and wait for it so."),
    ),
    SwallowedPause: (
        say("a function that catches the errors that it names, and no others."),
        say("catch EtcdError, or a narrower one, where the exercise says what to do about it."),
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
        return exam.skip(
            say("the check was not given {names}; run the cell that defines it first.", names=join(" and ", missing))
        )
    if todo:
        return exam.skip(
            say(
                "{names} still say TODO. Fill it in, run that cell, then run this one again."
                if len(todo) > 1
                else "{names} still says TODO. Fill it in, run that cell, then run this one again.",
                names=join(" and ", todo),
            )
        )
    for misfit in answer.find_misfits():
        return exam.reject(
            ran=say("nothing yet."),
            saw=misfit,
            wanted=say("plain functions and classes, as the exercise's cell has them."),
            try_next=say("change that, run the cell, then run this one again."),
        )
    module = importlib.import_module(f"kubeish.checks.exercises.{slug.replace('-', '_')}")
    check: Callable[[Examination], Verdict] = module.examine
    try:
        verdict = check(exam)
    except ExploreError as error:
        wanted, try_next = _ADVICE.get(
            type(error), (say("a plain function."), say("look at what is handed to the check."))
        )
        verdict = exam.reject(
            ran=say("your function, step by step, to see what it asks of the store."),
            saw=read_message(error),
            wanted=wanted,
            try_next=try_next,
        )
    except NotOffered as error:
        verdict = exam.reject(
            ran=say("your function, step by step, to see what it asks of the store."),
            saw=read_message(error),
            wanted=say("requests on keys alone, and no lock, lease or watch."),
            try_next=say("a transaction that compares does what a lock is for, and has no owner that can die."),
        )
    return replace(verdict, seed=seed) if exam.has_drawn and verdict.status == NOT_YET else verdict
