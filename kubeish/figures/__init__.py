"""Figures: a run, its orders, a spread and a contention as SVG or as a page that steps by itself, each with a text twin. Pure."""

from __future__ import annotations

from .figure import Figure
from .page import Page
from .stepper import replay, stepper
from .timeline import timeline

__all__ = ["Figure", "Page", "replay", "stepper", "timeline"]
