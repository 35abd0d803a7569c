"""Crashes and lost replies: each of them, compared with orders that were run."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from typing import Any

import pytest

from kubeish.errors import ConnectionTimeoutError
from kubeish.explorer import Crashed, Raised, Returned, explore
from tests.explorer.schedulers import LIST, bare_swap, named, one_pod, run_pod, set_obj
from tests.tools.stepped_calls import connect_fresh, run_every_order

WORKS = {"set_obj": set_obj, "bare_swap": bare_swap, "run_pod": run_pod}


def ends_and_list(client: Any, ends: Any) -> list[str]:
    """An invariant that complains of everything, so that all ends are told apart."""
    value, _ = client.get(LIST)
    pods = [item["id"] for item in json.loads(value or "[]")]
    return [f"{who} {type(end).__name__}" for who, end in ends.items()] + [f"list is {pods}"]


def really_run(clients: Any, crashes: int, lost: int) -> tuple[int, dict[str, int]]:
    orders, heard = 0, {}
    for run in run_every_order(clients, connect_fresh(one_pod), crashes, lost):
        orders += 1
        for complaint in ends_and_list(run.client, run.ends):
            heard[complaint] = heard.get(complaint, 0) + 1
    return orders, heard


@pytest.mark.parametrize(("crashes", "lost"), [(1, 0), (2, 0), (0, 1), (0, 2), (1, 1), (2, 2)])
@pytest.mark.parametrize("work", WORKS)
def test_two_clients_with_faults(work, crashes, lost):
    clients = named(WORKS[work], 2)
    outcome = explore(clients, one_pod, ends_and_list, crashes=crashes, lost_replies=lost)
    assert (outcome.interleavings, outcome.complaints) == really_run(clients, crashes, lost)


def patient(client: Any) -> str:
    """A compare-and-swap that asks again where no reply came, and so may meet its own success."""
    words = client.transactions
    for _ in range(4):
        try:
            value, metadata = client.get(LIST)
            pods = [*json.loads(value), {"id": "p"}]
            swapped, _ = client.transaction(
                [words.mod(LIST) == metadata.mod_revision], [words.put(LIST, json.dumps(pods))], []
            )
        except ConnectionTimeoutError:
            continue
        if swapped:
            return "added"
    return "gave up"


def test_whoever_asks_again_meets_its_own_success():
    clients = {"P": patient, "B": bare_swap("b")}
    outcome = explore(clients, one_pod, ends_and_list, lost_replies=1)
    assert (outcome.interleavings, outcome.complaints) == really_run(clients, 0, 1)
    assert "list is ['web', 'p', 'p']" in explore({"P": patient}, one_pod, ends_and_list, lost_replies=1).complaints


def test_a_lost_write_has_happened_or_has_not():
    def writes(client: Any) -> None:
        client.put("k", "new")

    def told(client: Any, ends: Any) -> list[str]:
        return [f"{client.get('k')[0]} {type(ends['A']).__name__}"]

    outcome = explore({"A": writes}, lambda client: client.put("k", "old"), told, lost_replies=1)
    assert outcome.complaints == {"b'new' Returned": 1, "b'new' Raised": 1, "b'old' Raised": 1}


def test_a_lost_read_is_one_order_and_not_two():
    outcome = explore({"A": lambda client: client.get("k")}, lost_replies=1)
    assert outcome.interleavings == 2


def test_a_crash_takes_a_place_in_the_order():
    def writes(client: Any) -> None:
        client.put("k", "1")
        client.put("k", "2")

    def told(client: Any, ends: Any) -> list[str]:
        return [f"{client.get('k')[0]} {type(ends['A']).__name__}"]

    outcome = explore({"A": writes}, None, told, crashes=1)
    assert outcome.complaints == {"b'2' Returned": 1, "b'1' Crashed": 1, "None Crashed": 1}


def test_no_more_faults_than_were_asked_for():
    def invariant(client: Any, ends: Any) -> list[str]:
        return [f"{sum(isinstance(end, Crashed) for end in ends.values())} dead"]

    assert set(explore(named(set_obj, 3), one_pod, invariant, crashes=2).complaints) == {"0 dead", "1 dead", "2 dead"}


def test_the_client_meets_an_indefinite_error():
    met = []

    def reads(client: Any) -> None:
        try:
            client.get("k")
        except ConnectionTimeoutError as error:
            met.append((error.definite, str(error)))

    explore({"A": reads}, lost_replies=1)
    assert set(met) == {(False, "no reply came; the request may have happened")}


@pytest.mark.skipif(importlib.util.find_spec("etcd3") is None, reason="etcd3 is not installed")
def test_the_error_is_etcd3s_own_where_etcd3_is_loaded():
    """In a process of its own, since an import cannot be taken back."""
    code = """
import etcd3
from kubeish import explore

def reads(client):
    try:
        client.get("k")
    except etcd3.exceptions.ConnectionTimeoutError:
        return "caught"
    return "answered"

def told(client, ends):
    return [ends["A"].value]

print(explore({"A": reads}, None, told, lost_replies=1).complaints)
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "{'answered': 1, 'caught': 1}\n"


def test_a_client_that_does_not_catch_it_ends_with_it():
    def invariant(client: Any, ends: Any) -> list[str]:
        assert isinstance(ends["A"], (Returned, Raised))
        return [str(ends["A"].error)] if isinstance(ends["A"], Raised) else []

    outcome = explore({"A": lambda client: client.get("k")}, None, invariant, lost_replies=1)
    assert outcome.complaints == {"no reply came; the request may have happened": 1}
    assert str(outcome.counterexample).startswith("A  reads  nothing  index 0, no reply")


def test_without_ends_an_error_is_a_complaint_and_a_crash_is_none():
    outcome = explore({"A": lambda client: client.get("k")}, crashes=1, lost_replies=1)
    assert outcome.complaints == {
        "A stopped with ConnectionTimeoutError: no reply came; the request may have happened": 1
    }
    assert outcome.interleavings == 3
