"""Exact counts: compared with orders that were run, closed forms, and the numbers of the course."""

from __future__ import annotations

from functools import cache
from math import factorial

import pytest

from kubeish.explorer import Outcome, explore
from tests.explorer.schedulers import (
    all_listed,
    append_swap,
    bare_swap,
    named,
    one_pod,
    run_pod,
    set_obj,
    swap,
)
from tests.tools.stepped_calls import connect_fresh, run_every_order

WORKS = {"set_obj": set_obj, "append_swap": append_swap, "bare_swap": bare_swap, "swap": swap, "run_pod": run_pod}


def explored(work, many: int, setup=one_pod) -> Outcome:
    return explore(named(work, many), setup, all_listed(many), breaking="lose a pod")


@pytest.mark.parametrize("many", [1, 2, 3])
@pytest.mark.parametrize("setup", [one_pod, None])
@pytest.mark.parametrize("work", ["set_obj", "swap"])
def test_each_order_really_run_says_the_same(work, setup, many):
    complaints: dict[str, int] = {}
    orders = broken = 0
    for run in run_every_order(named(WORKS[work], many), connect_fresh(setup)):
        said = all_listed(many)(run.client)
        orders, broken = orders + 1, broken + bool(said)
        for complaint in said:
            complaints[complaint] = complaints.get(complaint, 0) + 1
    outcome = explored(WORKS[work], many, setup)
    assert (outcome.interleavings, outcome.broken, outcome.complaints) == (orders, broken, complaints)


def test_run_pod_really_run_says_the_same():
    assert explored(run_pod, 2).interleavings == sum(
        1 for _ in run_every_order(named(run_pod, 2), connect_fresh(one_pod))
    )


@pytest.mark.parametrize("many", [1, 2, 3, 4])
def test_set_obj_has_a_closed_form(many):
    """Each client takes two steps; an order is safe where the two stand side by side, whichever client comes when."""
    outcome = explored(set_obj, many)
    assert outcome.interleavings == factorial(2 * many) // 2**many
    assert outcome.interleavings - outcome.broken == factorial(many)


@cache
def orders_of_swap(unread: int, fresh: int, stale: int) -> int:
    """So many orders: a read makes fresh, a fresh swap ends and leaves all others stale, a stale one reads again."""
    if unread == fresh == stale == 0:
        return 1
    return (
        (unread and unread * orders_of_swap(unread - 1, fresh + 1, stale))
        + (fresh and fresh * orders_of_swap(unread, 0, stale + fresh - 1))
        + (stale and stale * orders_of_swap(unread + 1, fresh, stale - 1))
    )


@cache
def orders_of_run_pod(new: int, noted: tuple[int, int], ready: tuple[int, int], again: int) -> int:
    """The same with a step between the first read and the swap. Pairs are (fresh, stale); ``again``: to read anew."""
    fresh, stale = noted
    can, cannot = ready
    ways = 0
    if new:
        ways += new * orders_of_run_pod(new - 1, (fresh + 1, stale), ready, again)
    if fresh:
        ways += fresh * orders_of_run_pod(new, (fresh - 1, stale), (can + 1, cannot), again)
    if stale:
        ways += stale * orders_of_run_pod(new, (fresh, stale - 1), (can, cannot + 1), again)
    if can:
        ways += can * orders_of_run_pod(new, (0, stale + fresh), (0, cannot + can - 1), again)
    if cannot:
        ways += cannot * orders_of_run_pod(new, noted, (can, cannot - 1), again + 1)
    if again:
        ways += again * orders_of_run_pod(new, noted, (can + 1, cannot), again - 1)
    return ways or 1


def test_the_two_formulas_give_the_numbers_that_the_course_states():
    assert [orders_of_swap(n, 0, 0) for n in (2, 3, 4, 5)] == [6, 498, 1_033_272, 88_019_039_640]
    assert [orders_of_run_pod(n, (0, 0), (0, 0), 0) for n in (2, 3, 4)] == [20, 15_630, 438_285_840]


@pytest.mark.parametrize(("many", "broken", "orders"), [(2, 4, 6), (3, 84, 90), (4, 2_496, 2_520)])
def test_set_obj(many, broken, orders):
    outcome = explored(set_obj, many)
    assert (outcome.broken, outcome.interleavings) == (broken, orders)


@pytest.mark.parametrize("work", ["append_swap", "bare_swap", "swap"])
@pytest.mark.parametrize(("many", "orders"), [(2, 6), (3, 498), (4, 1_033_272)])
def test_swap_loses_nothing(work, many, orders):
    outcome = explored(WORKS[work], many)
    assert (outcome.broken, outcome.interleavings, outcome.counterexample) == (0, orders, None)


@pytest.mark.slow
def test_swap_of_five_loses_nothing():
    outcome = explored(bare_swap, 5)
    assert (outcome.broken, outcome.interleavings) == (0, 88_019_039_640)


@pytest.mark.parametrize(("many", "broken", "orders"), [(2, 4, 6), (3, 72, 90), (4, 3_840, 5_832)])
def test_the_first_write_to_a_machine_is_no_swap(many, broken, orders):
    outcome = explored(swap, many, setup=None)
    assert (outcome.broken, outcome.interleavings) == (broken, orders)


@pytest.mark.parametrize(("many", "orders"), [(2, 20), (3, 15_630), (4, 438_285_840)])
def test_run_pod_of_265_on_a_list_that_is_there(many, orders):
    outcome = explored(run_pod, many)
    assert (outcome.broken, outcome.interleavings) == (0, orders)


def test_what_it_says():
    assert explored(set_obj, 2).headline() == "6 orders · 4 lose a pod"
    assert explored(swap, 2).headline() == "6 orders · none lose a pod"
    assert explored(set_obj, 1).headline() == "1 order · none lose a pod"
    assert str(explored(set_obj, 4)).startswith("2,520 orders · 2,496 lose a pod\n\nA  reads   [web]")
