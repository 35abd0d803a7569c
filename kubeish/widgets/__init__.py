"""Figures that move in a notebook, tied to Python. Knows the explorer and the scheduler.

anywidget is imported when the first of them is made.
"""

from __future__ import annotations

from kubeish._lazy import make_getattr

_HOMES = {
    "Stepper": "stepper_widget",
    "stepper": "stepper_widget",
    "OrderMap": "order_map_widget",
    "order_map": "order_map_widget",
    "SchedulerBench": "scheduler_bench_widget",
    "scheduler_bench": "scheduler_bench_widget",
    "ContentionChart": "contention_chart_widget",
    "contention_chart": "contention_chart_widget",
    "save_run": "saved_run",
}

__all__ = list(_HOMES)
__getattr__ = make_getattr(__name__, _HOMES)
