"""Detection of two threads in one generator: decided by which thread is blocked, not by time."""

from __future__ import annotations

import itertools
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kubeish.api import Pod
from kubeish.checks import Call, LocalAnswer, thread_safety, timeouts
from kubeish.checks.recording_random import RecordingRandom
from kubeish.checks.scheduler_factories import Lister
from kubeish.checks.thread_safety import OverlapTest
from kubeish.checks.timeouts import NeverReturned, call_with_timeout, suppress_switches
from kubeish.explorer import real_time, watchdog

LISTS = (["m1", "m2", "m3"], ["n1", "n2", "n3", "n4"])


class Drawing:
    """A scheduler with or without a lock; ``delay`` runs before the draw."""

    def __init__(self, random: random.Random, locked: bool, delay: Callable[[], Any] = lambda: None) -> None:
        self.random, self.delay = random, delay
        self.lock: Any = threading.Lock() if locked else threading.Semaphore(99)

    def schedule(self, pod: Pod, minion_lister: Lister) -> str:
        machines = minion_lister.list()
        self.delay()
        with self.lock:
            return str(self.random.choice(machines))


class Flagged(Drawing):
    """A scheduler with a flag for a lock, and a gap between reading and setting it, in one line."""

    busy = False

    def take(self) -> None:
        while self.busy or self.set_busy():
            time.sleep(0.001)

    def set_busy(self) -> None:
        self.busy = True

    def schedule(self, pod: Pod, minion_lister: Lister) -> str:
        self.take()
        machine = str(self.random.choice(minion_lister.list()))
        self.busy = False
        return machine


class Lazy(Drawing):
    """A scheduler that makes its lock in its first call."""

    made = False

    def schedule(self, pod: Pod, minion_lister: Lister) -> str:
        if not self.made:
            self.lock, self.made = threading.Lock(), True
        return super().schedule(pod, minion_lister)


class Impatient(Drawing):
    """A scheduler that waits for its lock for one second, and goes on without it."""

    def schedule(self, pod: Pod, minion_lister: Lister) -> str:
        has_lock = self.lock.acquire(timeout=1)
        machine = str(self.random.choice(minion_lister.list()))
        if has_lock:
            self.lock.release()
        return machine


class OfPod(Drawing):
    """A scheduler with a lock for each pod."""

    def schedule(self, pod: Pod, minion_lister: Lister) -> str:
        with vars(self).setdefault(pod.id, threading.Lock()):
            return str(self.random.choice(minion_lister.list()))


class Forgetful(Drawing):
    """A scheduler whose lock is open for two once a call has failed."""

    def schedule(self, pod: Pod, minion_lister: Lister) -> str:
        if not isinstance(self.lock, threading.Semaphore):
            self.lock = threading.Semaphore(1)
        machines = minion_lister.list()
        if not machines:
            self.lock.release()
            raise ValueError("no machines")
        with self.lock:
            return str(self.random.choice(machines))


def find(make: Callable[[random.Random], Any]) -> str:
    return OverlapTest(make, 1, (Pod("p"), Pod("q")), LISTS).find_overlap()[0]


def detect(locked: bool, delay: Callable[[], Any] = lambda: None) -> str:
    return find(lambda generator: Drawing(generator, locked, delay))


@pytest.fixture(autouse=True)
def learners_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The schedulers above count as a learner's code, wherever these tests lie."""
    monkeypatch.setattr(thread_safety, "is_plumbing", lambda filename: filename != __file__)


@pytest.fixture
def short_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread_safety, "_HOLD", 0.05)


@pytest.fixture
def busy_process() -> Iterator[None]:
    """Two more threads that always want to run."""
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


def test_without_a_lock_both_threads_draw_at_once_each_time() -> None:
    assert {detect(locked=False) for _ in range(100)} == {"together"}


@pytest.mark.usefixtures("short_hold")
@pytest.mark.parametrize("kind", [Flagged, Lazy, OfPod])
def test_a_lock_that_is_none_is_found_each_time(kind: type[Drawing]) -> None:
    assert {find(lambda generator: kind(generator, locked=False)) for _ in range(5)} == {"together"}


@pytest.mark.usefixtures("short_hold")
def test_a_lock_that_an_error_leaves_open_is_found() -> None:
    assert find(lambda generator: Forgetful(generator, locked=True)) == "together"


def test_a_lock_that_is_given_up_after_a_second_is_found() -> None:
    assert find(lambda generator: Impatient(generator, locked=True)) == "together"


@pytest.mark.usefixtures("short_hold")
def test_with_a_lock_they_never_do() -> None:
    assert {detect(locked=True) for _ in range(3)} == {"apart"}


