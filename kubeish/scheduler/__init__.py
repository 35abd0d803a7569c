"""Choosing a machine: the schedulers as of #286 (65a6227), which know the API objects alone.

Names are imported at their first use, so the package also works where one of its files is hidden.
"""

from __future__ import annotations

from kubeish._lazy import make_getattr

_NAMES = {
    "interfaces": ["Scheduler", "MinionLister", "PodLister"],
    "listers": ["FakeMinionLister", "FakePodLister"],
    "round_robin": ["RoundRobinScheduler"],
    "first_fit": ["FirstFitScheduler"],
    "errors": ["NoFit", "NoMachines"],
    "decision": ["Decision", "why"],
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names}

__all__ = list(_HOMES)
__getattr__ = make_getattr(__name__, _HOMES)
