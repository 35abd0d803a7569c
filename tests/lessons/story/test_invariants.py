"""Rules of the table on stores written by hand: each rule can complain and be silent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kubeish.errors import EtcdError
from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import EmbeddedStore
from kubeish.explorer.steps import CRASHED, End, Raised, Returned
from kubeish.lessons.story.invariants import (
    exempt_deleted_pods,
    find_broken_promises,
    find_port_conflicts,
    find_refusals,
    find_relisted_pod,
    find_stranded_pods,
    find_ties,
    find_undeleted_pod,
)
from kubeish.registry.placement import read_placements

YES, NO = Returned(None), Raised(EtcdError(105, "db"))
HOSTS, PODS = "/registry/hosts", "/registry/pods"


def make_store(**keys: Any) -> EmbeddedClient:
    """Keys by nicknames: ``m1`` is the list of m1, ``db_m1`` db's key there, ``db_`` its key by id alone."""
    client = EmbeddedClient(EmbeddedStore().ask)
    for name, value in keys.items():
        pod, _, machine = name.rpartition("_")
        key = f"{HOSTS}/{name}/kubelet" if not pod else f"{HOSTS}/{machine}/pods/{pod}" if machine else f"{PODS}/{pod}"
        client.put(key, json.dumps(value))
    return client


def make_list(*ids: str, port: int = 0) -> list[dict[str, Any]]:
    ports = {"containers": [{"name": "c", "ports": [{"hostPort": port}]}]} if port else {}
    return [{"id": pod, **ports} for pod in ids]


@pytest.mark.parametrize(
    ("client", "words"),
    [
        (make_store(m1=make_list("db"), db_m1={"id": "db"}), ""),
        (make_store(m1=make_list("db"), db_={"id": "db", "host": "m1"}), ""),
        (make_store(), ""),
        (make_store(db_={"id": "db"}), ""),
        (make_store(db_m1={"id": "db"}), "db has its key, and is on no list"),
        (make_store(m1=make_list(), db_={"id": "db", "host": "m1"}), "db has its key, and is on no list"),
        (make_store(m1=make_list("db")), "db is on a list, and has no key"),
        (make_store(m1=make_list("db"), db_={"id": "db"}), "db is noted on no machine, and listed on m1"),
        (make_store(m1=make_list("db"), db_m2={"id": "db"}), "db is noted on m2, and listed on m1"),
        (make_store(m1=make_list("db"), m2=make_list("db"), db_m1={}), "db is noted on m1, and listed on m1 and m2"),
    ],
)
def test_a_stranded_pod_is_one_on_which_key_and_lists_disagree(client: EmbeddedClient, words: str) -> None:
    assert read_placements(client).describe_disagreement("db") == words
    assert find_stranded_pods(read_placements(client), {}, {}) == ([words] if words else [])


@pytest.mark.parametrize(
    ("client", "words"),
    [
        (make_store(m1=make_list("web", "db"), db_m1={"id": "db"}), ""),
        (make_store(), "db is nowhere"),
        (make_store(db_={"id": "db"}), "db waits for a machine"),
        (make_store(m1=make_list("db", "db"), db_m1={"id": "db"}), "db is listed 2 times"),
        (make_store(m1=make_list("db"), m2=make_list("db"), db_m1={}, db_m2={}), "db is listed 2 times"),
        (make_store(db_m1={"id": "db"}), "db has its key, and is on no list"),
    ],
)
def test_a_pod_that_was_said_to_run_is_in_both_its_places_once(client: EmbeddedClient, words: str) -> None:
    found = find_broken_promises(read_placements(client), {"A": YES}, {"A": "db"})
    assert found == ([f"A was told that db runs, and {words}"] if words else [])


@pytest.mark.parametrize("end", [NO, CRASHED])
def test_nothing_was_promised_to_a_refused_or_crashed_client(end: End) -> None:
    assert find_broken_promises(read_placements(make_store()), {"A": end}, {"A": "db"}) == []


def test_refused_clients_are_named_and_crashed_ones_are_not() -> None:
    assert find_refusals(read_placements(make_store()), {"A": NO, "B": CRASHED, "C": YES}, {}) == [
        "A was told no: EtcdError 105"
    ]


@pytest.mark.parametrize(
    ("ends", "complaints"),
    [
        ((YES, NO), []),
        ((NO, YES), []),
        ((YES, YES), ["A and B were both told yes"]),
        ((NO, NO), ["no client was told yes"]),
    ],
)
def test_one_of_two_is_told_yes(ends: tuple[End, End], complaints: list[str]) -> None:
    assert find_ties(read_placements(make_store()), dict(zip("AB", ends)), {"A": "db", "B": "db"}) == complaints


def test_a_deleted_pod_is_nowhere_if_its_deleter_was_told_so() -> None:
    there = read_placements(make_store(web_m1={"id": "web"}))
    assert find_undeleted_pod("web", "B", there, {"B": YES}, {}) == ["B was told that web is deleted, and it is there"]
    assert find_undeleted_pod("web", "B", there, {"B": NO}, {}) == []
    assert find_undeleted_pod("web", "B", read_placements(make_store(m1=[])), {"B": YES}, {}) == []


def test_a_pod_that_went_with_its_list_may_keep_its_key_and_is_on_no_list() -> None:
    assert find_relisted_pod("web", read_placements(make_store(web_m1={})), {}, {}) == []
    assert find_relisted_pod("web", read_placements(make_store(m1=make_list("web"))), {}, {}) == [
        "web went with the list, and is back on it"
    ]


def test_pods_of_a_deleted_list_are_exempt() -> None:
    taken = {"A": YES, "B": Returned(("web", "db"))}
    there = read_placements(make_store(web_m1={}, db_m1={}, cache_m1={}))
    assert exempt_deleted_pods("B", find_stranded_pods, there, taken, {}) == ["cache has its key, and is on no list"]
    assert exempt_deleted_pods("B", find_broken_promises, there, taken, {"A": "db"}) == []
    assert len(exempt_deleted_pods("B", find_stranded_pods, there, {"B": Returned(())}, {})) == 3


def test_ports_are_counted_for_each_machine() -> None:
    both = make_store(m1=make_list("db", "cache", port=8080))
    apart = make_store(m1=make_list("db", port=8080), m2=make_list("cache", port=8080))
    assert find_port_conflicts(read_placements(both), {}, {}) == ["m1 is asked for port 8080 twice"]
    assert find_port_conflicts(read_placements(apart), {}, {}) == []
    assert find_port_conflicts(read_placements(make_store(m1=make_list("db", "cache"))), {}, {}) == []
