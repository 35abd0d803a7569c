"""FirstFitScheduler of pkg/scheduler/firstfit.go at #286: a machine whose host ports are free.

In spite of its name it picks at random among all machines that fit, since #69 (11 June 2014);
#429 renamed it.
"""

from __future__ import annotations

from random import Random

from kubeish.api import Pod

from .decision import FREE, Candidate, Decision, describe_pick, describe_taken_port
from .errors import NoFit, NoMachines
from .interfaces import MinionLister, PodLister


class FirstFitScheduler:
    """Picks one of the machines on which no host port of the pod is taken.

    ``pod_lister`` lists the running pods, ``random`` picks. Not thread-safe, as upstream until
    #429. At #286 the unset port 0 counted as a conflict too (fixed by #958); here it does not.
    """

    def __init__(self, pod_lister: PodLister, random: Random) -> None:
        self.pod_lister, self.random = pod_lister, random

    def schedule(self, pod: Pod, minion_lister: MinionLister) -> str:
        """The machine of ``decide``."""
        return self.decide(pod, minion_lister).machine

    def decide(self, pod: Pod, minion_lister: MinionLister) -> Decision:
        """Choose a machine and explain the choice. Raises NoMachines, or NoFit with each reason."""
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        users = _find_port_users(self.pod_lister.list_pods())
        candidates = tuple(_evaluate(machine, pod, users.get(machine, {})) for machine in machines)
        fitting = [candidate.machine for candidate in candidates if candidate.fits]
        if not fitting:
            raise NoFit.make(pod.id, {candidate.machine: candidate.reason for candidate in candidates})
        machine = fitting[self.random.randrange(len(fitting))]
        return Decision(pod.id, machine, describe_pick(len(fitting)), candidates)


def _find_port_users(pods: list[Pod]) -> dict[str, dict[int, str]]:
    """For each machine, the id of the pod that has each host port."""
    users: dict[str, dict[int, str]] = {}
    for pod in pods:
        users.setdefault(pod.host, {}).update(dict.fromkeys(pod.host_ports, pod.id))
    return users


def _evaluate(machine: str, pod: Pod, users: dict[int, str]) -> Candidate:
    conflicts = sorted(pod.host_ports & users.keys())
    if not conflicts:
        return Candidate(machine, True, FREE)
    return Candidate(machine, False, describe_taken_port(conflicts[0], users[conflicts[0]]))
