"""What is said where not every order was tried: at a bound, at the first broken order, of random ones, after Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from kubeish.explorer import ExploreError, TooLarge, explore
from tests.explorer.schedulers import all_listed, append_swap, bare_swap, named, one_pod, set_obj
from tests.explorer.test_always_and_sometimes import half_a_transfer, open_accounts, sum_is_kept


def write_own_key(times: int) -> Callable[[str], Callable[[Any], None]]:
    def of(name: str) -> Callable[[Any], None]:
        def client(client: Any) -> None:
            for number in range(times):
                client.put(name, str(number))

        return client

    return of


def writers(many: int, times: int) -> dict[str, Callable[[Any], None]]:
    return {name: write_own_key(times)(name) for name in "ABCDEFGH"[:many]}


def bound_of(**given: Any) -> TooLarge:
    with pytest.raises(TooLarge) as error:
        explore(**given)
    assert "\n" not in str(error.value)
    return error.value


def short_and_long(client: Any) -> None:
    """Ends soon where it comes first; goes on for long otherwise."""
    if client.get("k")[0] is None:
        client.put("k", "first")
        return
    for number in range(30):
        client.put("k", str(number))


def test_a_counterexample_that_was_found_before_the_bound():
    error = bound_of(clients=dict.fromkeys("ABC", short_and_long), invariant=never_ends, max_states=300)
    whole = explore(dict.fromkeys("AB", short_and_long), None, never_ends)
    assert re.fullmatch(
        r"there are more than 300 states to visit; the order (.*) is one of the shortest to break the rule "
        r"\(→ (\w+) was last\): explore fewer clients, shorter ones or fewer faults, or give "
        r"max_states a larger number\.",
        str(error),
    )
    outcome = error.outcome
    assert outcome is not None
    assert outcome.counterexample is not None
    assert outcome.counterexample.order in str(error)
    assert (outcome.is_complete, outcome.is_ok) == (False, False)
    assert 0 < outcome.broken <= outcome.interleavings
    assert whole.counterexample is not None
    assert str(outcome).startswith("not decided: there are more than 300 states to visit; the order ")


def never_ends(client: Any) -> list[str]:
    return [f"{client.get('k')[0].decode()} was last"]


@pytest.mark.parametrize("bound", [4, 7, 12, 20, 40, 60])
def test_the_steps_that_are_said_are_true(bound: int):
    """Whatever the bound: a broken order that is not longer than what is said to be fine would be a lie."""
    clients, rule = named(set_obj, 3), all_listed(3)
    exact = len(explore(clients, one_pod, rule).counterexample.steps)
    error = bound_of(clients=clients, setup=one_pod, invariant=rule, max_states=bound)
    fine = re.search(r"of the orders of up to (\d+) steps none|no order ends within (\d+) steps", str(error))
    if fine:
        assert int(fine[1] or fine[2]) < exact
    else:
        assert len(error.outcome.counterexample.steps) == exact
    always = bound_of(clients=clients, setup=one_pod, always=lambda client: [], max_states=bound)
    assert "of the orders of up to" in str(always)


def test_the_first_broken_order_is_the_shortest():
    whole = explore(named(set_obj, 4), one_pod, all_listed(4))
    found = explore(named(set_obj, 4), one_pod, all_listed(4), first=True)
    assert len(found.counterexample.steps) == len(whole.counterexample.steps)
    assert not found.is_complete
    assert found.headline() == (
        f"the shortest order to break the rule has 8 steps · {found.states:,} states, not all orders were tried"
    )
    way = explore({"A": half_a_transfer, "B": half_a_transfer}, open_accounts, always=sum_is_kept, first=True)
    assert (way.counterexample.order, way.states < 10) == ("A A", True)


def test_where_nothing_is_broken_first_changes_nothing():
    whole, found = (explore(named(bare_swap, 3), one_pod, all_listed(3), first=first) for first in (False, True))
    assert whole == found
    assert found.is_complete


def test_first_finds_what_is_too_large_as_a_whole():
    clients = {"X": half_a_transfer, "Y": half_a_transfer, **writers(5, 20)}
    outcome = explore(clients, open_accounts, always=sum_is_kept, first=True, max_states=3_000)
    assert outcome.counterexample.order == "X X"


def test_first_is_met_at_the_bound_as_well():
    """The search ends in the middle of a level in which some order has ended, broken."""
    whole = explore(dict.fromkeys("ABC", short_and_long), None, never_ends, first=True)
    given = {"clients": dict.fromkeys("ABC", short_and_long), "invariant": never_ends, "max_states": whole.states}
    assert bound_of(**given).outcome.counterexample.order == whole.counterexample.order
    assert explore(**given, first=True) == whole
    assert not whole.is_complete


def test_random_orders_are_the_same_for_the_same_seed():
    one, again, other = (
        explore(named(set_obj, 3), one_pod, all_listed(3), simulate=200, seed=seed) for seed in (7, 7, 8)
    )
    assert one == again
    assert one.complaints != other.complaints
    assert one.headline() == f"200 orders picked at random by the seed 7 · {one.broken} break the rule"
    assert (one.interleavings, one.seed, one.is_complete) == (200, 7, False)
    assert 150 < one.broken < 200  # of all 90 orders 84 are broken
    assert len(one.counterexample.steps) == 6


def test_random_orders_are_orders():
    """In many runs each order of a small program comes up, and no complaint that is not in the whole."""
    whole = explore(named(set_obj, 2), one_pod, all_listed(2), crashes=1)
    sample = explore(named(set_obj, 2), one_pod, all_listed(2), crashes=1, simulate=2_000)
    assert set(sample.complaints) == set(whole.complaints)
    assert len(sample.counterexample.steps) == len(whole.counterexample.steps)
    assert sample.states <= whole.states  # which counts a position again on each level


def test_random_orders_of_what_cannot_be_explored():
    clients = {"X": half_a_transfer, "Y": half_a_transfer, **writers(6, 30)}
    outcome = explore(
        clients, open_accounts, sum_is_kept, simulate=30, sometimes=lambda client: not sum_is_kept(client)
    )
    assert outcome.broken > 10
    assert (outcome.witness.order, outcome.is_vacuous) == ("", False)
    vacuous = explore(clients, open_accounts, simulate=5, sometimes=lambda client: False)
    assert (vacuous.is_vacuous, vacuous.is_ok) == (True, False)


def test_random_orders_stop_at_the_first_broken_one():
    outcome = explore(named(set_obj, 3), one_pod, all_listed(3), simulate=500, first=True)
    assert outcome.broken == 1
    assert outcome.interleavings < 50
    assert outcome.counterexample is not None


def test_locks_and_waits_in_random_orders():
    def with_lock(client: Any) -> None:
        with client.lock("l", 5):
            half_a_transfer(client)

    clients = {"A": with_lock, "B": with_lock}
    for seed in range(5):
        outcome = explore(clients, open_accounts, sum_is_kept, crashes=1, simulate=100, seed=seed)
        whole = explore(clients, open_accounts, sum_is_kept, crashes=1)
        assert set(outcome.complaints) <= set(whole.complaints)
        assert not [said for said in outcome.complaints if "for ever" in said]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"max_states": 0}, "max_states is 0, which bounds nothing: give a number above 0."),
        ({"max_seconds": "5"}, "max_seconds is '5', which bounds nothing: give a number above 0."),
        ({"max_megabytes": -1}, "max_megabytes is -1, which bounds nothing: give a number above 0."),
        ({"simulate": 1.5}, "simulate is 1.5, not a number of orders: give a whole one, 0 to try them all."),
    ],
)
def test_a_bound_that_is_none(given: dict[str, Any], said: str):
    with pytest.raises(ExploreError) as error:
        explore(named(set_obj, 2), one_pod, **given)
    assert str(error.value) == said


def test_the_bound_of_time():
    begin = time.monotonic()
    error = bound_of(clients=writers(5, 20), max_seconds=0.5)
    assert time.monotonic() - begin < 20
    assert re.match(r"0\.5 seconds are over after [\d,]+ states; no order ends within \d+ steps", str(error))
    assert str(error).endswith(": explore fewer clients, or give max_seconds a larger number.")


MEASURE = """
def read(name):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) // 1024 for line in file if line.startswith(name))
from kubeish.explorer import TooLarge, explore
from tests.explorer.test_search_bounds import writers
before = read("VmRSS")
try:
    explore(writers(5, 20), max_megabytes=60)
except TooLarge as error:
    print(str(error))
print(read("VmHWM") - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
def test_the_bound_of_memory_holds_where_each_state_is_another():
    done = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True)
    said, took = done.stdout.splitlines()
    assert re.match(r"[\d,]+ states take the 60 MB of memory that they may take; no order ends within \d+ steps", said)
    assert 20 < int(took) < 90


def test_the_bound_of_memory_is_not_met_by_what_fits():
    assert explore(named(append_swap, 4), one_pod, all_listed(4), max_megabytes=20).interleavings == 1_033_272


def test_ctrl_c_says_what_is_known():
    def explore_until_interrupted():
        threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT)).start()
        explore(writers(5, 20), always=lambda client: [])

    with pytest.raises(KeyboardInterrupt) as error:
        explore_until_interrupted()
    assert re.fullmatch(
        r"stopped by you after [\d,]+ states: of the orders of up to \d+ steps none break the rule, and what comes "
        r"after is not decided\. Fewer clients, shorter ones or fewer faults have fewer states\.",
        str(error.value),
    )
