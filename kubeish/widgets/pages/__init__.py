"""Pages of one figure each: data from Python, script and style from static; no kernel needed."""

from __future__ import annotations

from .order_map_page import build_order_map, build_outcome_map
from .page import Page
from .scheduler_bench_page import build_scheduler_bench
from .stepper_page import build_replay, build_stepper, split_run

__all__ = [
    "Page",
    "build_order_map",
    "build_outcome_map",
    "build_replay",
    "build_scheduler_bench",
    "build_stepper",
    "split_run",
]
