"""Clients that cannot be explored: one sentence in bounded time; and those that look so, and can."""

# ruff: noqa: SIM105 - to swallow everything, in each way there is, is what this file is for

from __future__ import annotations

import contextlib
import functools
import itertools
import random
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kubeish.errors import KubeishError, NotOffered
from kubeish.explorer import (
    BadInvariant,
    BadSetup,
    ExploreError,
    NeverAsks,
    NeverStops,
    NotAClient,
    NotDeterministic,
    Run,
    StartsThread,
    SwallowedPause,
    TooLarge,
    as_program,
    explore,
    run_setup,
)
from kubeish.explorer.source_location import locate_frame
from kubeish.explorer.steps import Location
from kubeish.explorer.thread_guard import ThreadGuard
from kubeish.explorer.watchdog import WATCHDOG
from tests.explorer.schedulers import LIST, all_listed, bare_swap, named, one_pod, set_obj


def complaint_of(error: type[KubeishError], client: Any, **how: Any) -> str:
    """What is said of a client that cannot be explored, alone or beside another."""
    with pytest.raises(error) as alone:
        explore({"A": client}, one_pod, **how)
    with pytest.raises(error) as beside:
        explore({"B": set_obj("b"), "A": client}, one_pod, **how)
    assert "\n" not in str(alone.value)
    assert str(beside.value)
    return str(alone.value)


# A client that is not a function of what it has seen.


def test_chance():
    def rolls(client: Any) -> None:
        client.put("k", str(random.random()))

    said = complaint_of(NotDeterministic, rolls)
    assert said.startswith("A was given the same answers twice and did two different things (asked to write 0.")
    assert said.endswith(
        "): let it depend on nothing but its arguments and the store's answers, neither on chance, nor the clock, "
        "nor on anything kept from an earlier run."
    )


def test_chance_in_what_it_returns_or_raises():
    def raises(client: Any) -> None:
        raise RuntimeError(random.random())

    assert "returned 0." in complaint_of(NotDeterministic, lambda client: random.random())
    assert "raised RuntimeError(0." in complaint_of(NotDeterministic, raises)


def test_the_clock():
    assert complaint_of(NotDeterministic, lambda client: client.put("k", str(time.process_time_ns())))


def test_state_kept_between_runs():
    runs = itertools.count()

    def counts(client: Any) -> None:
        client.get("k")
        client.put("k", str(next(runs)))

    assert complaint_of(NotDeterministic, counts)


def test_state_that_two_clients_share():
    shared: list[str] = []

    def of(name: str) -> Any:
        def client(client: Any) -> None:
            shared.append(name)
            client.put("k", ",".join(shared))

        return client

    with pytest.raises(NotDeterministic, match="did two different things"):
        explore({"A": of("a"), "B": of("b")})


@pytest.mark.parametrize("first", [0, 1])
def test_state_that_decides_whether_it_asks(first):
    runs = itertools.count(first)

    def sometimes(client: Any) -> None:
        if next(runs) % 2:
            client.get("k")

    with pytest.raises(NotDeterministic) as said:
        explore({"A": sometimes})
    assert "returned None" in str(said.value)
    assert "asked to read k" in str(said.value)


def test_a_client_that_asks_for_less_the_second_time():
    program = as_program("A", lambda client: None)
    with pytest.raises(NotDeterministic, match=r"returned None, then asked less\)"):
        program.next(("an answer",))


def test_an_object_with_an_address_is_no_chance():
    outcome = explore({"A": lambda client: (client.get("k"), object())[1]}, invariant=lambda client, ends: [])
    assert outcome.interleavings == 1


# A client that swallows the pause.


def returns(client: Any) -> str:
    try:
        client.get("k")
    except:  # noqa: E722
        return "swallowed"
    return "read"


def asks_again(client: Any) -> None:
    while True:
        try:
            client.get("k")
            return
        except:  # noqa: E722
            continue


def asks_again_and_again(client: Any) -> None:
    while True:
        try:
            while True:
                try:
                    client.get("k")
                    return
                except:  # noqa: E722
                    pass
        except:  # noqa: E722
            pass


def catches_base(client: Any) -> None:
    try:
        client.get("k")
    except BaseException as error:
        print(error)


