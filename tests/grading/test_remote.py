"""An answer in the sandbox gets word for word the verdict that it gets in the learner's kernel."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest

from kubeish import course
from kubeish.grading import results
from kubeish.grading.examining import Bounds, examined
from kubeish.grading.marking import Rooms
from kubeish.grading.papers import Paper, Papers
from kubeish.grading.reading.finding import Candidate
from tests.answers import PRELUDE, Right, Wrong
from tests.checks_harness import verdict_on

SLUGS = [exercise.slug for exercise in course.load().exercises]
BOUNDS = Bounds(seconds=30)


def answers_of(slug: str) -> ModuleType:
    return importlib.import_module(f"tests.answers.{slug.replace('-', '_')}")


def cases() -> list[tuple[str, Right | Wrong]]:
    """Every third answer. All of them are in the class of test_class, which asks for their status and one sentence."""
    found = []
    for slug in SLUGS:
        found += [(slug, answer) for answer in [*answers_of(slug).RIGHT, *answers_of(slug).WRONG][::3]]
    return found


def paper_of(papers: Papers, slug: str) -> Paper:
    found = {paper.slug: paper for paper in papers.exercises}
    if slug not in found:
        pytest.skip(f"the lesson of {slug} is not built")
    return found[slug]


def _ids(value: object) -> str:
    return value if isinstance(value, str) else getattr(value, "title", "")


@pytest.mark.parametrize(("slug", "answer"), cases(), ids=_ids)
def test_the_sandbox_makes_no_difference(slug: str, answer: Right | Wrong, rooms: Rooms, papers: Papers) -> None:
    here = verdict_on(slug, answer.source, answer.title)
    given = getattr(answers_of(slug), "GIVEN", "")
    candidate = Candidate(answer.source, "its id", "a.ipynb", 1, (PRELUDE + given,))
    there = examined(rooms.answers, paper_of(papers, slug), [candidate], BOUNDS)
    status = {"passed": results.PASSED, "not yet": results.FAILED, "not attempted yet": results.NOT_ATTEMPTED}
    assert there.status == status[here.status], there
    assert (there.ran, there.wanted, there.try_next) == (here.ran, here.wanted, here.try_next)
    assert sorted(there.saw) == sorted(here.saw)  # another process may print a set in another order
    if here.passed:
        assert there.reason == here.line


def test_the_lines_of_the_answer_are_looked_up(rooms: Rooms, papers: Papers) -> None:
    wrong = answers_of("run-pod").WRONG[1]
    candidate = Candidate(wrong.source, "its id", "a.ipynb", 1)
    there = examined(rooms.answers, paper_of(papers, "run-pod"), [candidate], BOUNDS)
    assert "A, line 4: manifests, _ = registry.load_manifests(machine)" in there.steps or there.steps
    assert there.drawn.startswith("<svg")
    assert "is lost" in there.told
