"""One run as a state graph with a single path, so that any timeline opens in the stepper."""

from __future__ import annotations

from kubeish.explorer import Location, Timeline
from kubeish.explorer.outcome import BREAKING
from kubeish.explorer.plain_data import export_move, export_node, export_store
from kubeish.wording import look_up, show

from .paths import Record, StateGraph


def build_run_graph(run: Timeline, breaking: str = BREAKING) -> StateGraph:
    """Build the graph; ``orders`` and ``broken`` are None, since one run knows of no others."""
    return {
        "clients": [{"name": who, "nodes": _export_nodes(run, who)} for who in run.clients],
        "start": 0,
        "breaking": show(look_up(breaking)),
        "positions": [_export_position(run, number) for number in range(len(run.steps) + 1)],
    }


def _export_nodes(run: Timeline, who: str) -> list[Record]:
    """Where a client is before each of its steps, and after the last."""
    steps = [step for step in run.steps if step.who == who]
    return [
        *(export_node(step.location, step.request) for step in steps),
        export_node(Location(), end=run.ends.get(who)),
    ]


def _export_position(run: Timeline, number: int) -> Record:
    """The run after ``number`` steps."""
    done, next_step = run.steps[:number], run.steps[number] if number < len(run.steps) else None
    state = next_step.before if next_step else (run.steps[-1].after if run.steps else None)
    is_over = next_step is None and (bool(run.complaints) or None not in run.ends.values())
    return {
        "store": [] if state is None else export_store(state),
        "nodes": [sum(step.who == client for step in done) for client in run.clients],
        "orders": None,
        "broken": None,
        "complaints": list(map(show, run.complaints)) if is_over else None,
        "moves": [export_move(next_step, run.clients.index(next_step.who), number + 1)] if next_step else [],
    }
