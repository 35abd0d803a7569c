"""Widgets: the figures that move, tied to Python by anywidget, which is imported when the first of them is made."""

from __future__ import annotations

from kubeish.on_demand import on_demand

_HOMES = {
    "Stepper": "stepping",
    "stepper": "stepping",
    "OrderMap": "mapping",
    "order_map": "mapping",
    "SchedulerBench": "bench",
    "scheduler_bench": "bench",
    "ContentionChart": "contention",
    "contention_chart": "contention",
}

__all__ = list(_HOMES)
__getattr__ = on_demand(__name__, _HOMES)
