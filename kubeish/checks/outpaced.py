"""A rival who is always faster: how an answer fares that may be refused more often than it thought of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubeish.explorer.run import Run
from kubeish.explorer.seen import touched, value_of
from kubeish.explorer.steps import Asks, Program, Raised, Step
from kubeish.explorer.world import state_after
from kubeish.store import State, apply
from kubeish.store.requests import Put, Txn

TIMES = 30
_MOST_STEPS = 10 * TIMES


def outpaced(program: Program, setup: Callable[[Any], Any], key: str) -> tuple[Step, State, int]:
    """How ``program`` ends, the store at its end, and how often the rival was faster.

    The rival writes ``key``, as it stands, just before each transaction that touches it, ``TIMES`` times at most.
    """
    run, raw, rivals = Run({"yours": program}, state_after(setup)), key.encode(), 0
    for _ in range(_MOST_STEPS):
        step = run.next("yours")
        if not isinstance(step, Asks):
            break
        if rivals < TIMES and isinstance(step.request, Txn) and raw in touched(step.request):
            run.state, _ = apply(run.state, Put(raw, value_of(run.state, raw)))
            rivals += 1
        run.step("yours")
    return run.next("yours"), run.state, rivals


def told(step: Step, rivals: int) -> str:
    """``after 3 conflicts it returned``: how it ended, in words."""
    return f"after {rivals} conflicts it {ended(step)}"


def ended(step: Step) -> str:
    """``returned``, or what it raised, or that it did not end."""
    if isinstance(step, Asks):
        return "went on asking"
    return f"raised {type(step.error).__name__}: {step.error}".rstrip(".") if isinstance(step, Raised) else "returned"


RAN = f"a rival that writes the list anew just before each of your first {TIMES} swaps"
TRY = "nobody knows how often it takes: go round until it has worked, `while True:`, and not a number of times."
