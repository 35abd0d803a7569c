"""Provokes two threads in one generator at once, by two calls of a learner's scheduler. Answer's side.

A second call is started while the first one draws. Then, in one more pair of calls for each, it is
started before every single instruction of the learner's code in the first call, which goes on while
the second one draws. So a gap within one line is found as surely as a missing lock. Each pair has a
scheduler of its own: once a new one, once one that has been called and has failed before.
``timeouts`` says how blocked threads are recognized.
"""

from __future__ import annotations

import contextlib
import functools
from _thread import allocate_lock
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from random import Random
from sys import settrace
from types import FrameType
from typing import Any

from kubeish.api import Pod
from kubeish.explorer.line_budget import is_plumbing
from kubeish.explorer.real_time import sleep
from kubeish.scheduler.interfaces import Scheduler

from .recording_random import RecordingRandom
from .scheduler_factories import Lister
from .timeouts import (
    TIMEOUT,
    NoThreads,
    ThreadCall,
    call_with_timeout,
    poll_until,
    start_until_blocked,
    suppress_switches,
)

Work = Callable[[], object]
Place = tuple[int, str]
"""A line, and the name of the function that it is in; line 0 where it is not known."""
_NOWHERE = (0, "")

_MOST_PAIRS = 250  # for a call with more instructions, so many of them are drawn
_HOLD, _NAP = 1.05, 0.01  # seconds: a lock with a time-out of one second is given up after that
_SPIN = 0.5  # seconds: a call that tries a lock a million times gives up before
_SWITCH_INTERVAL = 0.002  # seconds: a call that spins until it may go on loses that much in each pair
_POLLS = 2


class OverlapTest:
    """Calls schedulers that ``make`` makes of a generator, for ``pods`` on ``lists`` of machines, by two threads.

    The two calls of a pair differ in pod and list.
    """

    def __init__(
        self, make: Callable[[Random], Scheduler], seed: int, pods: Sequence[Pod], lists: Sequence[Sequence[str]]
    ) -> None:
        self.make, self.seed, self.pods, self.lists = make, seed, pods, lists

    def find_overlap(self) -> tuple[str, int, str]:
        """``together``: two threads drew at once; ``apart``: never; else why that cannot be seen.

        With it the line and function at which the first thread was meanwhile, if that was not in its draw.
        ``undrawn``: no draw; ``no threads``: none could start; ``changed``, ``seeded``: see RecordingRandom.
        """
        try:
            held = _Pair(self, is_new=True)
            held.hold_first_in_draw()
        except NoThreads:
            return "no threads", *_NOWHERE
        if not held.generator.draws_made:
            return "undrawn", *_NOWHERE
        if misuse := held.generator.find_misuse():
            return misuse, *_NOWHERE
        if held.generator.overlap_seen:
            return "together", *_NOWHERE
        place = self._stop_everywhere(is_new=True) or self._stop_everywhere(is_new=False)
        return ("together", *place) if place else ("apart", *_NOWHERE)

    def _stop_everywhere(self, is_new: bool) -> Place | None:
        """Stop the first call before each of its instructions, up to its last draw."""
        alone = _Pair(self, is_new)
        numbers = range(alone.count_instructions())
        for number in sorted(Random(self.seed).sample(numbers, min(len(numbers), _MOST_PAIRS))):
            pair = _Pair(self, is_new)
            where = pair.stop_first_at(number)
            if pair.generator.overlap_seen:
                return where
        return None


