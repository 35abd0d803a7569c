"""``save_run``: the stepper of one run as a file that any browser opens, without a kernel or a network."""

from __future__ import annotations

from html import escape
from pathlib import Path

from kubeish.explorer import Outcome, Timeline

from .pages import build_replay
from .pages.nothing_to_show import get_counterexample

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ max-width: 70rem; margin: 1rem auto; padding: 0 1rem; font-family: sans-serif }}</style>
</head>
<body>
<h1>{title}</h1>
{page}
</body>
</html>
"""


def save_run(found: Outcome | Timeline, path: str | Path, order: str = "") -> Path:
    """Write the stepper of a run to ``path``, as one HTML file that holds all it needs, and return that path.

    ``found``: a Timeline, or an Outcome of ``explore``: then its counterexample, or its run of
    ``order``. Raises NothingToShow for an Outcome without either, and BadOrder.
    """
    run, title, breaking = found, "One run, step by step", "break the rule"
    if isinstance(run, Outcome):
        title, breaking = run.headline(), run.breaking
        run = run.run(order) if order else get_counterexample(run, "give save_run an order, such as 'A B A B'")
    into = Path(path)
    into.write_text(_PAGE.format(title=escape(title), page=build_replay(run, breaking).html), encoding="utf-8")
    return into
