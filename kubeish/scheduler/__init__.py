"""Schedulers as they stood at #286 (65a6227), the day on which they got a package of their own.

Names are imported when they are first used, so that this room also stands where one of its files is left out.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
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

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"kubeish.scheduler has no {name!r}: it has {', '.join(_HOME)}.")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