def suppresses(client: Any) -> None:
    with contextlib.suppress(BaseException):
        client.get("k")


def suppresses_for_ever(client: Any) -> None:
    while True:
        with contextlib.suppress(BaseException):
            client.get("k")
            return


def returns_in_finally(client: Any) -> str:
    try:
        client.get("k")
    finally:
        return "done"  # noqa: B012


@contextlib.contextmanager
def calm() -> Any:
    try:
        yield
    except:  # noqa: E722
        pass


def has_a_calm_context(client: Any) -> None:
    with calm():
        client.get("k")


def swallows_the_second_only(client: Any) -> None:
    client.get("k")
    try:
        client.put("k", "new")
    except:  # noqa: E722
        return


def asks_itself(client: Any) -> None:
    try:
        client.get("k")
    except:  # noqa: E722
        asks_itself(client)


@pytest.mark.parametrize(
    ("client", "line"),
    [
        (returns, "line 4 of returns"),
        (asks_again, "line 6 of asks_again"),
        (asks_again_and_again, "line 8 of asks_again_and_again"),
        (catches_base, "line 4 of catches_base"),
        (suppresses, "line 3 of suppresses"),
        (suppresses_for_ever, "line 4 of suppresses_for_ever"),
        (returns_in_finally, "line 5 of returns_in_finally"),
        (has_a_calm_context, "line 5 of calm"),
        (swallows_the_second_only, "line 5 of swallows_the_second_only"),
        (asks_itself, "line 4 of asks_itself"),
    ],
)
def test_a_client_that_catches_everything(client, line):
    assert complaint_of(SwallowedPause, client) == (
        f"A catches everything at {line}, the pause that stops it between two requests included, and goes on: "
        "name the errors that you mean to catch instead of a bare `except:`."
    )


def test_it_is_noticed_where_a_run_is_stepped_through_too():
    with pytest.raises(SwallowedPause, match="line 4 of returns"):
        Run({"A": as_program("A", returns)}, run_setup(None))


def test_without_source_there_is_still_a_line():
    names: dict[str, Any] = {}
    exec("def f(client):\n    try:\n        client.get('k')\n    except:\n        return\n", names)
    assert complaint_of(SwallowedPause, names["f"]).startswith("A catches everything at line 3 of f, the pause")


# What a pause may pass through.


def asks_in_finally(client: Any) -> None:
    try:
        client.get("k")
    finally:
        client.put("k", "released")


def fails_in_finally(client: Any) -> None:
    try:
        value, _ = client.get("k")
    finally:
        client.put("k", value or "none")


class Session:
    def __init__(self, client: Any) -> None:
        self.client = client

    def __enter__(self) -> Any:
        self.client.put("session", "open")
        return self.client

    def __exit__(self, *_: object) -> None:
        self.client.put("session", "closed")


def has_a_session(client: Any) -> None:
    with Session(client) as session:
        session.get("k")


def asks_in_the_handler(client: Any) -> None:
    try:
        client.get("k")
    except:
        client.put("k", "failed")
        raise


def turns_it_into_another(client: Any) -> None:
    try:
        client.get("k")
    except BaseException as error:
        raise RuntimeError("failed") from error


def names_what_it_catches(client: Any) -> None:
    with contextlib.suppress(Exception):
        client.get("k")


@pytest.mark.parametrize(
    ("client", "steps"),
    [
        (asks_in_finally, 2),
        (fails_in_finally, 2),
        (has_a_session, 3),
        (asks_in_the_handler, 1),
        (turns_it_into_another, 1),
        (names_what_it_catches, 1),
    ],
)
def test_a_pause_passes_through(client, steps):
    outcome = explore({"A": client, "B": client}, lambda client: client.put("k", "v"), lambda client: ["told"])
    assert len(outcome.counterexample.steps) == 2 * steps
    assert outcome.interleavings == {1: 2, 2: 6, 3: 20}[steps]


def test_a_mutex_around_the_write_still_loses_pods():
    lock = threading.Lock()

    def locked(pod: str) -> Any:
        def client(client: Any) -> None:
            with lock:
                set_obj(pod)(client)

        return client

    outcome = explore(named(locked, 3), one_pod, all_listed(3))
    assert (outcome.interleavings, outcome.broken) == (90, 84)
    assert not lock.locked()


