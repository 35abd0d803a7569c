"""FirstFitScheduler: a machine on which the pod's host ports are free, as in pkg/scheduler/firstfit.go at #286.

In spite of its name it takes no first one: since #69 (11 June 2014) it draws lots among all that fit. #429 renamed it.
"""

from __future__ import annotations

from random import Random

from kubeish.api import Pod

from .decision import Candidate, Decision
from .errors import NoFit, NoMachines
from .scheduler import MinionLister, PodLister


class FirstFitScheduler:
    """Asks ``pod_lister`` what runs where, and ``random`` for one of the machines on which no host port is taken twice.

    Not safe to share between threads, as it was until #429. At #286 a port that nobody had asked for, 0, was also taken
    for one that clashes (mended by #958); here it asks for nothing.
    """

    def __init__(self, pod_lister: PodLister, random: Random) -> None:
        self.pod_lister, self.random = pod_lister, random

    def schedule(self, pod: Pod, minion_lister: MinionLister) -> str:
        """See Scheduler. NoFit if each machine has one of the pod's ports taken."""
        return self.decide(pod, minion_lister).machine

    def decide(self, pod: Pod, minion_lister: MinionLister) -> Decision:
        """Choose, and say why."""
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        takers = _takers(self.pod_lister.list_pods())
        candidates = tuple(_candidate(machine, pod, takers.get(machine, {})) for machine in machines)
        fitting = [candidate.machine for candidate in candidates if candidate.fits]
        if not fitting:
            reasons = "; ".join(f"on {c.machine} {c.because}" for c in candidates)
            raise NoFit(f"no machine fits {pod.id} ({reasons}): free the port, or let {pod.id} ask for another.")
        machine = fitting[self.random.randrange(len(fitting))]
        return Decision(pod.id, machine, f"drawn by lot among {len(fitting)} that fit", candidates)


def _takers(pods: list[Pod]) -> dict[str, dict[int, str]]:
    """For each machine, which pod has which host port."""
    takers: dict[str, dict[int, str]] = {}
    for pod in pods:
        takers.setdefault(pod.host, {}).update(dict.fromkeys(pod.host_ports(), pod.id))
    return takers


def _candidate(machine: str, pod: Pod, takers: dict[int, str]) -> Candidate:
    clashes = sorted(pod.host_ports() & takers.keys())
    if not clashes:
        return Candidate(machine, True, "free")
    return Candidate(machine, False, f"port {clashes[0]} is taken by {takers[clashes[0]]}")
