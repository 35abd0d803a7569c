"""Errors of a scheduler that cannot name a machine; their messages reach the pod's creator."""

from __future__ import annotations

from kubeish.errors import KubeishError


class NoFit(KubeishError):
    """There are machines, and the pod fits on none of them."""


class NoMachines(NoFit):
    """There are no machines. (At #286 two of the three schedulers divided by zero here.)"""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or "there are no machines to choose from: register one, then create the pod again.")
