"""The scheduler bench: pods that flow onto machines, and the spread that chance predicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from kubeish.api import Pod
from kubeish.figures.text_width import measure_width, pad, pad_left
from kubeish.scheduler import Decision
from kubeish.wording import look_up, say, show

from .binomial_band import find_band
from .page import Page
from .pod_placement import Placement, place


def build_scheduler_bench(
    schedulers: Mapping[str, object], machines: Sequence[str], pods: Sequence[Pod], shown: int = 0
) -> Page:
    """Place ``pods`` by each of ``schedulers``, see pod_placement; ``shown``: how many at first."""
    runs = [place(name, given, machines, pods) for name, given in schedulers.items()]
    data = {
        "kind": "bench",
        "machines": list(machines),
        "pods": [pod.id for pod in pods],
        "shown": shown,
        "bands": [find_band(n, len(machines)) for n in range(len(pods) + 1)],
        "runs": [
            {
                "name": run.name,
                "label": _name(run),
                "stopped": show(run.stopped),
                "choices": [_export(d, machines) for d in run.decisions],
            }
            for run in runs
        ],
    }
    text = _format_table(runs, machines, len(pods))
    return Page(data, f'<pre style="white-space:pre-wrap">{escape(text)}</pre>', text, ("bench",), ("bench",))


def _export(decision: Decision, machines: Sequence[str]) -> Sequence[object]:
    """[the machine's number, rule, [number, why] of each machine that was out of the question]."""
    numbers = {machine: number for number, machine in enumerate(machines)}
    out = [[numbers[c.machine], show(c.reason)] for c in decision.candidates if not c.fits and c.machine in numbers]
    return [numbers[decision.machine], show(decision.rule), *([out] if out else [])]


def _format_table(runs: list[Placement], machines: Sequence[str], pods: int) -> str:
    low, high = find_band(pods, len(machines))
    head = say(
        "{pods} pods on {machines} machines · by chance alone, most machines would have {low} to {high}",
        pods=pods,
        machines=len(machines),
        low=low,
        high=high,
    )
    rows = [["", *machines], *([_name(run), *map(str, run.count_pods(machines))] for run in runs)]
    widths = [max(measure_width(row[i]) for row in rows) for i in range(len(machines) + 1)]
    lines = ["  ".join([pad(row[0], widths[0]), *map(pad_left, row[1:], widths[1:])]).rstrip() for row in rows]
    return "\n".join([show(head), "", *lines, *(show(run.stopped) for run in runs if run.stopped)])


def _name(run: Placement) -> str:
    """The scheduler's name in the learner's language, where it is one of a lesson's."""
    return show(look_up(run.name))
