"""Every check on every answer that we could think of: the right ones pass, no wrong one does, and each hears why."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import tests.answers
from kubeish import course
from tests.answers import Right, Wrong
from tests.checks_harness import verdict_on

SLUGS = [exercise.slug for exercise in course.load().exercises]


def _cases(kind: str) -> list[tuple[str, Right | Wrong]]:
    cases = []
    for slug in SLUGS:
        module = importlib.import_module(f"tests.answers.{slug.replace('-', '_')}")
        cases += [(slug, answer) for answer in getattr(module, kind)]
    return cases


def _ids(value: object) -> str:
    return value if isinstance(value, str) else getattr(value, "title", "")


@pytest.mark.parametrize(("slug", "answer"), _cases("RIGHT"), ids=_ids)
def test_a_right_answer_passes(slug: str, answer: Right) -> None:
    verdict = verdict_on(slug, answer.source, answer.title)
    assert verdict.passed, str(verdict)


@pytest.mark.parametrize(("slug", "answer"), _cases("WRONG"), ids=_ids)
def test_a_wrong_answer_hears_why(slug: str, answer: Wrong) -> None:
    verdict = verdict_on(slug, answer.source, answer.title)
    assert verdict.status == "not yet", str(verdict)
    assert answer.says in str(verdict).replace("\n         ", " "), str(verdict)
    if verdict.timeline is not None:
        assert "kubeish-figure" in str(verdict._repr_html_()), "a counterexample opens in the stepper"


@pytest.mark.parametrize("slug", SLUGS)
def test_there_are_enough_answers(slug: str) -> None:
    module = importlib.import_module(f"tests.answers.{slug.replace('-', '_')}")
    assert len(module.RIGHT) >= 1
    assert len({wrong.source for wrong in module.WRONG}) >= 5


def test_every_module_of_answers_is_an_exercise() -> None:
    found = {name.replace("_", "-") for _, name, _ in pkgutil.iter_modules(tests.answers.__path__)}
    assert found == set(SLUGS)
