"""A fleet: many schedulers that work at once on one store, and the report of what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType

from kubeish.kubelet import Kubelet

from .bar import Bar
from .crews import RealCrew, VirtualCrew
from .placing import Job
from .report import Report, look
from .waits import BackOff, table


class Fleet:
    """``schedulers`` of them, the work of ``crew``. Close it, or use it in a ``with`` block."""

    def __init__(self, crew: RealCrew | VirtualCrew, schedulers: int) -> None:
        self.crew, self.schedulers = crew, schedulers

    @property
    def real(self) -> bool:
        """Whether these are processes on a real etcd."""
        return isinstance(self.crew, RealCrew)

    def place(
        self,
        pods_each: int = 10,
        machines: int = 1,
        schedulers: int | None = None,
        back_off: BackOff | None = None,
        kill_leader: bool = False,
        show: bool = True,
    ) -> Report:
        """Have each scheduler (or the first so many) place its pods, on an empty store, all at once.

        ``back_off``: how they wait after a conflict; None: not at all. ``kill_leader``: when a third is placed.
        ``show``: a progress bar.
        """
        many = schedulers or self.schedulers
        jobs = [self._job(number, pods_each, machines, back_off) for number in range(many)]
        wanted = tuple(pod for job in jobs for pod in job.pods)
        self.crew.clear()
        bar = Bar(len(wanted), f"{many} schedulers place {len(wanted)} pods")
        if show:
            bar.show()
        start, conflicts, unknown = self.crew.clock(), 0, 0
        for placed in self.crew.work(jobs):
            conflicts, unknown = conflicts + placed.conflicts, unknown + placed.unknown
            bar.step()
            if kill_leader and bar.done == len(wanted) // 3:
                self.crew.lose_leader()
        seconds = self.crew.clock() - start
        self.crew.recover()
        return Report(wanted, look(self.crew.client), many, conflicts, unknown, seconds, kill_leader)

    def kubelets(self, machines: int = 1) -> list[Kubelet]:
        """A kubelet for each of so many machines, on an empty store. They listen from now on."""
        self.crew.clear()
        kubelets = [Kubelet(self.crew.client, name) for name in _machines(machines)]
        for kubelet in kubelets:
            kubelet.listen()
        return kubelets

    def measure(
        self, kinds: Mapping[str, BackOff | None], writers: Sequence[int] = (1, 2, 4, 8), pods_each: int = 10
    ) -> Iterator[tuple[int, str, int, float, int]]:
        """Points for a contention chart, all on one machine's list: (writers, kind, conflicts, seconds, writes)."""
        for many in writers:
            for kind, back_off in kinds.items():
                report = self.place(pods_each, schedulers=many, back_off=back_off, show=False)
                yield many, kind, report.conflicts, report.seconds, many * pods_each

    def _job(self, number: int, pods: int, machines: int, back_off: BackOff | None) -> Job:
        names = [f"pod-{number + 1}-{nth + 1}" for nth in range(pods)]
        return Job(names, _machines(machines), number, table(back_off, number))

    def close(self) -> None:
        """End every process, and the cluster."""
        self.crew.close()

    def __enter__(self) -> Fleet:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        where = "a real etcd" if self.real else "the embedded store, in virtual time"
        return f"{self.schedulers} schedulers on {where}"


def _machines(many: int) -> list[str]:
    return [f"m{n + 1}" for n in range(many)]


def virtual_fleet(schedulers: int = 8) -> Fleet:
    """A fleet on the embedded store, in virtual time: the same on every run."""
    return Fleet(VirtualCrew(), schedulers)


def open_fleet(schedulers: int = 8, members: int = 3) -> Fleet:
    """A fleet on a cluster of its own; where no etcd can be had it says so, and works in virtual time."""
    from kubeish.real import EtcdNotInstalled, LocalEtcdError

    try:
        return Fleet(RealCrew(schedulers, members), schedulers)
    except (EtcdNotInstalled, LocalEtcdError) as error:
        print(f"{error} Until then the same schedulers work on the embedded store, in virtual time.")
        return virtual_fleet(schedulers)
