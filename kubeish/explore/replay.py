"""Replay: run a client from its start, play back the answers it has had, stop it at the first request without one.

So the next step of a client is a function of its history. Nothing here knows the store's rules, or other clients.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kubeish.errors import KubeishError

from .budget import LineBudget, OutOfLines
from .fuse import FUSE, Blown
from .opaque import Leaks, NeedRevisions
from .steps import Asks, End, History, Raised, Returned, Step, Where
from .tape import Pause, Tape
from .trouble import NeverAsks, NotDeterministic, SwallowedPause
from .where import catching_line

LINES = 100_000
"""How many lines of its own a client may run in one replay."""


class FunctionProgram:
    """A plain function as a Program: ``function(bind(tape.ask))`` is run anew for each question.

    ``bind`` makes what the function is given (a client, say) from something that answers. ``opaque``: see that module.
    """

    def __init__(self, name: str, function: Callable[[Any], Any], bind: Callable[[Callable[[Any], Any]], Any]) -> None:
        self.name, self.function, self.bind = name, function, bind
        self.opaque = False

    def next(self, history: History, asked: tuple[Any, ...] | None = None) -> Step:
        """What the function does after ``history``. A function that depends on more than its history is found out:

        by ``asked``, the requests that it made when this history came about; without them, by asking it twice.
        An end is asked for twice in any case, since nothing follows that could tell.
        """
        step, requests = self._replay(history)
        expected = requests if asked is None else list(asked)
        if asked is None or not isinstance(step, Asks):
            again, expected = self._replay(history)
            if not _same(step, again):
                raise self._not_deterministic(step, again)
        if requests != expected:
            raise self._not_deterministic(Asks(requests), Asks(expected))
        return step

    def look(self, history: History) -> Where:
        """The line at which the function is paused after ``history``, with its local variables."""
        with contextlib.redirect_stdout(io.StringIO()) as printed, LineBudget(LINES) as budget:
            tape = Tape(history, budget, looking=True)
            self._call(tape, budget)
        return replace(tape.where, printed=printed.getvalue())

    def _replay(self, history: History) -> tuple[Step, list[Any]]:
        """The step after ``history``, and the requests on the way to it."""
        if FUSE.is_in:
            try:
                return self._run(history, counting=False)
            except Blown:
                pass  # now count its lines, to know for certain
        return self._run(history, counting=True)

    def _run(self, history: History, counting: bool) -> tuple[Step, list[Any]]:
        leaks = Leaks.count
        with contextlib.redirect_stdout(io.StringIO()), LineBudget(LINES, counting) as budget:
            tape = Tape(history, budget, opaque=self.opaque)
            end = self._call(tape, budget)
        if Leaks.count > leaks or (self.opaque and isinstance(end, Raised) and not isinstance(end.error, KubeishError)):
            raise NeedRevisions  # the error may be no more than an opaque index met where an int was wanted
        if end is not None and len(tape.asked) < len(history):
            raise self._not_deterministic(end, None)
        return (end or Asks(tape.pending)), tape.asked

    def _call(self, tape: Tape, budget: LineBudget) -> End | None:
        """How the function ended, or None if it was paused."""
        try:
            end = self._end(tape)
        except (Pause, NeedRevisions):
            return None
        except OutOfLines:
            if tape.pauses:
                raise self._swallowed(tape) from None
            raise NeverAsks(
                f"{self.name} ran {LINES:,} lines without asking the store and was stopped at {budget.where}: "
                "give the loop there a way out."
            ) from None
        if tape.pauses:
            raise self._swallowed(tape)
        return end

    def _end(self, tape: Tape) -> End:
        FUSE.begin()
        try:
            return Returned(self.function(self.bind(tape.ask)))
        except (Pause, NeedRevisions, OutOfLines, Blown, KeyboardInterrupt):
            raise
        except BaseException as error:
            return Raised(error)
        finally:
            FUSE.end()

    def _swallowed(self, tape: Tape) -> SwallowedPause:
        return SwallowedPause(
            f"{self.name} catches everything{catching_line(tape.first_pause)}, the pause that stops it between two "
            "requests included, and goes on: name the errors that you mean to catch instead of a bare `except:`."
        )

    def _not_deterministic(self, one: Step, other: Step | None) -> NotDeterministic:
        return NotDeterministic(
            f"{self.name} was given the same answers twice and did two different things ({_words(one)}, then "
            f"{_words(other) if other else 'asked less'}): let it depend on nothing but its arguments and the store's "
            "answers, neither on chance, nor the clock, nor on anything kept from an earlier run."
        )


def _same(one: Step, other: Step) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, Raised) and isinstance(other, Raised):
        return type(one.error) is type(other.error) and str(one.error) == str(other.error)
    if isinstance(one, Returned) and isinstance(other, Returned):
        return one.value is other.value or repr(one.value) == repr(other.value) or bool(one.value == other.value)
    return one == other


def _words(step: Step) -> str:
    if isinstance(step, Asks):
        return f"asked {_clip(step.request)}"
    if isinstance(step, Returned):
        return f"returned {_clip(step.value)}"
    return f"raised {_clip(getattr(step, 'error', step))}"


def _clip(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 120 else text[:119] + "…"