class _Pair:
    """Two calls of one scheduler. ``is_new``: the first of them is the very first call of all."""

    def __init__(self, test: OverlapTest, is_new: bool) -> None:
        self.generator = RecordingRandom(test.seed)
        self.scheduler = test.make(self.generator)
        self.calls = [
            functools.partial(self.scheduler.schedule, pod, Lister(machines))
            for pod, machines in zip(test.pods, test.lists)
        ]
        self.second: ThreadCall[object] | None = None
        if not is_new:
            call_with_timeout(lambda: self._use(test.pods[0], list(test.lists[0])))

    def _use(self, pod: Pod, machines: list[str]) -> None:
        """Call it, once with an empty list and once with a lister that fails, as may have happened before."""
        lister = Lister(machines)
        for names in (machines, [], machines):
            lister.become(names)
            with contextlib.suppress(Exception):
                self.scheduler.schedule(pod, lister)
        lister.fail(OSError("no list"))
        with contextlib.suppress(Exception):
            self.scheduler.schedule(pod, lister)

    def hold_first_in_draw(self) -> None:
        """Keep the first call in its draw until the second one draws too or ends, or for _HOLD seconds."""

        def start() -> None:
            self.second = start_until_blocked(self.calls[1], lambda: self.generator.overlap_seen, _SPIN)
            if self.second.waits_for_ever() or (self.second.read_processor() or 0) > _SPIN / 2:
                return
            # Counted by naps and not by the clock: on a busy machine an answer that naps takes longer, too.
            for _ in range(int(_HOLD / _NAP)):
                if self.generator.overlap_seen or self.second.is_done:
                    break
                sleep(_NAP)

        self.generator.before_next_draw = start
        call_with_timeout(self.calls[0], TIMEOUT + _HOLD)
        if self.second is not None:
            self.second.get_result(TIMEOUT)

    def count_instructions(self) -> int:
        """How many instructions of the learner's code the first call runs up to its last draw, alone."""
        trace, last, draws = _InstructionTrace(-1, lambda where: None), 0, self.generator.draws_made

        def note() -> None:
            nonlocal last
            last = trace.count
            self.generator.before_next_draw = note

        self.generator.before_next_draw = note
        call_with_timeout(lambda: trace.run(self.calls[0]))
        return last if self.generator.draws_made > draws else 0

    def stop_first_at(self, number: int) -> Place:
        """Start the second call before the first one's instruction, and hold it in its draw meanwhile.

        Returns the learner's line with that instruction; line 0 if the call has fewer.
        """
        hold, found = _HeldDraw(lambda: self.generator.overlap_seen), [_NOWHERE]

        def start(where: Place) -> None:
            found.append(where)
            self.generator.before_next_draw = hold.wait
            self.second = start_until_blocked(self.calls[1], lambda: hold.started, _SWITCH_INTERVAL, _POLLS)
            self.generator.before_next_draw = None
            hold.let_first_go_on()

        trace = _InstructionTrace(number, start)
        try:
            call_with_timeout(lambda: hold.run_first(lambda: trace.run(self.calls[0])))
        finally:
            hold.first_done = True
        if self.second is not None:
            self.second.get_result(TIMEOUT)
        return found[-1]


class _HeldDraw:
    """Holds the second thread inside a draw until the first one draws too, blocks or ends."""

    def __init__(self, overlap_seen: Callable[[], bool]) -> None:
        self.started = self.first_done = False
        self._overlap_seen, self._switches = overlap_seen, ExitStack()
        self._may_poll = allocate_lock()
        self._may_poll.acquire()

    def run_first(self, work: Work) -> None:
        """Run the first call, and note its end."""
        try:
            work()
        finally:
            self.first_done = True

    def let_first_go_on(self) -> None:
        """Called by the first thread: a second one in a draw waits until this blocks or ends."""
        if self.started:
            self._switches.enter_context(suppress_switches(_SWITCH_INTERVAL))
        self._may_poll.release()

    def wait(self) -> None:
        """Called by the second thread, in its draw."""
        self.started = True
        self._may_poll.acquire()
        self._switches.close()
        poll_until(lambda: self._overlap_seen() or self.first_done, _POLLS)


class _InstructionTrace:
    """Counts the bytecode instructions of the learner's code; before number ``stop`` it calls ``action``."""

    def __init__(self, stop: int, action: Callable[[Place], None]) -> None:
        self.count, self.stop, self.action = 0, stop, action

    def run(self, work: Work) -> None:
        """Run ``work`` in this thread."""
        settrace(self._trace_call)
        try:
            work()
        finally:
            settrace(None)

    def _trace_call(self, frame: FrameType, event: str, _: object) -> Any:
        if is_plumbing(frame.f_code.co_filename):
            return None
        frame.f_trace_opcodes = True
        return self._trace_instruction

    def _trace_instruction(self, frame: FrameType, event: str, _: object) -> Any:
        if event == "opcode":
            self.count += 1
            if self.count - 1 == self.stop:
                self.action((frame.f_lineno, frame.f_code.co_name))
        return self._trace_instruction
