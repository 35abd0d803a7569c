"""When no machine can be named. Both are told to whoever wants the pod created, so both are whole sentences."""

from __future__ import annotations

from kubeish.errors import KubeishError


class NoFit(KubeishError):
    """There are machines, and the pod fits on none of them."""


class NoMachines(NoFit):
    """There are no machines at all. (At #286 two of the three schedulers divided by zero here.)"""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or "there are no machines to choose from: register one, then create the pod again.")
