"""What the checks give a learner's scheduler: listers with habits, generators, somebody who calls it. Answer's side.

The listers hand out the very list that they keep, as a lister may; who changes it has changed the lister.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from kubeish.api import Pod

from .patience import PATIENCE, patiently
from .sharing import NotSafeToShare

_EACH = 0.05  # seconds more for each of many calls: to shuffle ten thousand machines is slow, and no fault


class Lister:
    """Lists ``machines``."""

    def __init__(self, machines: list[str]) -> None:
        self.machines = machines

    def list(self) -> Any:
        """See MinionLister."""
        return self.machines

    def become(self, machines: Any) -> None:
        """From now on these are the machines, in a new list."""
        self.machines = machines


class MovingLister:
    """Has another list each time it is asked: the first, the second, and so on, and then the first again."""

    def __init__(self, lists: Any) -> None:
        self.lists, self.times = lists, 0

    def list(self) -> Any:
        """See MinionLister."""
        self.times += 1
        return list(self.lists[(self.times - 1) % len(self.lists)])

    def asked(self) -> int:
        """How often it was asked."""
        return self.times


class RaisingLister:
    """Fails, until it is ``mended``. As a PodLister it fails too."""

    def __init__(self, error: BaseException) -> None:
        self.error: BaseException | None = error

    def list(self) -> Any:
        """See MinionLister."""
        if self.error is not None:
            raise self.error
        return ["m1", "m2", "m3"]

    def list_pods(self, selector: Any = None) -> Sequence[Pod]:
        """See PodLister."""
        if self.error is not None:
            raise self.error
        return []

    def mend(self) -> None:
        """From now on it answers."""
        self.error = None


class Pods:
    """A PodLister. ``place`` adds pods as they are scheduled."""

    def __init__(self, hosts: Any) -> None:
        self.pods = [Pod(f"there-{i}", host=host) for i, host in enumerate(hosts)]

    def list_pods(self, selector: Callable[[Pod], bool] = lambda pod: True) -> list[Pod]:
        """See PodLister."""
        return [pod for pod in self.pods if selector(pod)]

    def place(self, scheduler: Any, lister: Lister, many: int) -> list[str]:
        """Schedule ``many`` pods, one after the other, each listed here before the next; where each went."""

        def work() -> list[str]:
            self.pods = []
            for i in range(many):
                host = scheduler.schedule(Pod(f"pod-{i}"), lister)
                self.pods.append(Pod(f"pod-{i}", host=host))
            return [pod.host for pod in self.pods]

        placed: list[str] = patiently(work)
        return placed


class Caller:
    """Calls a scheduler, and does not wait for ever."""

    def __init__(self, scheduler: Any) -> None:
        self.scheduler = scheduler

    def schedule(self, pod: Pod, lister: Any, times: int = 1) -> list[Any]:
        """What it chose, call after call."""
        chosen: list[Any] = patiently(
            lambda: [self.scheduler.schedule(pod, lister) for _ in range(times)], PATIENCE + times * _EACH
        )
        return chosen


MADE: dict[str, Callable[..., Any]] = {
    "minion_lister": Lister,
    "moving_lister": MovingLister,
    "raising_lister": RaisingLister,
    "pod_lister": Pods,
    "random": random.Random,
    "not_safe_to_share": NotSafeToShare,
    "caller": Caller,
}
