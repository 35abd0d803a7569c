"""Static pictures of plain values, each with a text twin. Knows no other room."""

from __future__ import annotations

from .contention_figure import draw_contention
from .figure import Figure
from .timeline_figure import draw_timeline

__all__ = ["Figure", "draw_contention", "draw_timeline"]
