"""Two threads at once: what is seen is decided by who holds what, and not by who is fast."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kubeish.api import Pod
from kubeish.checks import patience
from kubeish.checks.patience import NeverReturned, patiently, undisturbed
from kubeish.checks.scheduling_kits import Lister
from kubeish.checks.sharing import NotSafeToShare

FIVE = ["m1", "m2", "m3", "m4", "m5"]


class Drawing:
    """A scheduler with a lock, or without; ``dawdle`` is done before the draw."""

    def __init__(self, random: random.Random, locked: bool, dawdle: Callable[[], Any] = lambda: None) -> None:
        self.random, self.dawdle = random, dawdle
        self.lock: Any = threading.Lock() if locked else threading.Semaphore(99)

    def schedule(self, pod: Pod, minion_lister: Lister) -> str:
        machines = minion_lister.list()
        self.dawdle()
        with self.lock:
            return str(self.random.choice(machines))


class Flagged(Drawing):
    """A scheduler with a flag in the place of a lock, and a gap between the look at it and its going up."""

    busy = False

    def schedule(self, pod: Pod, minion_lister: Lister) -> str:
        while self.busy:
            time.sleep(0.001)
        self.busy = True
        machine = str(self.random.choice(minion_lister.list()))
        self.busy = False
        return machine


def spin() -> None:
    """Twelve times as much work as a thread usually has time for in one turn."""
    end = time.thread_time() + 0.06
    while time.thread_time() < end:
        pass


def at_once(locked: bool, dawdle: Callable[[], Any] = lambda: None) -> str:
    generator = NotSafeToShare(1)
    return generator.two_at_once(Drawing(generator, locked, dawdle), Pod("p"), Lister(FIVE))


@pytest.fixture
def a_busy_process() -> Iterator[None]:
    """Two more threads that do nothing but want the turn."""
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            sum(range(1000))

    threads = [threading.Thread(target=work, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    yield
    over.set()
    for thread in threads:
        thread.join()


def test_without_a_lock_both_are_inside_each_time() -> None:
    assert {at_once(locked=False) for _ in range(100)} == {"together"}


def test_a_gap_between_two_lines_is_found_each_time() -> None:
    def gap() -> str:
        generator = NotSafeToShare(1)
        return generator.two_at_once(Flagged(generator, locked=False), Pod("p"), Lister(FIVE))

    assert {gap() for _ in range(10)} == {"together"}


def test_with_a_lock_never() -> None:
    assert {at_once(locked=True) for _ in range(5)} == {"apart"}


def test_a_second_thread_that_is_slow_is_waited_for() -> None:
    """It works for longer than all glances together take, before it draws: a watch would let it pass."""
    assert patience.LOOKS * patience.GLANCE < 0.06
    assert {at_once(locked=False, dawdle=spin) for _ in range(5)} == {"together"}
    assert at_once(locked=True, dawdle=spin) == "apart"


def test_a_second_thread_that_starts_late_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine the system may let a new thread wait for longer than all glances take."""
    start = patience.start_new_thread

    def late(work: Callable[[], None], args: tuple[()]) -> None:
        start(lambda: (time.sleep(2 * patience.LOOKS * patience.GLANCE), work()), args)

    monkeypatch.setattr(patience, "start_new_thread", late)
    assert {at_once(locked=False) for _ in range(3)} == {"together"}


def test_one_that_prints_is_looked_at_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert {at_once(locked=False, dawdle=lambda: time.sleep(0.001)) for _ in range(10)} == {"together"}
    assert {at_once(locked=False, dawdle=lambda: print("here")) for _ in range(10)} == {"together"}


@pytest.mark.usefixtures("a_busy_process")
def test_others_who_want_the_turn_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "TURN", 0.2)  # each of them keeps its own for so long
    assert {at_once(locked=False) for _ in range(3)} == {"together"}
    assert at_once(locked=True) == "apart"


def test_where_no_thread_can_start_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(patience, "start_new_thread", refuse)
    assert at_once(locked=True) == "no threads"
    assert patiently(lambda: 3) == 3


def test_a_call_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 0.05)
    never = threading.Event()
    with pytest.raises(NeverReturned):
        patiently(never.wait)
    never.set()


def test_errors_come_out_as_they_are_and_the_turn_is_given_back() -> None:
    before, error = sys.getswitchinterval(), KeyError("x")

    def fail() -> None:
        raise error

    with pytest.raises(KeyError) as caught, undisturbed():
        patiently(fail)
    assert caught.value is error
    assert sys.getswitchinterval() == before


def test_a_turn_that_is_too_short_to_be_told_is_given_back_as_the_shortest() -> None:
    before = sys.getswitchinterval()
    try:
        sys.setswitchinterval(1e-9)
        with undisturbed():
            assert sys.getswitchinterval() == patience.TURN
        assert sys.getswitchinterval() <= 1e-6
    finally:
        sys.setswitchinterval(before)


def test_it_draws_what_a_random_of_the_same_seed_draws() -> None:
    one, other = NotSafeToShare(5), random.Random(5)
    assert [one.random(), one.getrandbits(9)] == [other.random(), other.getrandbits(9)]
    assert [one.randrange(10**6) for _ in range(9)] == [other.randrange(10**6) for _ in range(9)]
