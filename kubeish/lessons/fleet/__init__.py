"""Many schedulers on one store: processes on a real etcd, or a simulation where there is none."""

from __future__ import annotations

from kubeish._lazy import make_getattr

_NAMES = {
    "fleet": ["open_fleet", "virtual_fleet", "Fleet"],
    "fleet_report": ["FleetReport"],
    "measure_contention": ["count_conflicts"],
    "simulation": ["Simulation"],
    "place_pods": ["Job", "create_until_it_runs", "place_pod"],
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names}

__all__ = list(_HOMES)
__getattr__ = make_getattr(__name__, _HOMES)
