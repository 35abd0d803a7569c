"""Why this machine: what a scheduler found out about each of them, and by which rule it chose. A value, with its text.

kube-scheduler keeps such a record in its log, where few ever look; kube-scheduler-simulator exists to show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kubeish.api import Pod

from .scheduler import MinionLister, Scheduler


@dataclass(frozen=True)
class Candidate:
    """A machine as the scheduler saw it: whether the pod could go there, ``because`` of what."""

    machine: str
    fits: bool = True
    because: str = ""


@dataclass(frozen=True)
class Decision:
    """``pod`` goes to ``machine``: by ``rule``, from among ``candidates``, in the order in which they were listed."""

    pod: str
    machine: str
    rule: str
    candidates: tuple[Candidate, ...] = ()

    def __str__(self) -> str:
        width = max((len(candidate.machine) for candidate in self.candidates), default=0)
        lines = [f"  {c.machine.ljust(width)}  {self._mark(c)}".rstrip() for c in self.candidates]
        return "\n".join([f"{self.pod} → {self.machine}   {self.rule}", *lines])

    def __repr__(self) -> str:
        return str(self)

    def _mark(self, candidate: Candidate) -> str:
        if candidate.machine == self.machine:
            return "← chosen"
        return candidate.because if candidate.fits else f"no: {candidate.because}"


class _Overheard:
    """A minion lister that remembers what it said last."""

    def __init__(self, minion_lister: MinionLister) -> None:
        self.minion_lister = minion_lister
        self.said: tuple[str, ...] = ()

    def list(self) -> Any:
        """See MinionLister."""
        machines = self.minion_lister.list()
        self.said = tuple(machines)
        return machines


def why(scheduler: Scheduler, pod: Pod, minion_lister: MinionLister) -> Decision:
    """Schedule ``pod``, and say why it went where it went.

    A scheduler that has a ``decide`` tells by itself. Of any other it is told what can be seen from outside: the list
    that it was given and the name that it gave back. Raises what ``schedule`` raises.
    """
    decide = getattr(scheduler, "decide", None)
    if decide is not None:
        decision: Decision = decide(pod, minion_lister)
        return decision
    overheard = _Overheard(minion_lister)
    machine = scheduler.schedule(pod, overheard)
    candidates = tuple(Candidate(name) for name in overheard.said)
    return Decision(pod.id, str(machine), f"{type(scheduler).__name__} does not say why", candidates)
