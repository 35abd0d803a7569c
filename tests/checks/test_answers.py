"""Every check on every answer in tests/answers: right ones pass, each wrong one is told why, in Chinese too."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import tests.answers
from kubeish.classroom import course
from tests.answers import Right, Wrong, apply_edit
from tests.checks.chinese import WORDS, find_english
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
    assert not find_english(verdict), verdict.word(WORDS)


@pytest.mark.parametrize(("slug", "answer"), _cases("WRONG"), ids=_ids)
def test_a_wrong_answer_hears_why(slug: str, answer: Wrong) -> None:
    verdict = verdict_on(slug, answer.source, answer.title)
    assert verdict.status == "not yet", str(verdict)
    assert answer.says in str(verdict).replace("\n         ", " "), str(verdict)
    assert not find_english(verdict), verdict.word(WORDS)
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


BASE = "a = 1\nb = 2\nif a:\n    b = 2\nc = 3\n"


@pytest.mark.parametrize(
    ("edit", "wanted"),
    [
        ("-a = 1\n+a = 0\n", "a = 0\nb = 2\nif a:\n    b = 2\nc = 3\n"),
        ("-if a:\n-...\n+print(a)\n", "a = 1\nb = 2\nprint(a)\n"),
        ("-a = 1\n-...\n-if a:\n+if 1:\n", "if 1:\n    b = 2\nc = 3\n"),
        (" a = 1\n-b = 2\n\n if a:\n+    d = 4\n", "a = 1\nif a:\n    d = 4\n    b = 2\nc = 3\n"),
    ],
)
def test_an_edit_changes_what_it_names(edit: str, wanted: str) -> None:
    assert apply_edit(BASE, edit) == wanted


@pytest.mark.parametrize("edit", ["-d = 4\n+d = 5\n", "-c = 3\n+c = 4\nc = 5\n", "+d = 4\n"])
def test_an_edit_of_what_is_not_there_is_an_error(edit: str) -> None:
    with pytest.raises(ValueError, match=r"it is there 0 times|this is no edit"):
        apply_edit(BASE, edit)


def test_an_edit_of_what_is_there_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="it is there 2 times"):
        apply_edit("a = 1\na = 1\n", "-a = 1\n")
