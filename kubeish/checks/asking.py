"""Asking a program to run alone, from a store that is set up, to its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubeish.explorer.run import Run
from kubeish.explorer.steps import Asks, End, Program
from kubeish.explorer.timeline import Timeline
from kubeish.explorer.trouble import NeverStops
from kubeish.explorer.world import state_after
from kubeish.store import State

_MOST = 60


def run_alone(program: Program, setup: Callable[[Any], Any] | None) -> tuple[End, Timeline]:
    """How ``program`` ends when nobody else moves, and what it did on the way."""
    run = Run({"yours": program}, state_after(setup))
    for _ in range(_MOST):
        step = run.next("yours")
        if not isinstance(step, Asks):
            return step, run.timeline()
        run.step("yours")
    raise NeverStops(
        f"alone, with nobody in its way, your function asked {_MOST} times and had not finished: end its loop."
    )


def value_at(state: State, key: str) -> bytes | None:
    """The value of ``key`` in ``state``, or None."""
    found = state.find(key.encode())
    return None if found is None else found.value
