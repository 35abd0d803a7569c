"""One run as an atlas with a single way through it, so that any timeline opens in the stepper."""

from __future__ import annotations

from typing import Any

from kubeish.explorer import Timeline, Where
from kubeish.explorer.plain import move_of, node_of, store_of


def atlas_of(run: Timeline, breaking: str = "break the rule") -> dict[str, Any]:
    """The shape of kubeish.explorer.atlas; ``orders`` and ``broken`` are None, since one run knows of no others."""
    return {
        "clients": [{"name": who, "nodes": _nodes(run, who)} for who in run.clients],
        "start": 0,
        "breaking": breaking,
        "positions": [_position(run, number) for number in range(len(run.steps) + 1)],
    }


def _nodes(run: Timeline, who: str) -> list[dict[str, Any]]:
    """Where a client stood before each of its steps, and after the last."""
    steps = [step for step in run.steps if step.who == who]
    return [*(node_of(step.where, step.request) for step in steps), node_of(Where(), end=run.ends.get(who))]


def _position(run: Timeline, number: int) -> dict[str, Any]:
    """The run after ``number`` steps."""
    done, last = run.steps[:number], number == len(run.steps)
    state = run.steps[number].before if not last else (run.steps[-1].after if run.steps else None)
    over = last and (bool(run.complaints) or None not in run.ends.values())
    who = "" if last else run.steps[number].who
    return {
        "store": [] if state is None else store_of(state),
        "nodes": [sum(step.who == client for step in done) for client in run.clients],
        "orders": None,
        "broken": None,
        "complaints": list(run.complaints) if over else None,
        "moves": [] if last else [move_of(run.steps[number], run.clients.index(who), number + 1)],
    }
