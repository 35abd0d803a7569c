"""A right answer's verdict is the same text for every seed; a wrong one is refused by every seed.

Each third answer is asked by a seed of its own. `pytest tests/checks/test_seeds.py --seeds 20` asks each by twenty.
"""

from __future__ import annotations

import importlib
import zlib

import pytest

from kubeish.classroom import course
from tests.answers import Right, Wrong
from tests.checks_harness import verdict_on

SLUGS = [exercise.slug for exercise in course.load().exercises]
KINDS = {"right": "RIGHT", "wrong": "WRONG"}


def _list_answers(slug: str, kind: str) -> list[Right | Wrong]:
    found: list[Right | Wrong] = getattr(importlib.import_module(f"tests.answers.{slug.replace('-', '_')}"), kind)
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for name, kind in KINDS.items():
        if name in metafunc.fixturenames:
            part = slice(None) if metafunc.config.getoption("--seeds") > 1 else slice(1, None, 3)
            found = [(slug, answer) for slug in SLUGS for answer in _list_answers(slug, kind)[part]]
            metafunc.parametrize(("slug", name), found, ids=[f"{slug}-{answer.title}" for slug, answer in found])


@pytest.fixture
def count(pytestconfig: pytest.Config) -> int:
    """How many seeds ask each answer."""
    return int(pytestconfig.getoption("--seeds"))


def _list_seeds(answer: Right | Wrong, count: int) -> range:
    first = 2 + zlib.crc32(answer.title.encode()) % 1000  # test_answers asks by seed 1
    return range(first, first + count)


@pytest.mark.slow
def test_a_right_answer_passes_with_the_same_words(slug: str, right: Right, count: int) -> None:
    seeds = _list_seeds(right, count + 1)  # one more, to compare with
    texts = {str(verdict_on(slug, right.source, right.title, seed)) for seed in seeds}
    assert len(texts) == 1, (seeds, *texts)
    assert "not yet" not in texts.pop(), seeds


@pytest.mark.slow
def test_a_wrong_answer_is_refused_whatever_is_drawn(slug: str, wrong: Wrong, count: int) -> None:
    for seed in _list_seeds(wrong, count):
        verdict = verdict_on(slug, wrong.source, wrong.title, seed)
        assert verdict.status == "not yet", (seed, str(verdict))


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
def test_one_seed_asks_the_same_again(slug: str) -> None:
    for answer in _list_answers(slug, "WRONG")[:3]:
        one, same = (verdict_on(slug, answer.source, answer.title, 5) for _ in range(2))
        assert (one.ran, one.wanted) == (same.ran, same.wanted), answer.title
