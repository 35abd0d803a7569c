"""Who does the work of a fleet: processes on a real cluster, or functions in virtual time where none can be had."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence

from kubeish.client import Client
from kubeish.store import State

from .placing import UNANSWERED, Job, Placed, place
from .virtual import ROUND_TRIP, Desk, VirtualTime, Writer

OUTAGE = 0.3  # seconds, about what an election takes on one machine


class RealCrew:
    """Scheduler processes on a cluster of etcd. Raises EtcdNotInstalled or LocalEtcdError where there is none."""

    def __init__(self, schedulers: int, members: int) -> None:
        from kubeish.connecting import connect
        from kubeish.real import LocalEtcd

        from .processes import Processes

        self.etcd = LocalEtcd(members=members).start()
        try:
            self._processes = Processes(f"{self.etcd.url}?timeout=2", schedulers)
            self.client = connect(f"{self.etcd.url}?timeout=20")  # looks and listens, and is in no hurry
        except BaseException:
            self.etcd.stop()
            raise
        self._killed: list[int] = []

    def clock(self) -> float:
        """Seconds."""
        return time.monotonic()

    def clear(self) -> None:
        """Forget what was placed before. Deleting twice is as good as once, so what got no answer is asked again."""
        from kubeish.real.waiting import wait_until

        wait_until("the store to be emptied", self._cleared)

    def _cleared(self) -> bool:
        try:
            self.client.delete_prefix("/registry/")
        except UNANSWERED:
            return False
        return True

    def work(self, jobs: Sequence[Job]) -> Iterator[Placed]:
        """Do the jobs, all at once, and tell of each pod as it is placed."""
        return self._processes.work(jobs)

    def lose_leader(self) -> None:
        """Kill the member that leads."""
        leader = self.etcd.leader()
        self.etcd.kill(leader)
        self._killed.append(leader)

    def recover(self) -> None:
        """Bring back who was killed."""
        while self._killed:
            self.etcd.revive(self._killed.pop())

    def close(self) -> None:
        """End everything."""
        self._processes.close()
        self.client.close()
        self.etcd.stop()


class VirtualCrew:
    """The same schedulers on the embedded store, in virtual time. For a lost leader, replies get lost for a while."""

    def __init__(self) -> None:
        arrivals = random.Random(0)
        self._world = VirtualTime(State.empty(), lambda: ROUND_TRIP * arrivals.uniform(0.8, 1.2))
        self.client = Client(self._world.store.ask)

    def clock(self) -> float:
        """Virtual seconds."""
        return self._world.now

    def clear(self) -> None:
        """Forget what was placed before."""
        self.client.delete_prefix("/registry/")

    def work(self, jobs: Sequence[Job]) -> Iterator[Placed]:
        """Do the jobs, all at once, and tell of each pod as it is placed."""
        chains = {f"scheduler {n}": [_placing(job, nth) for nth in range(len(job.pods))] for n, job in enumerate(jobs)}
        return self._world.run(chains)

    def lose_leader(self) -> None:
        """For OUTAGE seconds no reply comes, whether a request has happened or not."""
        self._world.down_until = self._world.now + OUTAGE

    def recover(self) -> None:
        """Nothing is left to mend."""

    def close(self) -> None:
        """Nothing is held open."""


def _placing(job: Job, nth: int) -> Writer:
    def writer(desk: Desk) -> Placed:
        return place(job, nth, desk.client, desk.wait)

    return writer
