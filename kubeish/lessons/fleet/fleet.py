"""Fleet: many schedulers that place pods on one store at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from IPython import get_ipython

from kubeish.figures import Outage
from kubeish.registry.kubelet import Kubelet
from kubeish.registry.placement import read_placements
from kubeish.widgets.progress_bar import ProgressBar
from kubeish.wording import say, show

from .backends import EtcdBackend, SimulatedBackend
from .fleet_report import FleetReport
from .measure_contention import BackOff, draw_waits
from .place_pods import Job, PlacedPod

STILL_TODO = say(
    "back_off is still TODO, so these schedulers retry at once, and nothing can be compared yet. "
    "Write back_off, then run this cell again."
)
REPEATS = 3  # on a busy machine one measurement is mostly noise


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
        if is_todo:
            self._warn_once()
        wanted = tuple(pod for job in jobs for pod in job.pods)
        self.backend.clear()
        bar = _display_bar(many, len(wanted)) if show else None
        start, conflicts, unknown = self.backend.read_clock(), 0, 0
        moments: list[float] = []
        outage = None
        for done, placed in enumerate(show_on(bar, self.backend.work(jobs)), 1):
            conflicts, unknown = conflicts + placed.conflicts, unknown + placed.unknown
            moments.append(self.backend.read_clock() - start)
            if kill_leader and done == len(wanted) // 3:
                old = self.backend.lose_leader()
                outage = Outage(moments, self.backend.read_clock() - start, old)
        seconds = self.backend.read_clock() - start
        if outage:
            outage = outage._replace(new=self.backend.find_leader())
        self.backend.recover()
        found = read_placements(self.backend.client)
        return FleetReport(wanted, found, many, conflicts, unknown, seconds, outage, is_todo)

    def _warn_once(self) -> None:
        if not self._has_warned:
            print(show(STILL_TODO))
            self._has_warned = True

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
        words = say(
            "{schedulers} schedulers on a real etcd"
            if self.real
            else "{schedulers} schedulers on the embedded store, in virtual time",
            schedulers=self.schedulers,
        )
        return show(words)


def _name_machines(many: int) -> list[str]:
    return [f"m{n + 1}" for n in range(many)]


def show_on(bar: ProgressBar | None, work: Iterable[PlacedPod]) -> Iterator[PlacedPod]:
    """Each pod of ``work``, which fills the bar. At the end, or at an error, the bar goes away."""
    try:
        for done, placed in enumerate(work, 1):
            if bar is not None:
                bar.done = done
            yield placed
    finally:
        if bar is not None:
            bar.is_over = True


def _display_bar(schedulers: int, pods: int) -> ProgressBar | None:
    """Show a bar in the running cell; outside of a notebook there is none."""
    shell = get_ipython()
    if shell is None:
        return None
    bar = ProgressBar(show(say("{schedulers} schedulers place {pods} pods", schedulers=schedulers, pods=pods)), pods)
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
        words = say(
            "{error} Until then the same schedulers work on the embedded store, in virtual time.", error=str(error)
        )
        print(show(words))
        return virtual_fleet(schedulers)
