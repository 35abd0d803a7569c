"""The table of the story: how many orders of each scenario are broken on each registry version."""

from __future__ import annotations

from .count_table import explore_scenario, table
from .render import Table
from .scenarios import SCENARIOS, Scenario
from .versions import VERSIONS, Version

__all__ = ["SCENARIOS", "VERSIONS", "Scenario", "Table", "Version", "explore_scenario", "table"]
