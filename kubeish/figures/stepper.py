"""The stepper as a page: from an atlas, or from one run. It steps by itself; ``kubeish.widgets`` ties it to Python."""

from __future__ import annotations

from typing import Any

from kubeish.explorer import Timeline

from .page import Page
from .replay import atlas_of
from .still import still
from .ways import losing, names, order_of, walk
from .words import headline, table

SCRIPTS = ("graph", "python", "words", "lane", "store", "stepper")


def stepper(atlas: dict[str, Any], goal: str = "", order: str = "") -> Page:
    """A page in which the clients of ``atlas`` (see kubeish.explorer.atlas) take their steps one by one.

    ``goal``: what to try, in words; without them, what the atlas calls breaking (of a replay: nothing). ``order``: the
    steps taken at the start, ``A B A B``; BadOrder if they cannot be.
    """
    if atlas["positions"][atlas["start"]]["orders"] is not None:  # a replay has no goal of its own
        goal = goal or atlas["breaking"]
    way = walk(atlas, order)
    data = stepper_data(atlas, goal, order_of(way))
    shown = way or losing(atlas) or []
    return Page(data, still(atlas, shown), _text(atlas, goal, shown), SCRIPTS, ("stepper",))


def replay(run: Timeline, breaking: str = "break the rule") -> Page:
    """The stepper for one run, at its end: every step of it can be undone and taken again."""
    return stepper(atlas_of(run, breaking), order=run.order)


def stepper_data(atlas: dict[str, Any], goal: str, order: str) -> dict[str, Any]:
    """What static/stepper.js is given."""
    from .packed import packed

    title = f"{', '.join(names(atlas))} on one store"
    return {"kind": "stepper", "title": title, "goal": goal, "order": order, **packed(atlas)}


def _text(atlas: dict[str, Any], goal: str, way: list[dict[str, Any]]) -> str:
    """The twin in words: what it is about, and one order of the steps."""
    head = " · ".join(part for part in (goal and f"goal: {goal}", headline(atlas)) if part)
    last = atlas["positions"][way[-1]["to"]]["complaints"] if way else None
    steps = [table(atlas, way), *(f"→ {said}" for said in last or [])] if way else []
    return "\n\n".join(part for part in (head, "\n".join(steps)) if part)
