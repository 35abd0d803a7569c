"""Binomial bounds against the closed form, all outcomes, and draws known to be fair or unfair."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from collections.abc import Callable
from fractions import Fraction

import pytest

from kubeish.checks.binomial import ALARM, compute_bounds, compute_lower_bound, compute_upper_bound, find_outlier
from kubeish.checks.exercises import random_scheduler


def sum_probabilities(n: int, p: Fraction, counts: range) -> Fraction:
    """The probability of these counts of hits, term by term."""
    return sum((math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in counts), Fraction(0))


@pytest.mark.parametrize("n", [1, 7, 40, 200])
@pytest.mark.parametrize("p", [Fraction(1, 5), Fraction(1, 25), Fraction(2, 9), Fraction(1, 2)])
@pytest.mark.parametrize("alarm", [Fraction(1, 3), Fraction(1, 100), ALARM])
def test_the_bounds_are_the_closed_form_and_as_tight_as_they_can_be(n: int, p: Fraction, alarm: Fraction) -> None:
    low, high = compute_lower_bound(n, p, alarm), compute_upper_bound(n, p, alarm)
    assert sum_probabilities(n, p, range(low)) <= alarm < sum_probabilities(n, p, range(low + 1))
    assert sum_probabilities(n, p, range(high + 1, n + 1)) <= alarm < sum_probabilities(n, p, range(high, n + 1))


@pytest.mark.parametrize(("n", "cells"), [(6, 3), (8, 2), (5, 4)])
@pytest.mark.parametrize("alarm", [Fraction(1, 2), Fraction(1, 10), Fraction(1, 50)])
def test_no_more_fair_draws_are_called_unfair_than_the_alarm(n: int, cells: int, alarm: Fraction) -> None:
    draws = list(itertools.product(range(cells), repeat=n))
    called_unfair = sum(find_outlier(draw, range(cells), alarm) is not None for draw in draws)
    assert Fraction(called_unfair, len(draws)) <= alarm


def test_a_simulation_agrees() -> None:
    """With an alarm of 1/10, at most a tenth of fair runs are unfair, within six deviations."""
    generator, alarm, runs = random.Random(1), Fraction(1, 10), 2_000
    called = sum(find_outlier(generator.choices(range(5), k=300), range(5), alarm) is not None for _ in range(runs))
    assert 0 < called <= runs / 10 + 6 * math.sqrt(runs * 0.1 * 0.9)


@pytest.mark.parametrize(
    ("name", "draw"),
    [
        ("one never", lambda g: g.randrange(4)),
        ("one twice as often", lambda g: g.randrange(6) % 5),
        ("the ends half as often", lambda g: round(g.random() * 4)),
        ("the remainder of three bits", lambda g: g.getrandbits(3) % 5),
    ],
)
def test_unfair_draws_are_found(name: str, draw: Callable[[random.Random], int]) -> None:
    for seed in range(50):
        generator = random.Random(seed)
        drawn = [draw(generator) for _ in range(random_scheduler.DRAWS)]
        assert find_outlier(drawn, range(5), ALARM / 4), (name, seed)


def test_an_outlier_is_the_worst_cell_with_its_bounds() -> None:
    found = find_outlier("a" * 900 + "b" * 100, "ab", ALARM)
    assert found is not None
    low, high = compute_bounds(1000, Fraction(1, 2), ALARM / 2)
    assert (found.count, found.low, found.high) == (Counter(a=900, b=100)[found.cell], low, high)
    assert low < 500 < high


def test_two_right_probabilities_widen_the_bounds_to_either_side() -> None:
    low, high = compute_bounds(2000, Fraction(2, 9), ALARM, Fraction(1, 4))
    assert low == compute_bounds(2000, Fraction(2, 9), ALARM)[0]
    assert high == compute_bounds(2000, Fraction(1, 4), ALARM)[1]


def test_the_parts_of_the_alarm_add_up_to_one_in_a_million() -> None:
    """Three families of counts, and twenty draws from five machines that differ, in three pairs."""
    coincidences = 3 * Fraction(1, 5**20)
    assert 3 * random_scheduler._SHARE + coincidences <= ALARM == Fraction(1, 1_000_000)
