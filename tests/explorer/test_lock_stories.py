"""Stories of locks and leaders, told exhaustively: paused owners, fencing tokens, two leaders, deadlocks."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from kubeish.errors import NotOffered, RequestRefused, WatchTimedOut
from kubeish.etcd.client_protocol import Client
from kubeish.etcd.store import State
from kubeish.explorer import Outcome, Returned, Run, as_program, build_state_graph, explore, run_order


def count_locked(client: Any) -> None:
    with client.lock("counter"):
        number, _ = client.get("n")
        client.put("n", str(int(number or 0) + 1))


def count_fenced(client: Any) -> None:
    """The write says which lock it relies on, and the store refuses it once that lock is another's."""
    lock, words = client.lock("counter"), client.transactions
    with lock:
        number, _ = client.get("n")
        more = words.put("n", str(int(number or 0) + 1))
        if not client.transaction([words.value(lock.key) == lock.uuid], [more], [])[0]:
            raise RuntimeError("the lock is lost")


def each_is_counted(client: Client, ends: dict[str, Any]) -> list[str]:
    done = sum(isinstance(end, Returned) for end in ends.values())
    number = int(client.get("n")[0] or 0)
    return [] if number == done else [f"{done} have counted, and the number is {number}"]


def explore_two(work: Callable[[Any], None], **faults: int) -> Outcome:
    return explore({"A": work, "B": work}, None, each_is_counted, breaking="lose a count", **faults)


def test_a_lock_holds_while_it_lives() -> None:
    outcome = explore_two(count_locked)
    assert (outcome.interleavings, outcome.broken) == (150, 0)


def test_an_owner_that_pauses_for_too_long() -> None:
    began = time.process_time()
    outcome = explore_two(count_locked, expiries=1)
    assert time.process_time() - began < 20
    assert outcome.headline() == "8,476 orders · 1,224 lose a count"
    assert outcome.counterexample is not None
    assert str(outcome.counterexample).startswith("A  takes           a lease of 60 s\n")
    assert "its lease ends  /locks/counter" in str(outcome.counterexample)
    assert outcome.counterexample.order == "A A A A% B B B A A B B"
    assert "2 have counted, and the number is 1" in outcome.complaints


def test_a_counterexample_is_run_again_by_its_order() -> None:
    outcome = explore_two(count_locked, expiries=1)
    assert outcome.counterexample is not None
    programs = {who: as_program(who, count_locked) for who in "AB"}
    run = run_order(Run(programs, State.empty()), outcome.counterexample.order)
    assert str(run.make_timeline()) == str(outcome.counterexample).partition("\n→")[0]


def test_a_fencing_token_saves_the_store() -> None:
    outcome = explore_two(count_fenced, expiries=1)
    assert outcome.broken == 0
    assert outcome.interleavings > 8_000


def test_a_crashed_owner_frees_its_lock_in_time() -> None:
    """Where all that are left wait, the time goes on to the end of its lease, or of the other's wait for it."""

    def work(ttl: int) -> Callable[[Any], None]:
        def client(client: Any) -> None:
            with client.lock("l", ttl=ttl):
                client.put("k", "x")

        return client

    def told(client: Client, ends: dict[str, Any]) -> list[str]:
        return [f"{end.error}" for end in ends.values() if hasattr(end, "error")]

    assert explore({"A": work(5), "B": work(5)}, None, told, crashes=1).broken == 0
    late = explore({"A": work(60), "B": work(60)}, None, told, crashes=1)
    assert {*late.complaints} == {"The lock 'l' was not free within 10 seconds; the block was not entered."}


def lead(name: str, check: bool) -> Callable[[Any], bool]:
    """Stand for election by put_if_not_exists with a lease; the leader writes who decides."""

    def client(client: Any) -> bool:
        words, lease = client.transactions, client.lease(5)
        try:
            if not client.put_if_not_exists("leader", name, lease=lease):
                return False
        except RequestRefused:
            return False  # its lease has ended before the election
        if check:
            return bool(client.transaction([words.value("leader") == name], [words.put(f"by/{name}", "1")], [])[0])
        client.put(f"by/{name}", "1")
        return True

    return client


