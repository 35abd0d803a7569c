"""Placement of pods one by one by a scheduler, with the reason for each. Nothing is drawn here.

A scheduler is anything with ``schedule(pod, minion_lister) -> machine``, or that function alone, or
a function that is given the pods placed so far (a pod lister) and makes one.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kubeish.api import TODO, Pod
from kubeish.scheduler import Decision, FakeMinionLister, FakePodLister, Scheduler, why
from kubeish.wording import Message, look_up, read_message, say


@dataclass
class Placement:
    """The decisions, one a pod. ``stopped`` says why there are fewer decisions than pods."""

    name: str
    decisions: list[Decision] = field(default_factory=list)
    stopped: str = ""

    def count_pods(self, machines: Sequence[str]) -> list[int]:
        """How many pods each machine got."""
        return [sum(decision.machine == machine for decision in self.decisions) for machine in machines]


def place(name: str, given: Any, machines: Sequence[str], pods: Sequence[Pod]) -> Placement:
    """Place ``pods`` one by one. A scheduler that fails is stopped; ``stopped`` says why."""
    placement, pod_lister, minion_lister = Placement(name), FakePodLister(), FakeMinionLister(machines)
    shown = look_up(name)
    is_todo = say("{name} is still TODO: write it, then run this cell again.", name=shown)
    if isinstance(given, type(TODO)):
        placement.stopped = is_todo
        return placement
    try:
        scheduler = _make_scheduler(given, pod_lister)
        for pod in pods:
            decision = why(scheduler, pod, minion_lister)
            if decision.machine not in machines:
                placement.stopped = is_todo if decision.machine == str(TODO) else _refuse(shown, decision)
                return placement
            if not hasattr(scheduler, "decide"):
                observed = _observe(decision.machine, machines, placement.count_pods(machines))
                decision = replace(decision, rule=say("{rule}; {observed}", rule=decision.rule, observed=observed))
            placement.decisions.append(decision)
            pod_lister.pods.append(replace(pod, host=decision.machine))
    except Exception as error:  # the learner's own may raise anything, and the figure shows it
        nth = len(placement.decisions) + 1
        placement.stopped = say(
            "{name} stopped at pod {nth} with {kind}: {error}",
            name=shown,
            nth=nth,
            kind=type(error).__name__,
            error=read_message(error),
        )
    return placement


def _refuse(name: str, decision: Decision) -> Message:
    return say(
        "{name} sent {pod} to {machine!r}, which is none of the machines that were listed.",
        name=name,
        pod=decision.pod,
        machine=decision.machine,
    )


def _observe(machine: str, machines: Sequence[str], counts: list[int]) -> str:
    """What can be seen of a choice: the machine's place on the list, and the pods on each."""
    place = list(machines).index(machine)
    mine = counts.pop(place)
    values = {"machine": machine, "place": place + 1, "pods": mine}
    words = (
        say("{machine} is number {place} on the list and had 1 pod", **values)
        if mine == 1
        else say("{machine} is number {place} on the list and had {pods} pods", **values)
        if mine
        else say("{machine} is number {place} on the list and had no pods", **values)
    )
    if not counts:
        return words
    least, most = min(counts), max(counts)
    if mine == least == most:
        return say("{words}, like every other", words=words)
    if mine > least:
        return say(
            "{words}, more than any other" if mine > most else "{words}, and there were emptier ones", words=words
        )
    return say("{words}, fewer than any other" if mine < least else "{words}, as few as any", words=words)


def _make_scheduler(given: Any, pod_lister: FakePodLister) -> Scheduler:
    if hasattr(given, "schedule") and not isinstance(given, type):
        scheduler: Scheduler = given
        return scheduler
    parameters = [p for p in inspect.signature(given).parameters.values() if p.default is p.empty]
    if len(parameters) == 1:
        return _make_scheduler(given(pod_lister), pod_lister)
    name = "It" if given.__name__ == "<lambda>" else given.__name__  # a class of the function's name
    plain: Scheduler = type(name, (), {"schedule": staticmethod(given)})()
    return plain
