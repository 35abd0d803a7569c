"""``scheduler_bench``: the learner's own scheduler beside others, pod by pod. Python sees what is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from kubeish import figures
from kubeish.api import Pod

from .linked import Linked


class SchedulerBench(Linked):
    """Pods that flow onto machines: see ``scheduler_bench``. ``chosen``: the scheduler; ``shown``: how many pods."""

    chosen = traitlets.Unicode("").tag(sync=True)
    shown = traitlets.Int(0).tag(sync=True)

    def __init__(self, schedulers: Mapping[str, Any], machines: Sequence[str], pods: Sequence[Pod], shown: int) -> None:
        page = figures.scheduler_bench(schedulers, machines, pods, shown)
        super().__init__(page, chosen=next(iter(schedulers), ""), shown=shown)


def scheduler_bench(
    schedulers: Mapping[str, Any],
    machines: Sequence[str] | int = 4,
    pods: Sequence[Pod] | int = 40,
    shown: int = 0,
) -> SchedulerBench:
    """A bench on which ``schedulers``, by name, place the same pods on the same machines.

    A scheduler has ``schedule(pod, minion_lister) -> machine``; that function alone will do, and so will a function
    that is given the pods placed so far (a pod lister) and makes a scheduler. One that has ``decide`` says why.
    ``machines`` and ``pods`` are numbers, or lists; ``shown``: how many pods are there at first. What a scheduler
    raises is shown.
    """
    if not isinstance(schedulers, Mapping):
        raise TypeError(f"schedulers are given by name, not as a {type(schedulers).__name__}: write {{'mine': mine}}.")
    names = [f"m{i + 1}" for i in range(machines)] if isinstance(machines, int) else list(machines)
    all_pods = [Pod(f"pod-{i + 1}") for i in range(pods)] if isinstance(pods, int) else list(pods)
    return SchedulerBench(schedulers, names, all_pods, shown)
