"""Schedulers as they stood at #286 (65a6227), the day on which they got a package of their own.

Names are imported when they are first used, so that this room also stands where one of its files is left out.
"""

from __future__ import annotations

from kubeish.on_demand import on_demand

_HOMES = {
    "Scheduler": "scheduler",
    "MinionLister": "scheduler",
    "PodLister": "scheduler",
    "FakeMinionLister": "listers",
    "FakePodLister": "listers",
    "RoundRobinScheduler": "round_robin",
    "FirstFitScheduler": "first_fit",
    "NoFit": "errors",
    "NoMachines": "errors",
    "Decision": "decision",
    "why": "decision",
}

__all__ = list(_HOMES)
__getattr__ = on_demand(__name__, _HOMES)
