"""The stepper as a page, of a state graph or of one run. A widget ties it to Python."""

from __future__ import annotations

from kubeish.explorer import Timeline
from kubeish.explorer.outcome import BREAKING
from kubeish.wording import join, look_up, say, show

from .compact import pack_graph
from .fallback import render_fallback
from .page import Page
from .paths import Path, Record, StateGraph, find_broken_path, find_end, follow, format_order, list_clients
from .single_run_page import build_run_graph
from .step_text import format_headline, format_steps

SCRIPTS = ("graph", "python", "words", "client", "store", "motion", "sequence", "stepper")


def build_stepper(graph: StateGraph, goal: str = "", order: str = "", ahead: str = "", simple: bool = False) -> Page:
    """Build a page in which the clients of ``graph`` take their steps one by one.

    ``goal``: what to try, in words; without them, what the graph calls breaking (of a replay:
    nothing). ``order``: the steps taken at the start, ``A B A B``; BadOrder if they cannot be.
    ``ahead``: the steps after them that *Redo* and *Play* will take. ``simple``: larger, and only
    with what a first visitor needs.
    """
    if graph["positions"][graph["start"]]["orders"] is not None:  # a replay has no goal of its own
        goal = goal or graph["breaking"]
    path = follow(graph, order)
    data = {
        **build_stepper_data(graph, goal, format_order(path)),
        "ahead": ahead,
        **({"simple": True} if simple else {}),
    }
    shown = follow(graph, f"{order} {ahead}") or find_broken_path(graph) or []
    return Page(data, render_fallback(graph, shown), _format_text(graph, goal, shown), SCRIPTS, ("stepper",))


def build_replay(run: Timeline, breaking: str = BREAKING) -> Page:
    """Build the stepper for one run, one step before the harm, with the rest of the run ahead."""
    run = run.show_names()
    order, ahead = split_run(run)
    return build_stepper(build_run_graph(run, breaking), order=order, ahead=ahead)


def split_run(run: Timeline) -> tuple[str, str]:
    """The order of a run up to its guilty step, and from there on.

    Guilty is the last write that took something away, or the last crash, or the last step.
    """
    marks = [str(step) for step in run.steps]
    harmful = [number for number, step in enumerate(run.steps) if step.is_harmful]
    crashes = [number for number, step in enumerate(run.steps) if step.kind == "crash"]
    guilty = next(iter([*harmful[-1:], *crashes[-1:], len(marks) - 1]))
    return " ".join(marks[: max(guilty, 0)]), " ".join(marks[max(guilty, 0) :])


def build_stepper_data(graph: StateGraph, goal: str, order: str) -> Record:
    """What static/stepper.js is given."""
    title = show(say("{clients} on one store", clients=join(", ", list_clients(graph))))
    return {
        "kind": "stepper",
        "title": title,
        "goal": show(look_up(goal)) if goal else "",
        "order": order,
        **pack_graph(graph),
    }


def _format_text(graph: StateGraph, goal: str, path: Path) -> str:
    head = " · ".join(filter(None, (goal and show(say("goal: {goal}", goal=look_up(goal))), format_headline(graph))))
    complaints = find_end(graph, path)["complaints"] or []
    steps = [format_steps(graph, path), *(f"→ {words}" for words in complaints)] if path else []
    return "\n\n".join(filter(None, (head, "\n".join(steps))))
