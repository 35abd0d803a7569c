"""In a replayed client a wait takes no time, moves the client's own clock, and is no step."""

from __future__ import annotations

import asyncio
import datetime
import logging
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from time import monotonic as own_monotonic
from time import sleep as own_sleep
from typing import Any

import pytest
import tenacity

from kubeish.checks import timeouts
from kubeish.etcd.client_protocol import Client
from kubeish.explorer import NotDeterministic, Outcome, explore, real_time, virtual_time
from kubeish.explorer.virtual_time import ROUND_TRIP, Clock, VirtualTime, use_virtual_time

DAY = 86_400.0


def run_alone(function: Callable[[Client], object]) -> Any:
    """What ``function`` returns as the only client."""
    found = []

    def keep(client: Client, ends: Any) -> list[str]:
        found.append(ends["A"])
        return []

    explore({"A": function}, None, keep)
    return found[0].value if hasattr(found[0], "value") else found[0]


def count_retries(wait: Callable[[], object]) -> Outcome:
    """Two that add one, by reading and swapping, each with ``wait()`` before it tries again."""

    def add_one(client: Client) -> None:
        words = client.transactions
        while True:
            value, metadata = client.get("n")
            assert value is not None
            after = str(int(value) + 1)
            if client.transaction([words.mod("n") == metadata.mod_revision], [words.put("n", after)], [])[0]:
                return
            wait()

    return explore({"A": add_one, "B": add_one, "C": add_one}, lambda client: client.put("n", "0"))


def log_and_sleep() -> None:
    logging.getLogger("client").warning("again")
    time.sleep(DAY)


@pytest.mark.parametrize("wait", [lambda: time.sleep(DAY), lambda: own_sleep(DAY), log_and_sleep])
def test_a_wait_takes_no_time_and_is_no_step(wait: Callable[[], object]) -> None:
    plain, began = count_retries(lambda: None), time.monotonic()
    outcome = count_retries(wait)
    assert time.monotonic() - began < DAY
    assert (outcome.interleavings, outcome.states) == (plain.interleavings, plain.states) == (498, plain.states)


AFTERWARDS = """
import asyncio, time
names = ("sleep", "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns")
real = {name: getattr(time, name) for name in names}
from kubeish.explorer import explore
from kubeish.explorer.virtual_loop import VirtualLoop
seen = []
explore({"A": lambda client: (seen.append(time.sleep), client.get("k"))})
assert seen[0] is not real["sleep"]
assert {name: getattr(time, name) for name in names} == real
assert asyncio.new_event_loop is asyncio.events.new_event_loop
assert not isinstance(asyncio.new_event_loop(), VirtualLoop)
"""


def test_the_functions_are_real_again_afterwards() -> None:
    """In a process of its own: here a client of another test may still be at work, and keep them."""
    subprocess.run([sys.executable, "-W", "error", "-W", "ignore::ResourceWarning", "-c", AFTERWARDS], check=True)


LOADED_LATE = """
import importlib, pkgutil, time
from kubeish.explorer import virtual_time
virtual = {id(each) for each in virtual_time._VIRTUAL.values()}
real = {time.sleep, time.monotonic, time.perf_counter, time.time, getattr(time, "thread_time", time.time)}
with virtual_time.VirtualTime():
    assert time.sleep not in real and time.monotonic not in real
    import kubeish.checks, kubeish.classroom, kubeish.explorer
    for package in (kubeish.checks, kubeish.explorer, kubeish.classroom):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            module = importlib.import_module(found.name)
            if module is not virtual_time:
                late = [name for name, value in vars(module).items() if id(value) in virtual]
                assert not late, (found.name, late)
"""


def test_what_is_loaded_while_a_client_is_replayed_has_the_real_functions() -> None:
    """A client that is given up is replayed for ever, and a worker of the tests loads much after it."""
    subprocess.run([sys.executable, "-c", LOADED_LATE], check=True)


def test_two_looks_at_the_nanoseconds_differ() -> None:
    assert run_alone(lambda client: (client.get("k"), time.time_ns() < time.time_ns())[1])


