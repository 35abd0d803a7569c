"""Many schedulers at work on one store: as processes on a real etcd, or in virtual time where there is none."""

from __future__ import annotations

from kubeish.on_demand import on_demand

_HOMES = {
    "open_fleet": "fleet",
    "virtual_fleet": "fleet",
    "Fleet": "fleet",
    "Report": "report",
    "conflicts": "crowd",
    "VirtualTime": "virtual",
    "Candidate": "elected",
}

__all__ = list(_HOMES)
__getattr__ = on_demand(__name__, _HOMES)
