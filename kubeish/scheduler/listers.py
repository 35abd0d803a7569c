"""Listers of fixed values, for tests, for lessons and for trying out a scheduler.

At #286 they were part of the scheduler package, not of its tests.
"""

from __future__ import annotations

from collections.abc import Iterable

from kubeish.api import Pod, list_machine_names

from .interfaces import MinionLister, PodLister, Selector, accept_all


class FakeMinionLister(MinionLister):
    """Lists ``machines``, which may be changed between two calls; a new list at each call."""

    def __init__(self, machines: Iterable[str]) -> None:
        self.machines = list_machine_names(machines)

    def list(self) -> list[str]:
        return [*self.machines]


class FakePodLister(PodLister):
    """Lists ``pods``, which may be changed between two calls."""

    def __init__(self, pods: Iterable[Pod] = ()) -> None:
        self.pods = [*pods]

    def list_pods(self, selector: Selector = accept_all) -> list[Pod]:
        return [pod for pod in self.pods if selector(pod)]
