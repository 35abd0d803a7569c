"""The judge of chance, against the closed form, every outcome there is, and draws that are known to be fair or not."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from fractions import Fraction

import pytest

from kubeish.checks.chance import ALARM, bounds, least, most, stray
from kubeish.checks.exercises import random_scheduler


def tail(n: int, p: Fraction, counts: range) -> Fraction:
    """The probability of these counts of hits, term by term."""
    return sum((math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in counts), Fraction(0))


@pytest.mark.parametrize("n", [1, 7, 40, 200])
@pytest.mark.parametrize("p", [Fraction(1, 5), Fraction(1, 25), Fraction(2, 9), Fraction(1, 2)])
@pytest.mark.parametrize("alarm", [Fraction(1, 3), Fraction(1, 100), ALARM])
def test_the_bounds_are_the_closed_form_and_as_tight_as_they_can_be(n: int, p: Fraction, alarm: Fraction) -> None:
    low, high = least(n, p, alarm), most(n, p, alarm)
    assert tail(n, p, range(low)) <= alarm < tail(n, p, range(low + 1))
    assert tail(n, p, range(high + 1, n + 1)) <= alarm < tail(n, p, range(high, n + 1))


@pytest.mark.parametrize(("n", "cells"), [(6, 3), (8, 2), (5, 4)])
@pytest.mark.parametrize("alarm", [Fraction(1, 2), Fraction(1, 10), Fraction(1, 50)])
def test_of_all_fair_draws_no_more_are_called_unfair_than_was_promised(n: int, cells: int, alarm: Fraction) -> None:
    draws = list(itertools.product(range(cells), repeat=n))
    called_unfair = sum(stray(draw, range(cells), alarm) is not None for draw in draws)
    assert Fraction(called_unfair, len(draws)) <= alarm


def test_a_simulation_agrees() -> None:
    """At an alarm of one in ten, of 2,000 fair runs no more than a tenth are called unfair, within six deviations."""
    generator, alarm, runs = random.Random(1), Fraction(1, 10), 2_000
    called = sum(stray(generator.choices(range(5), k=300), range(5), alarm) is not None for _ in range(runs))
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
def test_what_is_unfair_is_found(name: str, draw: object) -> None:
    for seed in range(50):
        generator = random.Random(seed)
        drawn = [draw(generator) for _ in range(random_scheduler.DRAWS)]  # type: ignore[operator]
        assert stray(drawn, range(5), ALARM / 4), (name, seed)


def test_what_is_told_is_the_worst_cell_and_its_bounds() -> None:
    found = stray("a" * 900 + "b" * 100, "ab", ALARM)
    assert found is not None
    low, high = bounds(1000, Fraction(1, 2), ALARM / 2)
    assert (found.count, found.low, found.high) == (Counter(a=900, b=100)[found.cell], low, high)
    assert low < 500 < high


def test_two_right_probabilities_widen_the_bounds_to_either_side() -> None:
    low, high = bounds(2000, Fraction(2, 9), ALARM, Fraction(1, 4))
    assert low == bounds(2000, Fraction(2, 9), ALARM)[0]
    assert high == bounds(2000, Fraction(1, 4), ALARM)[1]


def test_the_parts_of_the_alarm_add_up_to_one_in_a_million() -> None:
    """Three families of counts, and draws that are to differ: twenty from five machines, in three pairs at most."""
    coincidences = 3 * Fraction(1, 5**20)
    assert 3 * random_scheduler._SHARE + coincidences <= ALARM == Fraction(1, 1_000_000)
