"""Listers that are no more than what they are told: for tests, for lessons, and for trying a scheduler by hand.

At #286 they stood beside the schedulers, not among the tests: a fake that others may use is part of the interface.
"""

from __future__ import annotations

from collections.abc import Iterable

from kubeish.api import Pod, machine_names

from .scheduler import Selector, everything


class FakeMinionLister:
    """Lists the machines that it was given. ``machines`` may be changed between two calls."""

    def __init__(self, machines: Iterable[str]) -> None:
        self.machines = machine_names(machines)

    def list(self) -> list[str]:
        """See MinionLister; a new list each time."""
        return [*self.machines]


class FakePodLister:
    """Lists the pods that it was given. ``pods`` may be changed between two calls."""

    def __init__(self, pods: Iterable[Pod] = ()) -> None:
        self.pods = [*pods]

    def list_pods(self, selector: Selector = everything) -> list[Pod]:
        """See PodLister."""
        return [pod for pod in self.pods if selector(pod)]
