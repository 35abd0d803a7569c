"""``scheduler_bench``: the learner's own scheduler beside others, pod by pod."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import traitlets

from kubeish.api import Pod
from kubeish.widgets.pages import build_scheduler_bench

from .page_widget import PageWidget


class SchedulerBench(PageWidget):
    """Pods that flow onto machines. ``chosen``: the scheduler; ``shown``: how many pods."""

    chosen = traitlets.Unicode("").tag(sync=True)
    shown = traitlets.Int(0).tag(sync=True)


def scheduler_bench(
    schedulers: Mapping[str, object],
    machines: Sequence[str] | int = 4,
    pods: Sequence[Pod] | int = 40,
    shown: int = 0,
) -> SchedulerBench:
    """A bench on which ``schedulers``, by name, place the same pods on the same machines.

    A scheduler has ``schedule(pod, minion_lister) -> machine``; that function alone will do, and so
    will a function that is given the pods placed so far (a pod lister) and makes a scheduler. One
    that has ``decide`` says why. ``machines`` and ``pods`` are numbers, or lists; ``shown``: how
    many pods are there at first. What a scheduler raises is shown.
    """
    if not isinstance(schedulers, Mapping):
        raise TypeError(f"schedulers are given by name, not as a {type(schedulers).__name__}: write {{'mine': mine}}.")
    names = [f"m{i + 1}" for i in range(machines)] if isinstance(machines, int) else list(machines)
    all_pods = [Pod(f"pod-{i + 1}") for i in range(pods)] if isinstance(pods, int) else list(pods)
    page = build_scheduler_bench(schedulers, names, all_pods, shown)
    return SchedulerBench(page, chosen=next(iter(schedulers), ""), shown=shown)