def only_one_decides(client: Client, ends: dict[str, Any]) -> list[str]:
    return ["two leaders"] if sum(end.value is True for end in ends.values()) > 1 else []


def test_two_leaders() -> None:
    assert explore({who: lead(who, check=False) for who in "AB"}, None, only_one_decides).broken == 0
    outcome = explore({who: lead(who, check=False) for who in "AB"}, None, only_one_decides, expiries=1)
    assert outcome.broken > 0
    assert outcome.counterexample is not None
    assert "its lease ends  leader" in str(outcome.counterexample)


def test_a_leader_that_lost_its_lease_writes_nothing_where_the_write_says_so() -> None:
    def no_late_write(client: Client, ends: dict[str, Any]) -> list[str]:
        return []

    outcome = explore({who: lead(who, check=True) for who in "AB"}, None, no_late_write, expiries=1)
    assert outcome.broken == 0


def test_a_deadlock_and_its_shortest_order() -> None:
    def takes(*names: str) -> Callable[[Any], None]:
        def client(client: Any) -> None:
            for name in names:
                while not client.put_if_not_exists(name, "taken"):
                    time.sleep(1)
            for name in names:
                client.delete(name)

        return client

    outcome = explore({"A": takes("k", "m"), "B": takes("m", "k")})
    assert outcome.counterexample is not None
    assert outcome.counterexample.order == "A B A B"
    assert next(iter(outcome.complaints)) == (
        "A (write taken to m if m is absent) and B (write taken to k if k is absent) wait for ever: no other is left "
        "that could let them go on"
    )
    assert explore({"A": takes("k", "m"), "B": takes("k", "m")}).broken == 0


def test_events_come_in_order_and_at_any_later_step() -> None:
    def writes(client: Any) -> None:
        for value in "123":
            client.put("k", value)

    def watches(client: Any) -> list[bytes]:
        events, cancel = client.watch("k", start_revision=1)
        seen = [next(events).value for _ in range(2)]
        seen.append(client.get("k")[0])
        cancel()
        return seen

    def told(client: Client, ends: dict[str, Any]) -> list[str]:
        return [repr(ends["B"].value)]

    outcome = explore({"A": writes, "B": watches}, None, told)
    assert {*outcome.complaints} == {"[b'1', b'2', b'2']", "[b'1', b'2', b'3']"}


def test_a_watch_that_waits_in_vain_moves_the_clock() -> None:
    def client(client: Any) -> float:
        began = time.monotonic()
        try:
            client.watch_once("k", timeout=30)
        except WatchTimedOut:
            return time.monotonic() - began
        return 0.0

    def told(client: Client, ends: dict[str, Any]) -> list[str]:
        return [f"{ends['A'].value:.0f}"]

    assert explore({"A": client}, None, told).complaints == {"30": 1}


def test_what_a_watch_cannot_be_asked() -> None:
    with pytest.raises(NotOffered, match="begins before the clients do"):
        explore({"A": lambda c: c.watch_once("k", start_revision=1)}, lambda c: c.put("k", "1"))
    outcome = explore({"A": lambda c: c.add_watch_callback("k", print)})
    assert "A stopped with NotOffered: a callback runs in a thread of its own" in next(iter(outcome.complaints))


def test_the_stepper_has_waits_as_well() -> None:
    graph = build_state_graph({"A": lambda c: c.watch_once("k"), "B": lambda c: c.put("k", "1")})
    assert graph["positions"][0]["orders"] == 2
    assert {move["verb"] for position in graph["positions"] for move in position["moves"]} == {
        "watches",
        "writes",
        "hears",
    }
