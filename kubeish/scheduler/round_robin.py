"""RoundRobinScheduler: the machines in turn, as in pkg/scheduler/roundrobin.go at #286. Nothing else may stand here:

lesson 05 has the learner write it, and whoever marks that answer leaves this one file out.
"""

from __future__ import annotations

from kubeish.api import Pod

from .decision import Candidate, Decision
from .errors import NoMachines
from .scheduler import MinionLister


class RoundRobinScheduler:
    """Remembers one number, the place on the list where it was last, whatever the list is by now.

    Not safe to share between threads; #429, which made the two that draw lots safe, left this one as it was.
    """

    def __init__(self) -> None:
        self.current_index = -1

    def schedule(self, pod: Pod, minion_lister: MinionLister) -> str:
        """See Scheduler."""
        return self.decide(pod, minion_lister).machine

    def decide(self, pod: Pod, minion_lister: MinionLister) -> Decision:
        """Choose, and say why."""
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        self.current_index = (self.current_index + 1) % len(machines)
        rule = f"the next in turn: place {self.current_index + 1} of {len(machines)}"
        return Decision(pod.id, machines[self.current_index], rule, tuple(map(Candidate, machines)))
