"""Widgets: the figures that move, tied to Python by anywidget, which is imported when the first of them is made."""

from __future__ import annotations

import importlib
from typing import Any

_PUBLIC = {
    "Stepper": "stepping",
    "stepper": "stepping",
    "OrderMap": "mapping",
    "order_map": "mapping",
    "SchedulerBench": "bench",
    "scheduler_bench": "bench",
    "ContentionChart": "contention",
    "contention_chart": "contention",
}

__all__ = list(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"kubeish.widgets has no {name!r}: it has {', '.join(_PUBLIC)}.")
    return getattr(importlib.import_module(f"{__name__}.{_PUBLIC[name]}"), name)
