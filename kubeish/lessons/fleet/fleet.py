"""Fleet: many schedulers that place pods on one store at once, and a report on each run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from IPython import get_ipython

from kubeish.api import TODO, Todo
from kubeish.errors import CallMistake
from kubeish.figures import Figure, Outage, draw_outage
from kubeish.registry.kubelet import Kubelet
from kubeish.registry.placement import Placements, read_placements
from kubeish.widgets.progress_bar import ProgressBar

from .backends import EtcdBackend, SimulatedBackend
from .measure_contention import BackOff, draw_waits
from .place_pods import Job

STILL_TODO = (
    "back_off is still TODO, so these schedulers retry at once, and nothing can be compared yet. "
    "Write back_off, then run this cell again."
)
REPEATS = 3  # on a busy machine one measurement is mostly noise


@dataclass(frozen=True)
class FleetReport:
    """One run, by what the store then holds. Its text leaves out what differs from run to run.

    ``counted``: writes that failed their compare; ``unknown``: tries whose outcome was not known;
    ``outage``: when the leader was killed, and when each pod was placed, if it was.
    ``is_todo``: without a back-off, since it is TODO.
    """

    wanted: tuple[str, ...]
    found: Placements
    schedulers: int
    counted: int
    unknown: int
    seconds: float
    outage: Outage | None = None
    is_todo: bool = False

    @property
    def conflicts(self) -> int | Todo:
        """How many writes failed their compare; TODO as long as the back-off is."""
        return TODO if self.is_todo else self.counted

    @property
    def lost(self) -> list[str]:
        """Pods whose scheduler was told that they run, and that are on no list."""
        return sorted(set(self.wanted) - self.found.listed.keys())

    @property
    def twice(self) -> list[str]:
        """Pods that are listed more than once, on one machine or on several."""
        return sorted(pod for pod in self.found.listed if self.found.count_listed(pod) > 1)

    @property
    def stranded(self) -> list[str]:
        """Pods that have a key and are on no list, or the other way round."""
        return sorted(self.found.listed.keys() ^ self.found.keyed.keys())

    def __repr__(self) -> str:
        parts = [("lost", self.lost), ("twice", self.twice), ("on one of its two keys only", self.stranded)]
        words = " · ".join(f"{what}: {_abbreviate(pods)}" for what, pods in parts)
        killed = ", the leader killed meanwhile" if self.outage else ""
        return f"{len(self.wanted)} pods by {self.schedulers} schedulers{killed}\n{words}"

    def draw(self) -> Figure:
        """A picture of what the killed leader did. Raises CallMistake where none was killed."""
        if self.outage is None:
            raise CallMistake("no leader was killed in this run: place with kill_leader=True, and draw that report.")
        return draw_outage(self.outage)


class Fleet:
    """So many ``schedulers``, run by ``backend``. Close it, or use it in a ``with`` block."""

    def __init__(self, backend: EtcdBackend | SimulatedBackend, schedulers: int) -> None:
        self.backend, self.schedulers = backend, schedulers
        self._has_warned = False

    @property
    def real(self) -> bool:
        """Whether the schedulers are processes on a real etcd."""
        return isinstance(self.backend, EtcdBackend)

    def place(
        self,
        pods_each: int = 10,
        machines: int = 1,
        schedulers: int | None = None,
        back_off: BackOff | None = None,
        kill_leader: bool = False,
        show: bool = True,
    ) -> FleetReport:
        """Empty the store, and have the (first so many) schedulers place their pods, all at once.

        ``back_off``: how long they wait after a conflict; None: not at all. ``kill_leader``: when a
        third of the pods is placed. ``show``: a progress bar.
        """
        many = schedulers or self.schedulers
        jobs = [self._make_job(number, pods_each, machines, back_off) for number in range(many)]
        is_todo = bool(back_off) and not jobs[0].waits
        if is_todo and not self._has_warned:
            print(STILL_TODO)
            self._has_warned = True
        wanted = tuple(pod for job in jobs for pod in job.pods)
        self.backend.clear()
        bar = _display_bar(f"{many} schedulers place {len(wanted)} pods", len(wanted)) if show else None
        start, conflicts, unknown = self.backend.read_clock(), 0, 0
        moments: list[float] = []
        outage = None
        for done, placed in enumerate(self.backend.work(jobs), 1):
            conflicts, unknown = conflicts + placed.conflicts, unknown + placed.unknown
            moments.append(self.backend.read_clock() - start)
            if bar is not None:
                bar.done = done
            if kill_leader and done == len(wanted) // 3:
                old = self.backend.lose_leader()
                outage = Outage(moments, self.backend.read_clock() - start, old)
        seconds = self.backend.read_clock() - start
        if outage:
            outage = outage._replace(new=self.backend.find_leader())
        self.backend.recover()
        found = read_placements(self.backend.client)
        return FleetReport(wanted, found, many, conflicts, unknown, seconds, outage, is_todo)

    def start_kubelets(self, machines: int = 1) -> list[Kubelet]:
        """A listening kubelet for each of so many machines, on an empty store."""
        self.backend.clear()
        kubelets = [Kubelet(self.backend.client, name) for name in _name_machines(machines)]
        for kubelet in kubelets:
            kubelet.listen()
        return kubelets

    def measure(
        self, kinds: Mapping[str, BackOff | None], writers: Sequence[int] = (1, 2, 4, 8), pods_each: int = 10
    ) -> Iterator[tuple[int, str, int, float, int]]:
        """Points of a contention chart for one list: writers, kind, conflicts, seconds, writes.

        Each is measured REPEATS times on a real etcd; virtual time is the same every time.
        """
        for _ in range(REPEATS if self.real else 1):
            for many in writers:
                for kind, back_off in kinds.items():
                    report = self.place(pods_each, schedulers=many, back_off=back_off, show=False)
                    yield many, kind, report.counted, report.seconds, many * pods_each

    def _make_job(self, number: int, pods: int, machines: int, back_off: BackOff | None) -> Job:
        names = [f"pod-{number + 1}-{nth + 1}" for nth in range(pods)]
        return Job(names, _name_machines(machines), number, draw_waits(back_off, number))

    def close(self) -> None:
        """End every process, and the cluster."""
        self.backend.close()

    def __enter__(self) -> Fleet:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        where = "a real etcd" if self.real else "the embedded store, in virtual time"
        return f"{self.schedulers} schedulers on {where}"


def _abbreviate(pods: Sequence[str]) -> str:
    if not pods:
        return "none"
    return ", ".join(pods[:3]) + (f" and {len(pods) - 3} more" if len(pods) > 3 else "")


def _name_machines(many: int) -> list[str]:
    return [f"m{n + 1}" for n in range(many)]


def _display_bar(words: str, total: int) -> ProgressBar | None:
    """Show a bar in the running cell; outside of a notebook there is none."""
    shell = get_ipython()
    if shell is None:
        return None
    bar = ProgressBar(words, total)
    shell.display_pub.publish(bar._repr_mimebundle_())
    return bar


def virtual_fleet(schedulers: int = 8) -> Fleet:
    """A fleet on the embedded store, in virtual time: the same on every run."""
    return Fleet(SimulatedBackend(), schedulers)


def open_fleet(schedulers: int = 8, members: int = 3) -> Fleet:
    """A fleet on a cluster of its own; without an etcd it prints why, and works in virtual time."""
    from kubeish.etcd.cluster import EtcdNotInstalled, LocalEtcdError

    try:
        return Fleet(EtcdBackend(schedulers, members), schedulers)
    except (EtcdNotInstalled, LocalEtcdError) as error:
        print(f"{error} Until then the same schedulers work on the embedded store, in virtual time.")
        return virtual_fleet(schedulers)
