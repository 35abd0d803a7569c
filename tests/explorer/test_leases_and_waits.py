"""Leases, locks, watches and waits, compared with every order that was really run."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.client_protocol import Client
from kubeish.explorer import NeverStops, Raised, Returned, TooLarge, as_program, explore
from tests.tools.stepped_requests import Limits, run_every_order, stop_clock

MOST_ORDERS = 300
Statement = Callable[[Any, random.Random], Callable[[Any, dict[str, Any]], object]]


def _spin(is_done: Callable[[Any], bool]) -> Callable[[Any, dict[str, Any]], object]:
    def spin(client: Any, memory: dict[str, Any]) -> None:
        while not is_done(client):
            time.sleep(1)

    return spin


def _make_statement(draw: random.Random, name: str) -> Callable[[Any, dict[str, Any]], object]:
    """One thing that a client does; ``memory`` holds what it knows."""
    key, other = draw.sample(("k", "m"), 2)
    value, ttl, wait = draw.choice("01"), draw.choice((5, 10, 60)), draw.choice((None, 7, 0))

    def with_lock(client: Any, memory: dict[str, Any]) -> None:
        with client.lock("l", ttl):
            memory["seen"] = client.get(key)[0]

    def try_lock(client: Any, memory: dict[str, Any]) -> None:
        lock = client.lock("l", ttl)
        if lock.acquire(timeout=0):
            client.put(key, name)

    def swap(client: Any, memory: dict[str, Any]) -> None:
        words = client.transactions
        _, metadata = client.get(key)
        index = metadata.mod_revision if metadata else 0
        memory["swapped"] = client.transaction([words.mod(key) == index], [words.put(key, name)], [])[0]

    def watch_from(client: Any, memory: dict[str, Any]) -> None:
        header = client.get_response(other).header
        memory["event"] = type(client.watch_once(key, wait, start_revision=header.revision + 1)).__name__

    def watch_two(client: Any, memory: dict[str, Any]) -> None:
        events, cancel = client.watch_prefix("k")
        client.put("k", name)
        memory["events"] = [next(events).value for _ in range(2)]
        cancel()

    def grant(client: Any, memory: dict[str, Any]) -> None:
        memory["lease"] = client.lease(ttl)

    def use(client: Any, memory: dict[str, Any]) -> None:
        if "lease" in memory:
            memory["won"] = client.put_if_not_exists(key, name, lease=memory["lease"])

    def refresh(client: Any, memory: dict[str, Any]) -> None:
        if "lease" in memory:
            memory["left"] = memory["lease"].refresh()[0].TTL

    def revoke(client: Any, memory: dict[str, Any]) -> None:
        if "lease" in memory:
            memory.pop("lease").revoke()

    def both(client: Any) -> bool:
        first = client.get(key)[0]
        return first is not None and client.get(other)[0] is not None

    statements: list[Callable[[Any, dict[str, Any]], object]] = [
        lambda client, memory: memory.update(seen=client.get(key)[0]),
        lambda client, memory: client.put(key, value),
        lambda client, memory: client.delete(key),
        lambda client, memory: client.put_if_not_exists(key, name),
        lambda client, memory: time.sleep(ttl),
        *(swap, with_lock, try_lock, watch_from, watch_two, grant, use, use, refresh, revoke),
        lambda client, memory: memory.update(event=type(client.watch_once(key, wait)).__name__),
        _spin(lambda client: client.get(key)[0] is not None),
        _spin(lambda client: client.put_if_not_exists(key, name)),
        _spin(both),
        _spin(lambda client: client.replace(key, value, name)),
    ]
    return draw.choice(statements)


def make_client(name: str, draw: random.Random, length: int) -> Callable[[Any], object]:
    """A client of so many statements; it returns what it knows."""
    statements = [_make_statement(draw, name) for _ in range(length)]

    def client(client: Any) -> object:
        memory: dict[str, Any] = {}
        for statement in statements:
            statement(client, memory)
        memory.pop("lease", None)
        return memory

    return client


def make_program(seed: int) -> tuple[dict[str, Callable[[Any], object]], Callable[[Any], object], Limits]:
    """Two or three clients, what the store holds first, and the faults."""
    draw = random.Random(seed)
    many = draw.choice((2, 2, 3))
    clients = {who: make_client(who, draw, draw.choice((1, 2, 3) if many == 2 else (1, 2))) for who in "ABC"[:many]}
    first = draw.choice((None, "k", "m"))
    limits = draw.choice((Limits(), Limits(), Limits(early=1), Limits(early=1), Limits(crash=1), Limits(lost=1)))
    return clients, lambda client: client.put(first, "0") if first else None, limits


def tell(client: Any, ends: dict[str, str]) -> str:
    """The whole of an end: each key with its value, and how each client ended."""
    keys = {metadata.key: value for value, metadata in client.get_all()}
    return f"{sorted(keys.items())} {ends}"


def explore_program(seed: int, most: int = MOST_ORDERS) -> tuple[int, int, Counter[str]] | None:
    """Orders, those in which a client waits for ever, and how often each end; None if there are too many."""
    clients, setup, limits = make_program(seed)

    def invariant(client: Client, ends: Any) -> list[str]:
        words = {
            who: f"Returned {end.value!r}"
            if isinstance(end, Returned)
            else f"Raised {end.error}"
            if isinstance(end, Raised)
            else type(end).__name__
            for who, end in ends.items()
        }
        return ["end: " + tell(client, words).replace("no reply came; the request may have happened", "no reply")]

    programs = {name: as_program(name, each) for name, each in clients.items()}  # some never ask
    outcome = explore(
        programs, setup, invariant, limits.crash, limits.lost, expiries=limits.early, max_states=20_000
    )  # fmt: skip
    if outcome.interleavings > most:
        return None
    ends = Counter({said[5:]: orders for said, orders in outcome.complaints.items() if said.startswith("end: ")})
    stuck = sum(orders for said, orders in outcome.complaints.items() if "for ever: no other" in said)
    return outcome.interleavings, stuck, ends


def run_program(seed: int) -> tuple[int, int, Counter[str]]:
    """The same, of the orders that were run."""
    clients, setup, limits = make_program(seed)
    ends: Counter[str] = Counter()
    stuck = 0
    with stop_clock():
        for run in run_every_order(clients, setup, limits):
            ends[tell(EmbeddedClient(run.store.ask), run.ends)] += 1
            stuck += run.is_stuck
    return sum(ends.values()), stuck, ends


def compare(seeds: range) -> int:
    """Compare the programs of these seeds, and return how many were small enough."""
    compared = 0
    for seed in seeds:
        try:
            found = explore_program(seed)
        except (NeverStops, TooLarge):
            continue
        if found is not None:
            assert found == run_program(seed), seed
            compared += 1
    return compared


def test_a_sample_of_random_programs() -> None:
    assert compare(range(30)) > 15


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_random_programs(pytestconfig: pytest.Config) -> None:
    """200 programs; with ``--seeds 10`` 2,000, of which more than a thousand are small enough to be run."""
    many = 200 * int(pytestconfig.getoption("--seeds"))
    assert compare(range(1000, 1000 + many)) > many // 2
