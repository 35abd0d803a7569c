"""Figures: a run, its orders, a spread, a contention. SVG or a page that moves by itself, each with a text twin."""

from __future__ import annotations

from .bench import scheduler_bench
from .contention import contention
from .figure import Figure
from .order_map import order_map, outcome_map
from .page import Page
from .stepper import replay, stepper
from .timeline import timeline

__all__ = [
    "Figure",
    "Page",
    "contention",
    "order_map",
    "outcome_map",
    "replay",
    "scheduler_bench",
    "stepper",
    "timeline",
]
