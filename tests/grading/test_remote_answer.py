"""An answer in the sandbox gets word for word the verdict that it gets in the learner's kernel."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest

from kubeish.classroom import course
from kubeish.classroom.grading import results
from kubeish.classroom.grading.exercise_specs import ExerciseSpec, ExerciseSpecs
from kubeish.classroom.grading.mark_exercise import mark_exercise
from kubeish.classroom.grading.mark_submission import Sandboxes
from kubeish.classroom.grading.reading.answer_candidates import AnswerCandidate
from kubeish.classroom.grading.settings import Bounds
from tests.answers import PRELUDE, Right, Wrong
from tests.checks_harness import verdict_on

SLUGS = [exercise.slug for exercise in course.load().exercises]
BOUNDS = Bounds(seconds=300)  # a busy machine gives an answer a tenth of its time


def answers_of(slug: str) -> ModuleType:
    return importlib.import_module(f"tests.answers.{slug.replace('-', '_')}")


def cases() -> list[tuple[str, Right | Wrong]]:
    """Every sixth answer, none of which is in the class of test_class."""
    found = []
    for slug in SLUGS:
        found += [(slug, answer) for answer in [*answers_of(slug).RIGHT, *answers_of(slug).WRONG][1::6]]
    return found


def paper_of(specs: ExerciseSpecs, slug: str) -> ExerciseSpec:
    found = {spec.slug: spec for spec in specs.exercises}
    if slug not in found:
        pytest.skip(f"the lesson of {slug} is not built")
    return found[slug]


def _ids(value: object) -> str:
    return value if isinstance(value, str) else getattr(value, "title", "")


@pytest.mark.parametrize(("slug", "answer"), cases(), ids=_ids)
def test_the_sandbox_makes_no_difference(
    slug: str, answer: Right | Wrong, sandboxes: Sandboxes, specs: ExerciseSpecs
) -> None:
    here = verdict_on(slug, answer.source, answer.title, BOUNDS.seed)
    given = getattr(answers_of(slug), "GIVEN", "")
    candidate = AnswerCandidate(answer.source, "its id", "a.ipynb", 1, (PRELUDE + given,))
    there = mark_exercise(sandboxes.answers, paper_of(specs, slug), [candidate], BOUNDS)
    status = {"passed": results.PASSED, "not yet": results.FAILED, "not attempted yet": results.NOT_ATTEMPTED}
    assert there.status == status[here.status], (there, str(here))
    assert (there.ran, there.wanted, there.try_next) == (here.ran, here.wanted, here.try_next), (str(here), there.saw)
    assert sorted(there.saw) == sorted(here.saw)  # another process may print a set in another order
    if here.passed:
        assert there.reason == here.line


BESIDE_KEYS = {
    "a lock": "with registry.helper.client.lock(machine): pass",
    "a lease": "registry.helper.client.lease(10).refresh()",
    "a watch": "registry.helper.client.watch_once(machine, timeout=0)",
}


@pytest.mark.parametrize("line", BESIDE_KEYS.values(), ids=BESIDE_KEYS.keys())
def test_what_is_no_request_on_keys_is_refused_in_the_same_words(
    line: str, sandboxes: Sandboxes, specs: ExerciseSpecs
) -> None:
    """The requests of a lease and of a watch cross the wire, so the check itself speaks of them."""
    source = f"def run_pod(registry, pod, machine):\n    {line}\n"
    here = verdict_on("run-pod", source, line, BOUNDS.seed)
    given = (PRELUDE + answers_of("run-pod").GIVEN,)
    candidate = AnswerCandidate(source, "its id", "a.ipynb", 1, given)
    there = mark_exercise(sandboxes.answers, paper_of(specs, "run-pod"), [candidate], BOUNDS)
    assert here.wanted == "requests on keys alone, and no lock, lease or watch."
    assert (there.status, there.wanted, there.saw) == (results.FAILED, here.wanted, here.saw)


def test_the_lines_of_the_answer_are_looked_up(sandboxes: Sandboxes, specs: ExerciseSpecs) -> None:
    wrong = answers_of("run-pod").WRONG[1]
    candidate = AnswerCandidate(wrong.source, "its id", "a.ipynb", 1)
    there = mark_exercise(sandboxes.answers, paper_of(specs, "run-pod"), [candidate], BOUNDS)
    assert "A, line 4: manifests, _ = registry.load_manifests(machine)" in there.steps or there.steps
    assert there.picture.startswith("<svg")
    assert "is gone" in there.picture_text
