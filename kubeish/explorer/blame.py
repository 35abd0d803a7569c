"""The sentences that say why a client cannot be explored, and at which of its lines. They name the cure."""

from __future__ import annotations

from typing import Any

from .budget import LINES, LineBudget
from .steps import Asks, Returned, Step
from .trouble import BadInvariant, NeverAsks, NotDeterministic, SwallowedPause
from .where import catching_line, line_of


def never_asks(name: str, budget: LineBudget) -> NeverAsks:
    """``budget`` has stopped the client."""
    where = line_of(*budget.stopped) if budget.stopped else "its beginning"
    if budget.standing:
        return NeverAsks(
            f"{name} stood still at {where} and was stopped: wait there for no lock, person or clock (a client "
            "is paused at each request, so a lock that it takes must be given back even then, as `with lock:` does)."
        )
    return NeverAsks(
        f"{name} ran {LINES:,} lines without asking the store and was stopped at {where}: "
        "give the loop there a way out."
    )


def swallowed(name: str, pause: BaseException | None) -> SwallowedPause:
    """The client has caught ``pause`` and gone on."""
    return SwallowedPause(
        f"{name} catches everything{catching_line(pause)}, the pause that stops it between two "
        "requests included, and goes on: name the errors that you mean to catch instead of a bare `except:`."
    )


def not_deterministic(name: str, one: Step, other: Step | None) -> NotDeterministic:
    """The client did ``one`` thing, and then, having been told the same, the ``other`` (None: it asked for less)."""
    return NotDeterministic(
        f"{name} was given the same answers twice and did two different things ({_words(one)}, then "
        f"{_words(other) if other else 'asked less'}): let it depend on nothing but its arguments and the store's "
        "answers, neither on chance, nor the clock, nor on anything kept from an earlier run."
    )


def bad_invariant(error: BaseException | None, when: str = "") -> BadInvariant:
    """The invariant has stopped with ``error``; ``when`` says in which order."""
    return BadInvariant(
        f"the invariant stopped with {type(error).__name__}: {error}{when}: let it return a complaint where it does "
        "not find what it looks for."
    )


def strayed(name: str) -> NotDeterministic:
    """The client has ended where it had gone on before."""
    return NotDeterministic(
        f"{name} did something else when one order was run again: let it depend on nothing but its arguments and the "
        "store's answers, neither on chance, nor the clock, nor on anything kept from an earlier run."
    )


def _words(step: Step) -> str:
    if isinstance(step, Asks):
        return f"asked {_clip(step.request)}"
    if isinstance(step, Returned):
        return f"returned {_clip(step.value)}"
    return f"raised {_clip(getattr(step, 'error', step))}"


def _clip(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 120 else text[:119] + "…"
