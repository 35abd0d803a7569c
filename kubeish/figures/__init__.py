"""Static pictures of plain values, each with a text twin. Knows no other room."""

from __future__ import annotations

from .contention_figure import draw_contention
from .figure import Figure
from .outage_figure import Outage, draw_outage
from .timeline_figure import draw_timeline

__all__ = ["Figure", "Outage", "draw_contention", "draw_outage", "draw_timeline"]
