"""The scheduler bench: placements, failures of schedulers, and the band against exact arithmetic."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubeish.api import TODO, Container, Pod, Port
from kubeish.scheduler import FirstFitScheduler, RoundRobinScheduler
from kubeish.widgets.pages import build_scheduler_bench
from kubeish.widgets.pages.binomial_band import find_band
from kubeish.widgets.pages.pod_placement import place

MACHINES = ["m1", "m2", "m3"]
PODS = [Pod(f"pod-{i}") for i in range(1, 8)]


def exactly(pods: int, machines: int, fewer_than: int) -> Fraction:
    """The chance that a machine has fewer than so many pods."""
    p = Fraction(1, machines)
    return sum((comb(pods, k) * p**k * (1 - p) ** (pods - k) for k in range(fewer_than)), Fraction(0))


@given(st.integers(0, 120), st.integers(1, 9))
def test_the_band_leaves_out_no_more_than_it_says(pods: int, machines: int) -> None:
    low, high = find_band(pods, machines)
    tail = Fraction(1, 40)
    assert 0 <= low <= high <= pods
    assert exactly(pods, machines, low) <= tail < exactly(pods, machines, low + 1) + Fraction(1, 10**9)
    assert 1 - exactly(pods, machines, high + 1) <= tail
    assert high == 0 or 1 - exactly(pods, machines, high) > tail - Fraction(1, 10**9)


def test_pods_go_where_the_scheduler_sends_them_and_it_says_why() -> None:
    placed = place("turns", RoundRobinScheduler(), MACHINES, PODS)
    assert [d.machine for d in placed.decisions] == ["m1", "m2", "m3", "m1", "m2", "m3", "m1"]
    assert placed.count_pods(MACHINES) == [3, 2, 2]
    assert placed.decisions[1].rule == "the next in turn: place 2 of 3"


def test_a_function_will_do_and_one_that_makes_a_scheduler_sees_the_pods_so_far() -> None:
    def second(pod: Pod, minion_lister: Any) -> str:
        return str(minion_lister.list()[1])

    assert place("second", second, MACHINES, PODS).count_pods(MACHINES) == [0, 7, 0]
    greedy = [Pod(f"pod-{i}", containers=(Container("c", ports=(Port(80, 8080),)),)) for i in range(4)]
    placed = place("fit", lambda pods: FirstFitScheduler(pods, Random(1)), MACHINES, greedy)
    assert sorted(placed.count_pods(MACHINES)) == [1, 1, 1]
    assert placed.stopped.startswith("fit stopped at pod 4 with NoFit: no machine fits pod-3")


@pytest.mark.parametrize(
    ("had", "words"),
    [
        ([0, 0, 0], "m2 is number 2 on the list and had no pods, like every other"),
        ([1, 1, 1], "m2 is number 2 on the list and had 1 pod, like every other"),
        ([3, 2, 4], "m2 is number 2 on the list and had 2 pods, fewer than any other"),
        ([2, 2, 4], "m2 is number 2 on the list and had 2 pods, as few as any"),
        ([2, 3, 4], "m2 is number 2 on the list and had 3 pods, and there were emptier ones"),
        ([2, 4, 4], "m2 is number 2 on the list and had 4 pods, and there were emptier ones"),
        ([2, 5, 4], "m2 is number 2 on the list and had 5 pods, more than any other"),
    ],
)
def test_of_a_scheduler_that_does_not_say_why_it_is_told_what_can_be_seen(had: list[int], words: str) -> None:
    turns = [machine for machine, count in zip(MACHINES, had) for _ in range(count)] + ["m2"]
    placement = place("mine", lambda pod, lister: turns.pop(0), MACHINES, [Pod(f"pod-{i}") for i in range(len(turns))])
    assert placement.decisions[-1].rule.split("; ")[1] == words


def test_the_only_machine_there_is_is_compared_with_no_other() -> None:
    assert place("mine", lambda pod, lister: "m1", ["m1"], PODS[:1]).decisions[0].rule.endswith("had no pods")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (TODO, "mine is still TODO: write it, then run this cell again."),
        (lambda pod, lister: TODO, "mine is still TODO: write it, then run this cell again."),
        (lambda pod, lister: "m9", "mine sent pod-1 to 'm9', which is none of the machines that were listed."),
        (
            lambda pod, lister: 1 // 0,
            "mine stopped at pod 1 with ZeroDivisionError: integer division or modulo by zero",
        ),
        (3, "mine stopped at pod 1 with TypeError: 3 is not a callable object"),
    ],
)
def test_one_that_fails_is_told_of_and_harms_no_other(given: Any, words: str) -> None:
    page = build_scheduler_bench({"mine": given, "turns": RoundRobinScheduler()}, MACHINES, PODS)
    mine, turns = page.data["runs"]
    assert mine["stopped"] == words
    assert words in str(page)
    assert len(turns["choices"]) == len(PODS)


def test_the_text_is_a_table() -> None:
    page = build_scheduler_bench({"turns": RoundRobinScheduler()}, MACHINES, PODS)
    head, table = str(page).split("\n\n")
    assert head == "7 pods on 3 machines · by chance alone, most machines would have 0 to 5"
    assert table == "       m1  m2  m3\nturns   3   2   2"


def test_why_not_the_others_is_kept() -> None:
    pods = [
        Pod("a", containers=(Container("c", ports=(Port(80, 8080),)),)),
        Pod("b", containers=(Container("c", ports=(Port(80, 8080),)),)),
    ]
    page = build_scheduler_bench({"fit": lambda so_far: FirstFitScheduler(so_far, Random(1))}, MACHINES, pods)
    first, second = page.data["runs"][0]["choices"]
    assert second[1:] == ["picked at random among 2 that fit", [[first[0], "port 8080 is taken by a"]]]
