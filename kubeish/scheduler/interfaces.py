"""Interfaces of a scheduler and of the two listers that it may ask; none knows a registry or store.

As in pkg/scheduler/scheduler.go and listers.go at #286 (65a6227): the registry imports these, never
the other way round. Any object with a ``list`` or a ``list_pods`` will do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from kubeish.api import Pod

Selector = Callable[[Pod], bool]


def accept_all(pod: Pod) -> bool:
    """The selector that accepts every pod."""
    return True


class MinionLister(Protocol):
    """Lists the machines."""

    def list(self) -> Sequence[str]:
        """The names of all machines, now. Do not change the list: it may be the lister's own."""


class PodLister(Protocol):
    """Lists the pods."""

    def list_pods(self, selector: Selector = accept_all) -> list[Pod]:
        """Every pod that ``selector`` accepts, each with its machine in ``host``."""


class Scheduler(Protocol):
    """Chooses a machine. It writes nothing: the registry does that afterwards."""

    def schedule(self, pod: Pod, minion_lister: MinionLister) -> str:
        """The name of the machine for ``pod``.

        Raises NoMachines if there are none, NoFit if none fits; the listers' errors propagate.
        """
