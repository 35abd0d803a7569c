"""Backends of a fleet: worker processes on a real cluster, or functions in virtual time."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import State
from kubeish.wording import say

from .place_pods import UNANSWERED, Job, PlacedPod, place_pod
from .simulation import ROUND_TRIP, Simulation, Writer, WriterContext

OUTAGE = 0.3  # seconds, about what an election takes on one machine


class EtcdBackend:
    """Worker processes on a cluster of etcd. Raises EtcdNotInstalled or LocalEtcdError."""

    def __init__(self, schedulers: int, members: int) -> None:
        from kubeish.etcd.cluster import LocalEtcd
        from kubeish.etcd.connect import connect

        from .worker_processes import WorkerProcesses

        with ExitStack() as stack:  # whatever fails to start, all that was started before is closed
            self.etcd = stack.enter_context(LocalEtcd(members=members))
            self._processes = WorkerProcesses(f"{self.etcd.url}?timeout=2", schedulers)
            stack.callback(self._processes.close)
            self.client = connect(f"{self.etcd.url}?timeout=20")  # not a scheduler: it may wait
            stack.callback(self.client.close)
            self._resources = stack.pop_all()
        self._killed: list[int] = []

    def read_clock(self) -> float:
        """Seconds."""
        return time.monotonic()

    def clear(self) -> None:
        """Empty the store."""
        from kubeish.etcd.cluster.wait import wait_until

        wait_until("the store to be emptied", self._is_cleared)

    def _is_cleared(self) -> bool:
        try:
            self.client.delete_prefix("/registry/")
        except UNANSWERED:  # deleting twice is as good as once
            return False
        return True

    def work(self, jobs: Sequence[Job]) -> Iterator[PlacedPod]:
        """Run the jobs at the same time, and yield each pod once it is placed."""
        return self._processes.work(jobs)

    def lose_leader(self) -> str:
        """Kill the member that leads; its name."""
        leader = self.etcd.wait_for_leader()
        self.etcd.kill(leader)
        self._killed.append(leader)
        return say("member {number}", number=leader)

    def find_leader(self) -> str:
        """The name of the member that leads."""
        return say("member {number}", number=self.etcd.wait_for_leader())

    def recover(self) -> None:
        """Revive the killed members."""
        while self._killed:
            self.etcd.revive(self._killed.pop())

    def close(self) -> None:
        """End all processes."""
        self._resources.close()


class SimulatedBackend:
    """The same schedulers on the embedded store, in virtual time. In an outage replies get lost."""

    def __init__(self) -> None:
        arrivals = random.Random(0)
        self._simulation = Simulation(State.empty(), lambda: ROUND_TRIP * arrivals.uniform(0.8, 1.2))
        self.client = EmbeddedClient(self._simulation.store.ask)

    def read_clock(self) -> float:
        """Virtual seconds."""
        return self._simulation.now

    def clear(self) -> None:
        """Empty the store."""
        self.client.delete_prefix("/registry/")

    def work(self, jobs: Sequence[Job]) -> Iterator[PlacedPod]:
        """Run the jobs at the same time, and yield each pod once it is placed."""
        chains = {f"scheduler {n}": [_make_writer(job, i) for i in range(len(job.pods))] for n, job in enumerate(jobs)}
        return self._simulation.run(chains)

    def lose_leader(self) -> str:
        """Lose every reply for OUTAGE seconds, whether or not the request has happened. It has no name."""
        self._simulation.down_until = self._simulation.now + OUTAGE
        return ""

    def find_leader(self) -> str:
        """No name: there is one store."""
        return ""

    def recover(self) -> None:
        """Do nothing: the outage ends by itself."""

    def close(self) -> None:
        """Do nothing: no process runs."""


def _make_writer(job: Job, nth: int) -> Writer[PlacedPod]:
    def write(context: WriterContext) -> PlacedPod:
        return place_pod(job, nth, context.client, context.wait)

    return write
