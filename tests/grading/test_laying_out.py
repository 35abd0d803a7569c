"""Of the reference only what an answer stands on is run with it: a name that is local to a cell is nobody else's."""

from __future__ import annotations

import json

from kubeish import notebooks
from kubeish.grading.laying_out import checks, laid_out
from kubeish.grading.papers import Papers
from tests.answers import PRELUDE
from tests.grading import handing_in as hand

LESSON = "02_compare_and_swap"


def cells(papers: Papers, **more: str) -> list[str]:
    """The ids of the cells that run with right answers, and with ``more`` at their ends, by the exercise."""
    slugs = [paper.slug for paper in papers.exercises if paper.lesson == LESSON]
    answers = {slug: PRELUDE + hand.right(slug) + more.get(slug.replace("-", "_"), "") for slug in slugs}
    notebook = json.loads(laid_out(papers.references[LESSON], answers))
    own = {notebooks.own(cell).get("exercise"): cell["source"] for cell in notebook["cells"]}
    assert {slug: own[slug] for slug in slugs} == answers
    return [cell["id"] for cell in notebook["cells"]]


def test_what_takes_long_and_is_nobodys_is_left_out(papers: Papers) -> None:
    found = cells(papers)
    assert {"02-imports", "02-the-fake", *checks(papers.references[LESSON])} <= set(found)
    assert not {"02-stepper", "02-stage", "02-real-threads-racy", "02-guess-mutex"} & set(found)


def test_what_an_answer_mentions_comes_along_with_what_that_stands_on(papers: Papers) -> None:
    found = cells(papers, run_pod="\nprint(two)\n")
    assert {"02-a-mutex", "02-stage"} <= set(found)
    reference = [cell["id"] for cell in papers.references[LESSON]["cells"]]
    assert found == [name for name in reference if name in found]
