"""What the checks give a learner's scheduler: listers with habits, generators, somebody who calls it. Answer's side.

The listers hand out the very list that they keep, as a lister may; who changes it has changed the lister.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from kubeish.api import Pod

from .patience import PATIENCE, Called, NoThreads, patiently, start_until_it_waits

_EACH = 0.05  # seconds more for each of many calls: to shuffle ten thousand machines is slow, and no fault
_LONG = 20.0  # seconds for two calls at once: others in this process may want the turn as well


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


class NotSafeToShare(random.Random):
    """A generator in which no two threads may be at once, and which sees to it that a second one tries.

    While the first draw goes on, it has ``call`` made in a second thread, and stays inside until that one has come in
    too, or waits for its turn, or has ended. All that Random offers comes down to the two draws below.
    """

    def __init__(self, seed: int) -> None:
        self._inside, self._met = 0, False
        self._call: Callable[[], Any] | None = None
        self._second: Called | None = None
        super().__init__(seed)

    def random(self) -> float:
        """A draw."""
        return float(self._draw(super().random))

    def getrandbits(self, k: int) -> int:
        """A draw."""
        bits = super().getrandbits
        return int(self._draw(lambda: bits(k)))

    def two_at_once(self, scheduler: Any, pod: Pod, lister: Any) -> str:
        """``together``: both were in here at once; ``apart``: never; else why that cannot be seen.

        ``undrawn``: nobody drew; ``no threads``: none could be started; ``changed``: this is no longer what was given.
        """
        self._call = lambda: scheduler.schedule(pod, lister)
        try:
            patiently(self._call, _LONG)
        except NoThreads:
            return "no threads"
        if self._second is None:
            return "undrawn"
        self._second.result(_LONG)
        if not (_as_made(self) and all(map(_as_it_was, _CLASSES))):
            return "changed"
        return "together" if self._met else "apart"

    def _draw(self, draw: Callable[[], Any]) -> Any:
        self._inside += 1
        self._met = self._met or self._inside > 1
        try:
            call, self._call = self._call, None
            if call is not None:
                self._second = start_until_it_waits(call, lambda: self._met)
            return draw()
        finally:
            self._inside -= 1


_CLASSES = [(kind, dict(vars(kind))) for kind in (NotSafeToShare, random.Random)]


def _as_it_was(known: tuple[type, dict[str, Any]]) -> bool:
    """Whether a class still has what it had, and nothing else."""
    kind, before = known
    now = vars(kind)
    return now.keys() == before.keys() and all(now[name] is before[name] for name in before)


def _as_made(generator: NotSafeToShare) -> bool:
    """Whether it has no methods of its own in place of its class's."""
    return not any(hasattr(random.Random, name) for name in vars(generator))


MADE: dict[str, Callable[..., Any]] = {
    "minion_lister": Lister,
    "moving_lister": MovingLister,
    "raising_lister": RaisingLister,
    "pod_lister": Pods,
    "random": random.Random,
    "not_safe_to_share": NotSafeToShare,
    "caller": Caller,
}
