"""``examine``: find the examination of an exercise, and put its questions to an answer, wherever that runs."""

from __future__ import annotations

import importlib
from typing import Protocol

from kubeish.explorer.trouble import ExploreError, NeverAsks, NeverStops, NotAClient, WaitsForEver

from .answer import Answer
from .verdict import Teller, Verdict


class Examination(Protocol):
    """A module of ``kubeish.checks.exercises``: one for each exercise, with its slug for a name."""

    def examine(self, answer: Answer, tell: Teller, seed: int) -> Verdict:
        """The verdict on ``answer``. ``seed`` chooses what is left to chance; the learner's own check uses 0."""


def examine(slug: str, answer: Answer, seed: int = 0) -> Verdict:
    """The verdict on ``answer``, wherever it runs."""
    tell = Teller(slug)
    missing, todo = answer.missing(), answer.todo()
    if missing:
        return tell.not_attempted(
            f"the check was not given {' and '.join(missing)}; run the cell that defines it first."
        )
    if todo:
        names = f"{' and '.join(todo)} still {'say' if len(todo) > 1 else 'says'}"
        return tell.not_attempted(f"{names} TODO. Fill it in, run that cell, then run this one again.")
    examination: Examination = importlib.import_module(f"kubeish.checks.exercises.{slug.replace('-', '_')}")
    try:
        return examination.examine(answer, tell, seed)
    except ExploreError as trouble:
        return tell.not_yet(
            ran="your function, step by step, to see what it asks of the store.",
            saw=str(trouble),
            wanted=_wanted(trouble),
            try_next="what the sentence above says; then run this check again.",
        )


def _wanted(trouble: ExploreError) -> str:
    if isinstance(trouble, NotAClient):
        return "a function."
    if isinstance(trouble, (NeverAsks, NeverStops, WaitsForEver)):
        return "a function that comes to an end, whenever nobody else is in its way."
    return "a function whose next step follows from the answers that it has had."
