"""Many schedulers at work on one store: as processes on a real etcd, or in virtual time where there is none."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "open_fleet": "fleet",
    "virtual_fleet": "fleet",
    "Fleet": "fleet",
    "Report": "report",
    "conflicts": "crowd",
    "VirtualTime": "virtual",
    "Candidate": "elected",
}

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"kubeish.fleet has no {name!r}: it has {', '.join(_HOME)}.")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
