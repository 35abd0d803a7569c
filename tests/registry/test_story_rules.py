"""What counts as broken, shown on stores written by hand: each rule can say yes and no."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kubeish.client import Client
from kubeish.errors import EtcdError
from kubeish.explorer.steps import CRASHED, End, Raised, Returned
from kubeish.registry.places import places
from kubeish.store import EmbeddedStore
from kubeish.story.rules import except_taken, gone, kept, off_the_list, one_of_two, ports_apart, served, whole

YES, NO = Returned(None), Raised(EtcdError(105, "db"))
HOSTS, PODS = "/registry/hosts", "/registry/pods"


def store(**keys: Any) -> Client:
    """Keys by nicknames: ``m1`` is the list of m1, ``db_m1`` db's key there, ``db_`` its key by id alone."""
    client = Client(EmbeddedStore().ask)
    for name, value in keys.items():
        pod, _, machine = name.rpartition("_")
        key = f"{HOSTS}/{name}/kubelet" if not pod else f"{HOSTS}/{machine}/pods/{pod}" if machine else f"{PODS}/{pod}"
        client.put(key, json.dumps(value))
    return client


def listing(*ids: str, port: int = 0) -> list[dict[str, Any]]:
    ports = {"containers": [{"name": "c", "ports": [{"hostPort": port}]}]} if port else {}
    return [{"id": pod, **ports} for pod in ids]


@pytest.mark.parametrize(
    ("client", "words"),
    [
        (store(m1=listing("db"), db_m1={"id": "db"}), ""),
        (store(m1=listing("db"), db_={"id": "db", "host": "m1"}), ""),
        (store(), ""),
        (store(db_={"id": "db"}), ""),
        (store(db_m1={"id": "db"}), "db has its key, and is on no list"),
        (store(m1=listing(), db_={"id": "db", "host": "m1"}), "db has its key, and is on no list"),
        (store(m1=listing("db")), "db is on a list, and has no key"),
        (store(m1=listing("db"), db_={"id": "db"}), "db is noted on no machine, and listed on m1"),
        (store(m1=listing("db"), db_m2={"id": "db"}), "db is noted on m2, and listed on m1"),
        (store(m1=listing("db"), m2=listing("db"), db_m1={}), "db is noted on m1, and listed on m1 and m2"),
    ],
)
def test_half_a_pod_is_one_of_which_key_and_lists_disagree(client: Client, words: str) -> None:
    assert places(client).half("db") == words
    assert whole(places(client), {}, {}) == ([words] if words else [])


@pytest.mark.parametrize(
    ("client", "words"),
    [
        (store(m1=listing("web", "db"), db_m1={"id": "db"}), ""),
        (store(), "db is nowhere"),
        (store(db_={"id": "db"}), "db waits for a machine"),
        (store(m1=listing("db", "db"), db_m1={"id": "db"}), "db is listed 2 times"),
        (store(m1=listing("db"), m2=listing("db"), db_m1={}, db_m2={}), "db is listed 2 times"),
        (store(db_m1={"id": "db"}), "db has its key, and is on no list"),
    ],
)
def test_a_pod_that_was_said_to_run_is_in_both_its_places_once(client: Client, words: str) -> None:
    found = kept(places(client), {"A": YES}, {"A": "db"})
    assert found == ([f"A was told that db runs, and {words}"] if words else [])


@pytest.mark.parametrize("end", [NO, CRASHED])
def test_nothing_was_promised_to_one_who_was_told_no_or_died(end: End) -> None:
    assert kept(places(store()), {"A": end}, {"A": "db"}) == []


def test_served_names_who_was_told_no_and_leaves_the_dead_alone() -> None:
    assert served(places(store()), {"A": NO, "B": CRASHED, "C": YES}, {}) == ["A was told no: EtcdError 105"]


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((YES, NO), []),
        ((NO, YES), []),
        ((YES, YES), ["A and B were both told yes"]),
        ((NO, NO), ["nobody was told yes"]),
    ],
)
def test_one_of_two_is_told_yes(ends: tuple[End, End], said: list[str]) -> None:
    assert one_of_two(places(store()), dict(zip("AB", ends)), {"A": "db", "B": "db"}) == said


def test_a_deleted_pod_is_nowhere_if_its_deleter_was_told_so() -> None:
    there = places(store(web_m1={"id": "web"}))
    assert gone("web", "B")(there, {"B": YES}, {}) == ["B was told that web is deleted, and it is there"]
    assert gone("web", "B")(there, {"B": NO}, {}) == []
    assert gone("web", "B")(places(store(m1=[])), {"B": YES}, {}) == []


def test_a_pod_that_went_with_its_list_may_keep_its_key_and_is_on_no_list() -> None:
    assert off_the_list("web")(places(store(web_m1={})), {}, {}) == []
    assert off_the_list("web")(places(store(m1=listing("web"))), {}, {}) == [
        "web went with the list, and is back on it"
    ]


def test_what_a_client_took_off_a_list_itself_is_not_held_against_the_others() -> None:
    taken = {"A": YES, "B": Returned(("web", "db"))}
    there = places(store(web_m1={}, db_m1={}, cache_m1={}))
    assert except_taken(whole, "B")(there, taken, {}) == ["cache has its key, and is on no list"]
    assert except_taken(kept, "B")(there, taken, {"A": "db"}) == []
    assert len(except_taken(whole, "B")(there, {"B": Returned(())}, {})) == 3


def test_ports_are_counted_for_each_machine() -> None:
    both = store(m1=listing("db", "cache", port=8080))
    apart = store(m1=listing("db", port=8080), m2=listing("cache", port=8080))
    assert ports_apart(places(both), {}, {}) == ["m1 is asked for port 8080 twice"]
    assert ports_apart(places(apart), {}, {}) == []
    assert ports_apart(places(store(m1=listing("db", "cache"))), {}, {}) == []
