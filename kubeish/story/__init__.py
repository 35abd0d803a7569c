"""The story as a table: each commit, each scenario, and how many of all orders go wrong. Counted, never typed.

``table()`` counts; ``print(table())`` shows it. ``python -m kubeish.story`` does the same at the command line, and
``python -m kubeish.story README.md`` writes it into the README, between two marks; ``--check`` only compares.
"""

from __future__ import annotations

from .scenarios import SCENARIOS, Scenario
from .table import Table, outcome, table
from .versions import VERSIONS, Version

__all__ = ["SCENARIOS", "VERSIONS", "Scenario", "Table", "Version", "outcome", "table"]
