"""Pods placed one by one by a scheduler, with why each went where it went. Nothing is drawn here.

A scheduler is anything with ``schedule(pod, minion_lister) -> machine``, or that function alone, or a function that is
given the pods placed so far (a pod lister) and makes one.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kubeish.api import Pod
from kubeish.scheduler import Decision, FakeMinionLister, FakePodLister, why
from kubeish.todo import TODO


@dataclass
class Placed:
    """Where the pods went: one Decision a pod. ``stopped`` says why there are fewer decisions than pods."""

    name: str
    decisions: list[Decision] = field(default_factory=list)
    stopped: str = ""

    def counts(self, machines: Sequence[str]) -> list[int]:
        """How many pods each machine got."""
        return [sum(decision.machine == machine for decision in self.decisions) for machine in machines]


def place(name: str, given: Any, machines: Sequence[str], pods: Sequence[Pod]) -> Placed:
    """Place ``pods`` one after the other. A scheduler that fails is stopped, and ``stopped`` has the words for it."""
    placed, so_far, lister = Placed(name), FakePodLister(), FakeMinionLister(machines)
    if given is TODO or isinstance(given, type(TODO)):
        placed.stopped = f"{name} is still TODO: write it, then run this cell again."
        return placed
    try:
        scheduler = _scheduler(given, so_far)
        for pod in pods:
            decision = why(scheduler, pod, lister)
            if decision.machine not in machines:
                placed.stopped = _nowhere(name, decision)
                return placed
            placed.decisions.append(decision if hasattr(scheduler, "decide") else _seen(decision, placed, machines))
            so_far.pods.append(replace(pod, host=decision.machine))
    except Exception as error:  # the learner's own may raise anything, and it belongs into the figure
        nth = len(placed.decisions) + 1
        placed.stopped = f"{name} stopped at pod {nth} with {type(error).__name__}: {error}"
    return placed


def _seen(decision: Decision, placed: Placed, machines: Sequence[str]) -> Decision:
    """Of a scheduler that does not say why: what could be seen, which is the machine's place and what it had."""
    place = list(machines).index(decision.machine)
    had = placed.counts(machines)
    mine = had.pop(place)
    words = f"{decision.machine} is number {place + 1} on the list and had {mine or 'no'} pod{'' if mine == 1 else 's'}"
    return replace(decision, rule=f"{decision.rule}; {words}{_beside(mine, had)}")


def _beside(mine: int, others: Sequence[int]) -> str:
    if not others:
        return ""
    if mine == min(others) == max(others):
        return ", like every other"
    if mine > min(others):
        return ", more than any other" if mine > max(others) else ", and there were emptier ones"
    return ", fewer than any other" if mine < min(others) else ", as few as any"


def _nowhere(name: str, decision: Decision) -> str:
    if decision.machine == str(TODO):
        return f"{name} is still TODO: write it, then run this cell again."
    return f"{name} sent {decision.pod} to {decision.machine!r}, which is none of the machines that were listed."


def _scheduler(given: Any, so_far: FakePodLister) -> Any:
    if hasattr(given, "schedule") and not isinstance(given, type):
        return given
    parameters = [p for p in inspect.signature(given).parameters.values() if p.default is p.empty]
    return _scheduler(given(so_far), so_far) if len(parameters) == 1 else _from_function(given)


def _from_function(schedule: Callable[[Pod, Any], str]) -> Any:
    """A plain function as a scheduler of its name."""
    name = "It" if schedule.__name__ == "<lambda>" else schedule.__name__
    return type(name, (), {"schedule": staticmethod(schedule)})()