@pytest.mark.parametrize("name", ["time", "monotonic", "perf_counter"])
def test_the_clock_moves_with_requests_and_waits(name: str) -> None:
    def client(client: Client) -> list[float]:
        read = getattr(time, name)
        began = read()
        client.get("k")
        at_once = read() - began
        time.sleep(1.5)
        own_sleep(2)
        return [at_once, read() - began, getattr(time, f"{name}_ns")() / 1e9 - began]

    assert run_alone(client) == pytest.approx([ROUND_TRIP, 3.5 + ROUND_TRIP, 3.5 + ROUND_TRIP], abs=1e-6)


def test_a_clock_of_each_client() -> None:
    """What the clock says is written: it must not depend on the other's waits."""

    def waits(seconds: int) -> Callable[[Client], object]:
        def client(client: Client) -> None:
            began = time.monotonic()
            time.sleep(seconds)
            client.get("k")
            client.put(f"{seconds}", f"{time.monotonic() - began:.0f}")

        return client

    def told(client: Client) -> list[str]:
        return [repr(sorted((m.key, value) for value, m in client.get_prefix("1")))]

    outcome = explore({"A": waits(1), "B": waits(10)}, None, told)
    assert outcome.complaints == {"[(b'1', b'1'), (b'10', b'10')]": 6}


def test_a_deadline_ends_a_loop_that_sleeps() -> None:
    def client(client: Client) -> str:
        end = own_monotonic() + 10
        while client.get("never")[0] is None:
            if own_monotonic() > end:
                return "gave up"
            own_sleep(1)
        return "found"

    assert run_alone(client) == "gave up"


def test_sleep_refuses_what_the_real_one_refuses() -> None:
    with VirtualTime() as virtual:
        with pytest.raises(ValueError, match="non-negative"):
            time.sleep(-1)
        with pytest.raises(TypeError):
            time.sleep("1")  # type: ignore[arg-type]
        time.sleep(DAY)
    assert virtual.clock.waited == DAY


def test_a_name_of_its_own_is_replaced_in_functions_classes_and_what_they_wrap() -> None:
    for code in ("def f(): sleep(1)", "class f:\n def go(self): sleep(1)", "f = wrap(lambda: sleep(1))"):
        names: dict[str, Any] = {"sleep": real_time.sleep, "other": len, "wrap": tenacity.retry}
        exec(code, names)
        use_virtual_time(names["f"])
        assert names["sleep"] is not real_time.sleep, code
        assert names["other"] is len


def test_another_thread_has_the_real_time() -> None:
    seen: list[float] = []

    def nap() -> None:
        began = time.monotonic()
        time.sleep(0.02)
        seen.extend((time.monotonic() - began, time.time()))

    with VirtualTime():
        thread = threading.Thread(target=nap)
        thread.start()
        thread.join()
        assert time.time() < 1_500_000_000 < seen[1]
    assert seen[0] >= 0.019


@pytest.mark.parametrize("read", [lambda: datetime.datetime.now(), time.process_time_ns])
def test_other_clocks_are_real_and_found_out(read: Callable[[], object]) -> None:
    with pytest.raises(NotDeterministic):
        explore({"A": lambda client: client.put("a", str(read()))})


def test_a_library_that_retries() -> None:
    @tenacity.retry(wait=tenacity.wait_exponential(min=1, max=60), stop=tenacity.stop_after_delay(3600))
    def add_one(client: Client) -> None:
        words = client.transactions
        value, metadata = client.get("n")
        assert value is not None
        after = str(int(value) + 1)
        if not client.transaction([words.mod("n") == metadata.mod_revision], [words.put("n", after)], [])[0]:
            raise RuntimeError("again")

    outcome = explore(dict.fromkeys("ABC", add_one), lambda client: client.put("n", "0"))
    assert outcome.interleavings == count_retries(lambda: None).interleavings


def test_random_back_off_is_found_out() -> None:
    own = random.Random()
    for wait in (lambda: time.sleep(own.random()), lambda: time.sleep(random.random())):
        with pytest.raises(NotDeterministic) as said:
            count_retries(wait)
        assert "was given the same answers twice, and did not sleep as long the second time" in str(said.value)
        assert "draw a random wait from a generator with a seed, random.Random(7)" in str(said.value)


