"""What a scheduler is, and the two things that it may ask. None of them knows the registry or the store.

As in pkg/scheduler/scheduler.go and listers.go at #286 (65a6227): the registry's side imports this one, never the other
way round. Whoever has a ``list`` and a ``list_pods`` will do, and a test has both in two lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from kubeish.api import Pod

Selector = Callable[[Pod], bool]


def everything(pod: Pod) -> bool:
    """The selector that takes every pod."""
    return True


class MinionLister(Protocol):
    """Knows which machines there are."""

    def list(self) -> Sequence[str]:
        """The names of all machines, now. Whoever asks must not change the list: it may be the lister's own."""


class PodLister(Protocol):
    """Knows which pods there are."""

    def list_pods(self, selector: Selector = everything) -> list[Pod]:
        """Every pod that ``selector`` takes, each with the machine that it is on in ``host``."""


class Scheduler(Protocol):
    """Chooses a machine. It writes nothing: that is the registry's business, after it."""

    def schedule(self, pod: Pod, minion_lister: MinionLister) -> str:
        """The name of the machine for ``pod``. NoMachines or NoFit if there is none; the lister's errors come out."""
