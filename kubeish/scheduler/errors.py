"""Errors of a scheduler that cannot name a machine; their messages reach the pod's creator."""

from __future__ import annotations

from collections.abc import Mapping

from kubeish.errors import KubeishError
from kubeish.wording import join, say


class NoFit(KubeishError):
    """There are machines, and the pod fits on none of them."""

    @classmethod
    def make(cls, pod_id: str, reasons: Mapping[str, str]) -> NoFit:
        """The error with the reason of each machine."""
        each = (say("on {machine} {reason}", machine=machine, reason=reason) for machine, reason in reasons.items())
        words = say(
            "no machine fits {pod} ({reasons}): free the port, or let {pod} ask for another.",
            pod=pod_id,
            reasons=join("; ", each),
        )
        return cls(words)


class NoMachines(NoFit):
    """There are no machines. (At #286 two of the three schedulers divided by zero here.)"""

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message or say("there are no machines to choose from: register one, then create the pod again.")
        )
