"""Counts of the table: every order of each scenario explored on each version of the registry."""

from __future__ import annotations

import functools
from typing import TypeVar

from kubeish.errors import NoSuchName
from kubeish.explorer import Outcome, explore

from .render import Table
from .scenarios import SCENARIOS, Scenario
from .versions import VERSIONS, Version

Entry = TypeVar("Entry", Scenario, Version)


@functools.cache
def explore_scenario(scenario: str, version: str) -> Outcome:
    """Explore the scenario on the version, both by their slugs; once in a process."""
    row, column = _find_entry(scenario, SCENARIOS), _find_entry(version, VERSIONS)
    return explore(
        row.make_clients(column.registry),
        row.make_setup(column.registry),
        row.find_complaints,
        crashes=row.crashes,
        lost_replies=row.lost_replies,
        breaking="go wrong",
    )


def table(*scenarios: str, versions: tuple[str, ...] = ()) -> Table:
    """Count the table, or its rows and columns with these slugs. Raises NoSuchName."""
    rows = tuple(_find_entry(slug, SCENARIOS) for slug in scenarios) or SCENARIOS
    columns = tuple(_find_entry(slug, VERSIONS) for slug in versions) or VERSIONS
    found = {(row.slug, column.slug): explore_scenario(row.slug, column.slug) for row in rows for column in columns}
    counts = {pair: (each.broken, each.interleavings) for pair, each in found.items()}
    runs = {pair: each.counterexample for pair, each in found.items() if each.counterexample}
    return Table(rows, columns, counts, runs)


def _find_entry(slug: str, entries: tuple[Entry, ...]) -> Entry:
    for entry in entries:
        if entry.slug == slug:
            return entry
    raise NoSuchName(f"the story has no {slug!r}: it has {', '.join(entry.slug for entry in entries)}.")