@pytest.mark.usefixtures("short_hold")
def test_a_second_thread_that_starts_late_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine the system may start a new thread later than all polls take."""
    start = timeouts.start_new_thread

    def late(work: Callable[[], None], args: tuple[()]) -> None:
        start(lambda: (time.sleep(2 * timeouts.POLLS * timeouts.POLL_INTERVAL), work()), args)

    monkeypatch.setattr(timeouts, "start_new_thread", late)
    assert {detect(locked=False) for _ in range(3)} == {"together"}


def wait_by_with(lock: threading.Lock, event: threading.Event) -> None:
    with lock:
        pass


def spin(lock: threading.Lock, event: threading.Event) -> None:
    while not lock.acquire(blocking=False):
        pass


@pytest.mark.parametrize(
    ("wait", "for_ever"),
    [
        pytest.param(wait_by_with, sys.version_info < (3, 14), id="with"),
        pytest.param(lambda lock, event: event.wait(), True, id="condition"),
        pytest.param(lambda lock, event: event.wait(60), False, id="condition with a time-out"),
        pytest.param(lambda lock, event: lock.acquire(timeout=60), False, id="time-out"),
        pytest.param(lambda lock, event: lock.acquire(), False, id="acquire"),
        pytest.param(spin, False, id="spins"),
    ],
)
def test_who_waits_for_ever_is_told_from_who_may_give_up(
    wait: Callable[[threading.Lock, threading.Event], object], for_ever: bool
) -> None:
    lock, event = threading.Lock(), threading.Event()
    lock.acquire()
    call = timeouts.start_until_blocked(lambda: wait(lock, event), lambda: False, 0.05)
    try:
        assert call.waits_for_ever() == (for_ever and timeouts._HAS_GIL)
    finally:
        lock.release()
        event.set()
        call.get_result(60)


def test_a_thread_that_prints_is_polled_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert {detect(locked=False, delay=lambda: time.sleep(0.001)) for _ in range(10)} == {"together"}
    assert {detect(locked=False, delay=lambda: print("here")) for _ in range(10)} == {"together"}


@pytest.mark.usefixtures("busy_process", "short_hold")
def test_other_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeouts, "SWITCH_INTERVAL", 0.2)  # each of them runs for so long
    assert {detect(locked=False) for _ in range(3)} == {"together"}
    assert detect(locked=True) == "apart"


def test_where_no_thread_can_start_the_result_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(timeouts, "start_new_thread", refuse)
    assert detect(locked=True) == "no threads"
    assert call_with_timeout(lambda: 3) == 3


def test_a_call_that_hangs_raises_never_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeouts, "TIMEOUT", 0.05)
    never = threading.Event()
    with pytest.raises(NeverReturned):
        call_with_timeout(never.wait)
    never.set()


def test_a_loop_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeouts, "TIMEOUT", 0.05)
    before = threading.active_count()
    turns = [0]

    def turn() -> None:
        while True:
            turns[0] += 1

    with pytest.raises(NeverReturned):
        call_with_timeout(turn)
    time.sleep(0.1)
    seen = turns[0]
    time.sleep(0.05)
    assert turns[0] == seen
    assert threading.active_count() <= before + 1  # the dummy of the thread that is gone


def test_calls_that_make_progress_have_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeouts, "TIMEOUT", 0.3)
    done: list[int] = []

    def work() -> None:
        for number in range(5):
            threading.Event().wait(0.1)
            done.append(number)

    call_with_timeout(work, progress=lambda: len(done))
    assert len(done) == 5


def test_who_waits_for_a_busy_thread_does_not_stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "_SECONDS", 0.005)
    monkeypatch.setattr(watchdog, "_IDLE", 1.0)  # each tick counts, as of a thread that a busy machine leaves aside
    answer = LocalAnswer(("wait",), {"wait": lambda: call_with_timeout(lambda: real_time.sleep(0.5))})
    assert answer.run_session([Call("", "wait", ())])[0].error == ""


def test_errors_propagate_and_the_switch_interval_is_restored() -> None:
    before, error = sys.getswitchinterval(), KeyError("x")

    def fail() -> None:
        raise error

    with pytest.raises(KeyError) as caught, suppress_switches():
        call_with_timeout(fail)
    assert caught.value is error
    assert sys.getswitchinterval() == before


def test_a_switch_interval_too_short_to_be_read_is_restored_as_the_shortest() -> None:
    before = sys.getswitchinterval()
    try:
        sys.setswitchinterval(1e-9)
        with suppress_switches():
            assert sys.getswitchinterval() == timeouts.SWITCH_INTERVAL
        assert sys.getswitchinterval() <= 1e-6
    finally:
        sys.setswitchinterval(before)


def test_it_draws_what_a_random_of_the_same_seed_draws() -> None:
    one, other = RecordingRandom(5), random.Random(5)
    assert [one.random(), one.getrandbits(9)] == [other.random(), other.getrandbits(9)]
    assert [one.randrange(10**6) for _ in range(9)] == [other.randrange(10**6) for _ in range(9)]
    assert one.find_misuse() == ""


def test_seeding_and_replaced_methods_are_noticed() -> None:
    generator = RecordingRandom(5)
    generator.restart_from(6)
    assert generator.find_misuse() == ""
    generator.seed(5)
    assert generator.find_misuse() == "seeded"
    generator.random = lambda: 0.5  # type: ignore[method-assign]  # as a learner may
    assert generator.find_misuse() == "changed"


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="only Linux says what waits for the processor")
def test_a_loop_that_is_given_up_ends_where_a_busy_machine_leaves_it_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its clock stands still for longer than anybody would wait to see it run."""
    reads, read = itertools.count(), timeouts._read_clock
    monkeypatch.setattr(timeouts, "_read_clock", lambda clock: read(clock) if next(reads) > 150 else 0.0)
    over = threading.Event()

    def loop() -> None:
        while not over.is_set():
            pass

    call = timeouts.ThreadCall(loop)
    try:
        call.interrupt()
        assert call.wait(60)
    finally:
        over.set()