# A client that never asks, or never stops.


def loops(client: Any) -> None:
    while True:
        pass


def loops_and_catches(client: Any) -> None:
    while True:
        try:
            pass
        except:  # noqa: E722
            pass


def loops_and_catches_around(client: Any) -> None:
    while True:
        try:
            while True:
                pass
        except:  # noqa: E722
            pass


def loops_after_asking(client: Any) -> None:
    client.get("k")
    for _ in itertools.count():
        pass


def loops_in_a_call(client: Any) -> None:
    def helper() -> None:
        while True:
            str(1)

    helper()


ENDLESS = [
    (loops, "of loops"),
    (loops_and_catches, ""),
    (loops_and_catches_around, ""),
    (loops_after_asking, ""),
    (loops_in_a_call, "of helper"),
]


def assert_stopped(client: Any, where: str) -> None:
    begin = time.process_time()
    said = complaint_of(NeverAsks, client)
    assert time.process_time() - begin < 30
    assert said.startswith("A ran 100,000 lines without asking the store and was stopped at line ")
    assert said.endswith(": give the loop there a way out.")
    assert where in said


@pytest.mark.parametrize(("client", "where"), ENDLESS)
def test_an_endless_loop(client, where):
    assert_stopped(client, where)


@pytest.mark.parametrize(("client", "where"), ENDLESS)
def test_an_endless_loop_where_there_is_no_timer(client, where):
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(assert_stopped, client, where).result(timeout=60)


def test_much_work_is_no_endless_loop():
    def works(client: Any) -> None:
        total = sum(i * i for i in range(5_000))
        client.put("k", str(total))

    assert explore({"A": works, "B": works}).interleavings == 2


def test_a_lock_that_is_taken_and_not_given_back():
    """The pause leaves it locked, and the next run would wait for it for ever."""
    lock = threading.Lock()

    def locks(client: Any) -> None:
        lock.acquire()
        set_obj("a")(client)
        lock.release()

    with pytest.raises(NeverAsks) as said:
        explore({"A": locks}, one_pod)
    assert str(said.value) == (
        "A stood still at line 2 of locks and was stopped: there is an endless loop in that line, or it waits for a "
        "lock, a person or the clock (a client is paused at each request, so a lock that it takes must be given back "
        "even then, as `with lock:` does)."
    )


def test_to_look_at_a_client_is_not_to_stand_still(monkeypatch):
    """The first look reads and parses the client's whole file: on a machine that crawls that takes long."""

    def slowly(frame: Any) -> Location:
        for _ in range(100):
            WATCHDOG._tick(0, frame)
        return locate_frame(frame)

    monkeypatch.setattr("kubeish.explorer.replay.locate_frame", slowly)
    assert as_program("A", set_obj("a")).locate(()).function == "client"


