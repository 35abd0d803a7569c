"""Distribution of the load of the fullest machine, computed; the check's limit follows from it."""

from __future__ import annotations

from collections import Counter
from functools import cache

from kubeish.checks.binomial import ALARM
from kubeish.checks.exercises.two_choices import BY_LOT, FULLEST, MACHINES, PODS, ROUNDS

PRUNED = 1e-15  # less likely states are dropped, and counted as failures


@cache
def compute_fullest(choices: int, pods: int = PODS, machines: int = MACHINES) -> tuple[dict[int, float], float]:
    """The probability of each load of the fullest machine, and that of the states dropped.

    Each pod goes to the least loaded of so many draws, each among all machines. A state is the
    loads in falling order. The pod goes to a load of at least l if all draws do, with probability
    (number of machines that full / machines) ** draws.
    """
    states, dropped = {(0,) * machines: 1.0}, 0.0
    for _ in range(pods):
        after: Counter[tuple[int, ...]] = Counter()
        for loads, chance in states.items():
            at_least = 0.0
            for load in sorted(set(loads), reverse=True):
                many = loads.index(load) + loads.count(load)
                first = loads.index(load)
                probability = (many / machines) ** choices
                after[(*loads[:first], load + 1, *loads[first + 1 :])] += chance * (probability - at_least)
                at_least = probability
        states = {loads: chance for loads, chance in after.items() if chance > PRUNED}
        dropped += sum(chance for chance in after.values() if chance <= PRUNED)
    result: Counter[int] = Counter()
    for loads, chance in states.items():
        result[loads[0]] += chance
    return dict(result), dropped


def sum_rounds(one: dict[int, float], rounds: int) -> dict[int, float]:
    """The distribution of the sum over independent rounds."""
    total = {0: 1.0}
    for _ in range(rounds):
        after: Counter[int] = Counter()
        for sum_, chance in total.items():
            for load, probability in one.items():
                after[sum_ + load] += chance * probability
        total = dict(after)
    return total


def test_the_better_of_two_fails_less_often_than_its_part_of_the_alarm() -> None:
    one, dropped = compute_fullest(choices=2)
    too_full = sum(chance for load, chance in sum_rounds(one, ROUNDS).items() if load > FULLEST)
    assert too_full + ROUNDS * dropped <= float(ALARM) / 5
    tighter = sum(chance for load, chance in sum_rounds(one, ROUNDS).items() if load > FULLEST - 1)
    assert tighter > float(ALARM) / 5  # so the limit is as tight as it can be


def test_two_different_ones_do_no_worse_than_two_draws() -> None:
    """A load of at least l, on k machines, wins with k(k-1)/90, never above (k/10)**2."""
    assert all(k * (k - 1) / 90 <= (k / 10) ** 2 for k in range(11))


def test_one_draw_never_passes() -> None:
    """From 10,000 simulated runs of sixty pods on ten machines, one draw each."""
    import random

    generator = random.Random(3)
    runs = [max(Counter(generator.choices(range(MACHINES), k=PODS)).values()) for _ in range(10_000)]
    mean = sum(runs) / len(runs)
    assert abs(mean - BY_LOT) < 0.1
    assert all(sum(runs[i : i + ROUNDS]) > FULLEST for i in range(0, len(runs), ROUNDS))


def test_a_small_case_against_every_outcome() -> None:
    """Three machines, three pods, two draws each: all 9**3 outcomes."""
    import itertools

    outcomes: Counter[int] = Counter()
    for draws in itertools.product(itertools.product(range(3), repeat=2), repeat=3):
        loads = [0, 0, 0]
        for one, other in draws:
            loads[min(one, other, key=loads.__getitem__)] += 1
        outcomes[max(loads)] += 1
    computed, dropped = compute_fullest(2, pods=3, machines=3)
    assert dropped == 0
    assert {load: round(chance * 9**3) for load, chance in computed.items()} == dict(outcomes)
