"""Replay: run a client from its start, play back the answers it has had, stop it at the first request without one.

So the next step of a client is a function of its history. Nothing here knows the store's rules, or other clients.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any, TextIO

from .blame import never_asks, not_deterministic, swallowed
from .budget import LineBudget, OutOfLines
from .fuse import FUSE
from .opaque import Leaks, NeedRevisions
from .same import same_step
from .shown import numbered, unnumbered, unwrapped
from .steps import Asks, End, History, Raised, Returned, Step, Where
from .tape import Pause, Tape
from .where import call_site, look_at


class _Nowhere(io.TextIOBase):
    """Where a client's prints go in all its runs but the one that is shown."""

    def write(self, text: str) -> int:
        return len(text)


_NOWHERE: Any = _Nowhere()


@dataclass(slots=True)
class _Played:
    """One replay: what was asked, what was answered to it, and the step that follows."""

    asked: list[Any]
    answers: list[Any]
    step: Step

    def is_as(self, other: _Played) -> bool:
        return self.asked == other.asked and same_step(self.step, other.step)


def _no_more(request: Any, frame: FrameType) -> Any:
    """Past the end of the tape there is no answer."""


class FunctionProgram:
    """A plain function as a Program: ``function(bind(tape.ask))`` is run anew for each question.

    ``bind`` makes what the function is given (a client, say) from something that answers. ``opaque``: see that module.
    """

    def __init__(self, name: str, function: Callable[[Any], Any], bind: Callable[[Callable[[Any], Any]], Any]) -> None:
        self.name, self.function, self.bind = name, function, bind
        self.opaque = False
        self._paused_at: set[tuple[int, ...]] = set()
        self._numbers: dict[int, tuple[Any, Any]] = {}

    def next(self, history: History, asked: tuple[Any, ...] | None = None) -> Step:
        """What the function does after ``history``. A function that depends on more than its history is found out:

        by ``asked``, the requests that it made when this history came about; without them, by asking it twice.
        An end is asked for twice in any case, since nothing follows that could tell.
        """
        with FUSE:
            played = self._play(history)
            self._must_have_asked(played, history, asked)
            if asked is None or not isinstance(played.step, Asks):
                self._must_be_the_same_again(played)
        return played.step

    def ahead(self, history: History, asked: tuple[Any, ...], more: Callable[[Any], Any]) -> tuple[list[Any], Step]:
        """Like ``next``, and then on while ``more`` gives answers: the requests on the way, and the step after them.

        At a place in its code where it has never been paused it is paused, to see whether it lets a pause through.
        """

        def unless_new(request: Any, frame: FrameType) -> Any:
            site = call_site(frame)
            if site in self._paused_at:
                return more(request)
            self._paused_at.add(site)
            return None

        played = self._play(history, unless_new)
        self._must_have_asked(played, history, asked)
        if not isinstance(played.step, Asks):
            self._must_be_the_same_again(played)
        return played.asked[len(history) :], played.step

    def look(self, history: History) -> Where:
        """The line at which the function is paused after ``history``, its local variables, and all that it printed."""
        seen, printed, opaque = [Where()], io.StringIO(), self.opaque

        def look(_: Any, frame: FrameType) -> None:
            with FUSE.resting():
                seen.append(look_at(frame))

        self.opaque = False
        try:
            with FUSE:
                self._play(history, look, printed=printed)
        finally:
            self.opaque = opaque
        return replace(seen[-1], printed=printed.getvalue())

    def _must_have_asked(self, played: _Played, history: History, asked: tuple[Any, ...] | None) -> None:
        """Raise NotDeterministic unless the replay asked what is known, and used up its whole history."""
        if asked and list(asked) != played.asked[: len(asked)]:
            known = _Played(list(asked), played.answers, played.step)
            raise not_deterministic(self.name, *_first_difference(known, played))
        if len(played.asked) < len(history):
            raise not_deterministic(self.name, played.step, None)

    def _must_be_the_same_again(self, played: _Played) -> None:
        """Play it once more. With opaque indexes, numbers stand for them now, and must make no difference."""
        answers = tuple(played.answers)
        again = self._play(tuple(map(self._numbered, answers)), numbers=True) if self.opaque else self._play(answers)
        if played.is_as(again):
            return
        if self.opaque:
            again = self._play(answers)
            if played.is_as(again):
                raise NeedRevisions
        raise not_deterministic(self.name, *_first_difference(played, again))

    def _numbered(self, answer: Any) -> Any:
        """``answer`` with numbers for its opaque indexes, made once for each."""
        if id(answer) not in self._numbers:
            self._numbers[id(answer)] = answer, numbered(answer)  # who is kept alive keeps its id
        return self._numbers[id(answer)][1]

    def _play(
        self,
        history: History,
        more: Callable[[Any, FrameType], Any] = _no_more,
        numbers: bool = False,
        printed: TextIO = _NOWHERE,
    ) -> _Played:
        leaks = Leaks.count
        plain = (unnumbered if numbers else unwrapped) if self.opaque else None
        budget = LineBudget(counting=not FUSE.is_in)
        tape = Tape(history, budget, more, plain)
        end = self._run(tape, budget, printed)
        if Leaks.count > leaks:
            raise NeedRevisions
        return _Played(tape.asked, tape.answers, end or Asks(tape.pending))

    def _run(self, tape: Tape, budget: LineBudget, printed: TextIO) -> End | None:
        """How the function ended, or None if it was paused. Once paused, what it raises on its way out is no matter."""
        end = self._end(tape, budget, printed)
        if budget.stopped:
            raise swallowed(self.name, tape.first_pause) if tape.pauses else never_asks(self.name, budget)
        if not tape.pauses:
            return end
        if isinstance(end, Returned):
            raise swallowed(self.name, tape.first_pause)
        return None

    def _end(self, tape: Tape, budget: LineBudget, printed: TextIO) -> End | None:
        before, outer = (sys.stdout, sys.stderr), FUSE.begin(budget)
        sys.stdout = sys.stderr = printed
        try:
            with budget:
                return next(self._apart(tape))
        finally:
            FUSE.end(outer)
            sys.stdout, sys.stderr = before

    def _apart(self, tape: Tape) -> Iterator[End | None]:
        """Call the function, in a generator: what it leaves half handled when it is stopped must not haunt others."""
        end: End | None = None
        try:
            end = Returned(self.function(self.bind(tape.ask)))
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if not isinstance(error, (Pause, NeedRevisions, OutOfLines)):
                end = Raised(error)
        yield end


def _first_difference(one: _Played, other: _Played) -> tuple[Step, Step]:
    """Where two replays of one history part."""
    for was, now in zip(one.asked, other.asked):
        if was != now:
            return Asks(was), Asks(now)
    steps = [Asks(more) for more in one.asked[len(other.asked) :] + other.asked[len(one.asked) :]]
    if not steps:
        return one.step, other.step
    return (steps[0], other.step) if len(one.asked) > len(other.asked) else (one.step, steps[0])
