"""The scheduler bench: pods that flow onto machines, the spread against what chance predicts, and why this machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from kubeish.api import Pod
from kubeish.scheduler import Decision

from .chance import band
from .page import Page
from .placing import Placed, place


def scheduler_bench(
    schedulers: Mapping[str, Any], machines: Sequence[str], pods: Sequence[Pod], shown: int = 0
) -> Page:
    """``pods`` placed on ``machines`` by each of ``schedulers``, by name; see ``placing`` for what a scheduler is.

    ``shown``: how many pods are there at first.
    """
    runs = [place(name, given, machines, pods) for name, given in schedulers.items()]
    data = {
        "kind": "bench",
        "machines": list(machines),
        "pods": [pod.id for pod in pods],
        "shown": shown,
        "bands": [band(n, len(machines)) for n in range(len(pods) + 1)],
        "runs": [_run(run, machines) for run in runs],
    }
    text = _text(runs, machines, len(pods))
    return Page(data, f'<pre style="white-space:pre-wrap">{escape(text)}</pre>', text, ("bench",), ("bench",))


def _run(run: Placed, machines: Sequence[str]) -> dict[str, Any]:
    choices = [_choice(decision, machines) for decision in run.decisions]
    return {"name": run.name, "stopped": run.stopped, "choices": choices}


def _choice(decision: Decision, machines: Sequence[str]) -> list[Any]:
    """[number of the machine, rule, for each machine that was out of the question: its number and why]."""
    numbers = {machine: number for number, machine in enumerate(machines)}
    out = [[numbers[c.machine], c.because] for c in decision.candidates if not c.fits and c.machine in numbers]
    return [numbers[decision.machine], decision.rule, *([out] if out else [])]


def _text(runs: list[Placed], machines: Sequence[str], pods: int) -> str:
    low, high = band(pods, len(machines))
    head = f"{pods} pods on {len(machines)} machines · by chance alone, most machines would have {low} to {high}"
    rows = [["", *machines], *([run.name, *map(str, run.counts(machines))] for run in runs)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(machines) + 1)]
    lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows]
    return "\n".join([head, "", *lines, *(run.stopped for run in runs if run.stopped)])
