"""Mutants of right answers: a sample is refused or listed as equivalent, and the list is of mutants that exist."""

from __future__ import annotations

import random

import pytest

from kubeish.classroom import course
from tests.tools.mutants import Mutant, list_mutants, load_listed, report, try_mutant

SLUGS = [exercise.slug for exercise in course.load().exercises]
SAMPLE = 5
"""Of each exercise; `python -m tests.tools.mutants` tries them all."""


@pytest.fixture(scope="module")
def mutants() -> dict[str, list[Mutant]]:
    return {slug: list_mutants(slug) for slug in SLUGS}


def test_there_are_enough_and_each_has_a_name_of_its_own(mutants: dict[str, list[Mutant]]) -> None:
    assert sum(map(len, mutants.values())) >= 1500
    for slug in SLUGS:
        assert len({mutant.name for mutant in mutants[slug]}) == len(mutants[slug]) > 0


def test_those_that_are_listed_exist_and_have_a_reason(mutants: dict[str, list[Mutant]]) -> None:
    for slug, listed in load_listed().items():
        assert listed.keys() <= {mutant.name for mutant in mutants[slug]}
        assert all(len(reason.split()) >= 5 for reason in listed.values())


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
def test_of_a_sample_none_passes_that_is_not_listed(slug: str, mutants: dict[str, list[Mutant]]) -> None:
    some = random.Random(slug).sample(mutants[slug], min(SAMPLE, len(mutants[slug])))
    assert report([try_mutant(mutant) for mutant in some])[1] == []


def test_a_survivor_that_is_not_listed_is_wrong_and_so_is_a_listed_one_that_is_refused(
    mutants: dict[str, list[Mutant]],
) -> None:
    listed = load_listed()["warm-up"]
    equivalent = next(mutant for mutant in mutants["warm-up"] if mutant.name in listed)
    other = next(mutant for mutant in mutants["warm-up"] if mutant.name not in listed)
    for mutant, outcome, is_wrong in (
        (equivalent, "passed", False),
        (equivalent, "refused", True),
        (other, "passed", True),
        (other, "refused", False),
        (other, "KeyError: 'x'", True),
    ):
        assert bool(report([(mutant, outcome)])[1]) == is_wrong