LATE = """
import os, signal
from kubeish.explorer.thread_guard import ThreadGuard
from kubeish.explorer.watchdog import WATCHDOG
with WATCHDOG:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    os.kill(os.getpid(), signal.SIGALRM)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
print("alive")
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be held back here")
def test_an_alarm_that_comes_late_does_not_end_the_process():
    done = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "alive\n", "")


def polls(client: Any) -> None:
    while client.get("never")[0] is None:
        pass


def never_reloads(client: Any) -> None:
    value, metadata = client.get(LIST)
    words = client.transactions
    while not client.transaction([words.mod(LIST) == metadata.mod_revision], [words.put(LIST, value + b" ")], [])[0]:
        pass


def test_a_client_that_waits_for_another():
    outcome = explore({"A": polls})
    assert [*outcome.complaints] == [
        "A (read never) waits for ever: no other is left that could let it go on",
    ]
    assert (outcome.interleavings, outcome.counterexample.order) == (1, "A")
    assert explore({"A": polls, "B": lambda client: client.put("never", "now")}).broken == 0


def test_a_swap_that_never_reads_again():
    assert explore({"A": never_reloads}, one_pod).broken == 0
    outcome = explore({"A": never_reloads, "B": set_obj("b")}, one_pod)
    assert (outcome.broken, outcome.interleavings) == (2, 6)
    assert "if /registry/hosts/m1/kubelet's index == " in next(iter(outcome.complaints))


@pytest.mark.parametrize("swallow", [True, False])
def test_a_client_that_starts_a_thread(swallow):
    def starts(client: Any) -> None:
        client.get("k")
        thread = threading.Thread(target=client.put, args=("k", "1"))
        try:
            thread.start()
        except BaseException:
            if not swallow:
                raise

    assert complaint_of(StartsThread, starts) == (
        "A starts a thread at line 5 of starts: the explorer runs a client in one thread, so that its "
        "requests have one order; explore what that thread does as a client of its own."
    )
    assert threading.Thread.start.__qualname__ == "Thread.start"


def test_a_pool_of_threads():
    def starts(client: Any) -> None:
        with ThreadPoolExecutor() as pool:
            pool.submit(client.get, "k")

    assert "A starts a thread at line 3 of starts" in complaint_of(StartsThread, starts)


@pytest.mark.parametrize("asks", [True, False])
def test_a_loop_in_one_line_outside_of_the_main_thread(asks):
    """Python 3.11 has no line event for each round of it."""

    def loops(client: Any) -> None:
        if asks:
            client.get("k")
        while True: pass  # fmt: skip  # noqa: E701

    with ThreadPoolExecutor(1) as pool:
        error = pool.submit(explore, {"A": loops}).exception(60)
    assert isinstance(error, NeverAsks)
    assert "was stopped at line 4 of loops" in str(error)


def test_another_thread_starts_threads_meanwhile():
    begin, done = threading.Event(), []

    def start() -> None:
        begin.wait(20)
        thread = threading.Thread(target=done.append, args=(1,))
        thread.start()
        thread.join()

    other = threading.Thread(target=start)
    other.start()
    with ThreadGuard():
        begin.set()
        other.join()
    assert done == [1]


def test_a_client_that_writes_for_ever():
    def writes(client: Any) -> None:
        for number in itertools.count():
            client.put("k", str(number))

    assert complaint_of(NeverStops, writes) == (
        "A asked the store 200 times in one run and had not finished: give its loop an end that every order reaches."
    )


def test_a_loop_of_many_requests_that_ends_is_fine():
    def writes(client: Any) -> None:
        for number in range(199):
            client.put("k", str(number))

    assert explore({"A": writes}).interleavings == 1


def test_two_that_chase_each_other():
    """Each undoes what the other did: alone either ends, together they may go on for ever."""

    def insists(mine: str) -> Any:
        def client(client: Any) -> None:
            while client.get("k")[0] != mine.encode():
                client.put("k", mine)

        return client

    with pytest.raises((NeverStops, TooLarge)):
        explore({"A": insists("a"), "B": insists("b")}, max_states=100_000)


def test_too_many_states():
    with pytest.raises(TooLarge) as said:
        explore(named(bare_swap, 4), one_pod, max_states=1_000)
    assert str(said.value) == (
        "there are more than 1,000 states to visit; no order ends within 5 steps, so nothing is decided: explore fewer "
        "clients, shorter ones or fewer faults, or give max_states a larger number."
    )


def test_too_many_histories(monkeypatch):
    monkeypatch.setattr("kubeish.explorer.client_graph.MOST_HISTORIES", 50)
    with pytest.raises(TooLarge) as said:
        explore(named(bare_swap, 4), one_pod)
    assert str(said.value) == (
        "D may come to see more than 50 different things; no order ends within 6 steps, so nothing is decided: explore "
        "fewer clients, shorter ones or fewer faults."
    )


def test_memory_stays_bounded_where_one_step_leads_to_very_many_states():
    """Five clients with faults: the states are counted while they are found, not a whole level later."""
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            explore(named(set_obj, 5), one_pod, crashes=5, lost_replies=5, max_states=20_000)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_what_only_servers_can_do():
    with pytest.raises(NotOffered, match="only requests on the present state, leases and watches can be explored"):
        explore({"A": lambda client: client.status()})


# Prints, and Ctrl-C.


def test_what_a_client_prints_is_kept_for_the_run_that_is_shown(capsys):
    def prints(client: Any) -> None:
        print("before")
        client.get("k")
        print("after")
        client.put("k", "new")

    outcome = explore({"A": prints, "B": prints}, None, lambda client: ["told"])
    assert capsys.readouterr() == ("", "")
    assert [step.location.printed for step in outcome.counterexample.steps if step.who == "A"] == [
        "before\n",
        "before\nafter\n",
    ]


def test_ctrl_c_passes_through():
    def interrupted(client: Any) -> None:
        client.get("k")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        explore({"A": interrupted})


def test_nothing_is_left_behind(capsys):
    import signal
    import sys

    def things() -> Any:
        return sys.gettrace(), sys.stdout, sys.stderr, signal.getsignal(signal.SIGALRM), sys.exc_info()

    before = things()
    for client in (loops_and_catches, polls, returns, asks_again, asks_again_and_again, asks_itself, set_obj("a")):
        with contextlib.suppress(KubeishError):
            explore({"A": client})
        assert things() == before


# What may be a client.


class Adder:
    def __init__(self, pod: str) -> None:
        self.pod = pod

    def __call__(self, client: Any) -> None:
        set_obj(self.pod)(client)

    def add(self, client: Any) -> None:
        set_obj(self.pod)(client)


def add(pod: str, client: Any) -> None:
    set_obj(pod)(client)


class Adding:
    def __init__(self, client: Any) -> None:
        set_obj("b")(client)


@pytest.mark.parametrize(
    "client",
    [
        lambda client: set_obj("b")(client),
        functools.partial(add, "b"),
        Adder("b"),
        Adder("b").add,
        functools.partial(Adder("b").add),
        Adding,
    ],
)
def test_whatever_can_be_called_is_a_client(client):
    outcome = explore({"A": set_obj("a"), "B": client}, one_pod, all_listed(2))
    assert (outcome.interleavings, outcome.broken) == (6, 4)


def test_names_of_more_than_one_letter():
    outcome = explore({"north": set_obj("a"), "south": set_obj("b")}, one_pod, all_listed(2))
    assert outcome.counterexample.order == "north south north south"
    assert str(outcome.counterexample).startswith("north  reads   [web]")


def test_nobody_at_all():
    outcome = explore({}, one_pod, all_listed(0))
    assert (outcome.interleavings, outcome.broken, outcome.states) == (1, 0, 1)


def look(client: Any) -> None:
    client.get("k")


class Job:
    def __call__(self, client: Any) -> None:
        client.get("k")

    def __repr__(self) -> str:
        return "Job()"


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
@pytest.mark.parametrize(
    ("client", "said"),
    [
        (lambda client: None, "A returned without asking the store anything: let it call its client"),
        (lambda client: 5, "A returned without asking the store anything"),
        (lambda client: look, "A returned look without calling it: write look(client) there."),
        (lambda client: client.get, "A returned get without calling it"),
        (lambda client: Job(), "A returned Job() without calling it: call it with the client there."),
        (lambda client: Job, "A returned Job without calling it"),
        (lambda client: a_generator(client), "A returned a generator, which nothing runs"),
        (lambda client: a_coroutine(client), "A returned a coroutine, which nothing runs"),
    ],
)
@pytest.mark.parametrize("faults", [{}, {"crashes": 1, "lost_replies": 1}])
def test_a_client_that_never_asks_gets_no_verdict(client, said, faults):
    with pytest.raises(NotAClient) as error:
        explore({"B": set_obj("b"), "A": client}, one_pod, **faults)
    assert str(error.value).startswith(said)


def test_a_program_that_never_asks_is_left_to_its_check():
    program = as_program("A", lambda client: None)
    assert explore({"A": program, "B": set_obj("b")}, one_pod).interleavings == 1


def a_generator(client: Any) -> Any:
    yield client.get("k")


async def a_coroutine(client: Any) -> None:
    client.get("k")


@pytest.mark.parametrize(
    ("clients", "said"),
    [
        ({"A": None}, "A is None, not a function of a client: give the function itself, without calling it."),
        ({"A": 5}, "A is 5, not a function of a client: give the function itself, without calling it."),
        ({"A": a_generator}, "A has a yield in it, so that calling it runs nothing: make it a plain function."),
        ({"A": functools.partial(a_generator)}, "A has a yield in it"),
        ({"A": a_coroutine}, "A is async, so that calling it runs nothing: make it a plain function."),
        ([set_obj("a")], "clients are given by name, not as a list: write {'A': run_a, 'B': run_b}."),
        ({"A 1": set_obj("a")}, "'A 1' cannot name a client in an order such as 'A B A B': give it one word."),
        ({"A!": set_obj("a")}, "'A!' cannot name a client"),
        ({1: set_obj("a")}, "1 cannot name a client"),
    ],
)
def test_what_is_no_client(clients, said):
    with pytest.raises(NotAClient) as error:
        explore(clients)
    assert str(error.value).startswith(said)


def test_a_client_with_a_slip_is_a_broken_order():
    def no_parameter() -> None:
        pass

    outcome = explore({"A": no_parameter})
    (said,) = outcome.complaints
    assert said.startswith("A stopped with TypeError: ")
    assert said.endswith("takes 0 positional arguments but 1 was given")
    assert outcome.broken == 1


# Set-ups and invariants.


def test_a_setup_that_raises():
    with pytest.raises(BadSetup) as said:
        explore({"A": set_obj("a")}, lambda client: 1 / 0)
    assert str(said.value) == (
        "the setup stopped with ZeroDivisionError: division by zero (it runs once, on an empty store, before the "
        "clients)."
    )
    assert isinstance(said.value.__cause__, ZeroDivisionError)


def test_a_setup_that_is_none():
    with pytest.raises(BadSetup, match="the setup is 'seed', not a function: give the function itself"):
        explore({"A": set_obj("a")}, "seed")


@pytest.mark.parametrize("faults", [{"crashes": -1}, {"lost_replies": "1"}])
def test_a_number_of_faults_that_is_none(faults: dict[str, Any]):
    with pytest.raises(ExploreError, match="faults in one run cannot be"):
        explore({"A": set_obj("a")}, **faults)


def test_an_invariant_that_raises():
    def invariant(client: Any) -> list[str]:
        return [] if client.get("missing")[0].decode() else ["empty"]

    with pytest.raises(BadInvariant) as said:
        explore(named(set_obj, 2), one_pod, invariant)
    assert str(said.value) == (
        "the invariant stopped with AttributeError: 'NoneType' object has no attribute 'decode' (after the order "
        "A A B B): let it return a complaint where it does not find what it looks for."
    )
    assert isinstance(said.value.__cause__, AttributeError)


@pytest.mark.parametrize("answer", [True, False, 3])
def test_an_invariant_that_gives_no_complaints(answer):
    with pytest.raises(BadInvariant) as said:
        explore({"A": set_obj("a")}, one_pod, lambda client: answer)
    assert (
        str(said.value)
        == f"the invariant returned {answer}: let it return a list of complaints, empty where all is well."
    )


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (None, {}),
        ([], {}),
        ("", {}),
        ("lost", {"lost": 1}),
        (["lost", "found"], {"lost": 1, "found": 1}),
        (("lost",), {"lost": 1}),
        ((word for word in ["lost"]), None),
    ],
)
def test_what_an_invariant_may_return(said, heard):
    def invariant(client: Any) -> Any:
        return said if heard is not None else (word for word in ["lost"])

    assert explore({"A": set_obj("a")}, one_pod, invariant).complaints == ({"lost": 1} if heard is None else heard)


def test_an_invariant_that_is_none():
    with pytest.raises(BadInvariant, match=r"the invariant is \[\], not a function"):
        explore({"A": set_obj("a")}, one_pod, [])


def test_a_second_parameter_is_for_the_ends_unless_it_has_a_default():
    def with_default(client: Any, wanted: tuple[str, ...] = ("a",)) -> list[str]:
        return [] if wanted == ("a",) else ["was given something else"]

    def with_ends(client: Any, *, ends: Any = None) -> list[str]:
        return []

    assert explore({"A": set_obj("a")}, one_pod, with_default).broken == 0
    assert explore({"A": set_obj("a")}, one_pod, functools.partial(with_default)).broken == 0


def test_an_invariant_may_write():
    def invariant(client: Any) -> list[str]:
        client.put(LIST, "[]")
        return [client.get(LIST)[0].decode()]

    assert explore(named(set_obj, 2), one_pod, invariant).complaints == {"[]": 6}
