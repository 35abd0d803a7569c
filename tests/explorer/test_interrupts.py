"""An interrupt at any moment leaves the process as it was: its clock, its output, its threads, its handlers."""

from __future__ import annotations

import functools
import gc
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

import pytest

from kubeish.checks import LocalAnswer, examine
from kubeish.etcd.client_protocol import Client
from kubeish.explorer import explore
from kubeish.explorer.virtual_time import get_clock
from tests.checks_harness import run_cell

TIMES = ("sleep", "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns")
ROUND_ROBIN = """
class RoundRobin:
    def __init__(self):
        self.count = 0

    def schedule(self, pod, minions):
        found = minions.list()
        self.count += 1
        return found[(self.count - 1) % len(found)]
"""


@pytest.fixture(autouse=True)
def no_collector() -> Iterator[None]:
    """What is raised in a callback of the collector is lost: Python prints it, and goes on."""
    gc.disable()
    yield
    gc.enable()


def observe() -> dict[str, object]:
    return {
        **{name: getattr(time, name) for name in TIMES},
        "output": (sys.stdout, sys.stderr),
        "start": threading.Thread.start,
        "trace": sys.gettrace(),
        "handlers": (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM)),
        "clock": get_clock(),
    }


def explore_three() -> None:
    def client(client: Client) -> None:
        swapped = False
        while not swapped:
            _, found = client.get("n")
            compare = [client.transactions.mod("n") == (found.mod_revision if found else 0)]
            swapped, _ = client.transaction(compare, [client.transactions.put("n", "x")], [])
            time.sleep(0.1)

    explore(dict.fromkeys("ABC", client))


def check_round_robin() -> None:
    space = run_cell(ROUND_ROBIN, "an interrupted one")
    examine("round-robin", LocalAnswer(("RoundRobinScheduler",), {"RoundRobinScheduler": space["RoundRobin"]}), 1)


def interrupt_at(call: int) -> Callable[[FrameType, str, object], None]:
    left = call

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            sys.setprofile(None)
            signal.raise_signal(signal.SIGINT)

    return count


@pytest.mark.parametrize("work", [explore_three, check_round_robin])
def test_an_interrupt_leaves_nothing_replaced(work: Callable[[], None]) -> None:
    work()  # modules are loaded
    interrupted = 0
    for call in [*range(1, 1000), *range(1000, 6000, 17)]:
        state = observe()
        sys.setprofile(interrupt_at(call))
        try:
            work()
        except KeyboardInterrupt:
            interrupted += 1
        finally:
            sys.setprofile(None)
        assert observe() == state, call
    assert interrupted > 1000


def test_an_interrupt_that_is_ignored_as_under_nohup_ends_no_replay() -> None:
    def client(client: Client) -> None:
        signal.raise_signal(signal.SIGINT)
        client.put("n", "1")

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert explore({"A": client, "B": client}).interleavings == 2
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


class TimeIsUp(BaseException):
    """What another's alarm raises, as the time limit of a test does."""


def test_an_alarm_is_raised_outside_of_the_clients() -> None:
    seen: list[str] = []

    def write(client: Client, name: str) -> None:
        try:
            for number in range(18):
                client.put(name, str(number))
        except TimeIsUp:
            seen.append(name)

    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeIsUp

    def explore_until_it_rings() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        explore({name: functools.partial(write, name=name) for name in "ABCD"}, max_states=10**9)

    state, before = observe(), signal.signal(signal.SIGALRM, ring)
    try:
        for _ in range(5):
            with pytest.raises(TimeIsUp):
                explore_until_it_rings()
    finally:
        signal.signal(signal.SIGALRM, before)
    assert observe() == state
    assert not seen