def test_random_back_off_by_a_seed_is_fine() -> None:
    def client(client: Client) -> None:
        chance = random.Random(7)
        while not client.put_if_not_exists("k", "A"):
            time.sleep(chance.random())
            client.delete("k")

    assert explore({"A": client, "B": client}).interleavings == 2


# asyncio


def test_asyncio_sleeps_in_virtual_time() -> None:
    async def work(client: Client) -> list[float]:
        began = asyncio.get_running_loop().time()
        times = []

        async def nap(seconds: float) -> None:
            await asyncio.sleep(seconds)
            client.put(f"{seconds}", "x")
            times.append(asyncio.get_running_loop().time() - began)

        await asyncio.gather(nap(3 * DAY), nap(DAY), nap(2 * DAY))
        return times

    assert run_alone(lambda client: asyncio.run(work(client))) == pytest.approx([DAY, 2 * DAY, 3 * DAY], abs=1)


def test_asyncio_has_the_orders_of_plain_code() -> None:
    async def add_one(client: Client) -> None:
        number, _ = client.get("n")
        await asyncio.sleep(60)
        client.put("n", str(int(number or b"0") + 1))

    outcome = explore({"A": lambda c: asyncio.run(add_one(c)), "B": lambda c: asyncio.run(add_one(c))})
    assert outcome.interleavings == 6


def test_a_pause_passes_tasks_that_nothing_awaits() -> None:
    async def main(client: Client) -> str:
        async def side() -> None:
            try:
                client.put("a", "1")
            finally:
                done.append(1)

        done: list[int] = []
        task = asyncio.create_task(side())
        while not done:
            await asyncio.sleep(1)
        await task
        client.put("b", "2")
        return "done"

    outcome = explore({"A": lambda c: asyncio.run(main(c)), "B": lambda c: c.get("a")})
    assert (outcome.interleavings, outcome.broken) == (3, 0)


def test_a_timeout_of_asyncio() -> None:
    async def main(client: Client) -> str:
        client.get("k")
        try:
            await asyncio.wait_for(asyncio.Event().wait(), 5)
        except TimeoutError:
            return "late"
        return "early"

    assert run_alone(lambda client: asyncio.run(main(client))) == "late"


def test_tasks_that_all_wait_for_ever() -> None:
    async def main(client: Client) -> None:
        client.get("k")
        await asyncio.Event().wait()

    outcome = explore({"A": lambda client: asyncio.run(main(client))})
    assert [*outcome.complaints] == [
        "A stopped with WaitsForEver: every task of the client awaits another one, so none can go on: let one of them "
        "finish, or give the wait a timeout."
    ]


def test_inside_a_loop_that_runs_as_in_a_notebook() -> None:
    async def cell() -> tuple[Outcome, bool]:
        before = asyncio.current_task()
        outcome = explore({"A": lambda client: asyncio.run(ask(client))})
        await asyncio.sleep(0)
        return outcome, asyncio.current_task() is before

    async def ask(client: Client) -> None:
        await asyncio.sleep(DAY)
        client.get("k")

    outcome, is_same = asyncio.run(cell())
    assert (outcome.interleavings, outcome.broken, is_same) == (1, 0, True)


def test_a_function_of_kubeish_s_own_keeps_its_module_s_time() -> None:
    """Every callable of the package is tried as an answer, and what limits the time of a check must not stand still."""
    before = (timeouts.monotonic, timeouts.sleep)
    use_virtual_time(timeouts.call_with_timeout)
    assert (timeouts.monotonic, timeouts.sleep) == before


def count_real_waits(monkeypatch: pytest.MonkeyPatch) -> int:
    """Of three waits by a clock with moments, how many took time."""
    waits: list[float] = []
    monkeypatch.setattr(virtual_time, "_real_sleep", waits.append)
    with VirtualTime(Clock(moments=5)):
        for _ in range(3):
            time.sleep(1)
    return len(waits)


def test_a_wait_takes_a_moment_only_where_another_thread_may_do_what_it_waits_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine = frozenset(sys._current_frames())  # other tests may have left some
    monkeypatch.setattr(virtual_time, "_THREADS_BEFORE", mine)
    assert count_real_waits(monkeypatch) == 0
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert count_real_waits(monkeypatch) == 3
    finally:
        done.set()
        other.join()
