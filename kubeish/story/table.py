"""Counts the table: each scenario on each version, all orders explored. How it looks is ``shown``'s."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TypeVar

from kubeish.errors import NoSuchName
from kubeish.explorer import Outcome, explore

from .scenarios import SCENARIOS, Scenario
from .shown import as_html, as_markdown, as_text
from .versions import VERSIONS, Version

Named = TypeVar("Named", Scenario, Version)


@functools.cache
def outcome(scenario: str, version: str) -> Outcome:
    """What came of exploring the scenario on that version, both by their slugs. Counted once in a process."""
    row, column = _named(scenario, SCENARIOS), _named(version, VERSIONS)
    return explore(
        row.clients(column.registry),
        row.setup(column.registry),
        row.judge,
        crashes=row.crashes,
        lost_replies=row.lost_replies,
        breaking="go wrong",
    )


@dataclass(frozen=True)
class Table:
    """``counts``: (broken orders, all orders) for each pair of slugs, of a scenario and a version."""

    rows: tuple[Scenario, ...]
    columns: tuple[Version, ...]
    counts: dict[tuple[str, str], tuple[int, int]]

    def mended(self, row: Scenario) -> Version | None:
        """The version from which on no order of the scenario goes wrong, up to the last; None if there is none."""
        found = None
        for column in reversed(self.columns):
            if self.counts[row.slug, column.slug][0]:
                break
            found = column
        return found

    def __str__(self) -> str:
        return as_text(self)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return as_html(self)

    def markdown(self) -> str:
        """The table as Markdown, with what counts as broken below it."""
        return as_markdown(self)


def table(*scenarios: str, versions: tuple[str, ...] = ()) -> Table:
    """Count the table, or the rows and columns of these slugs."""
    rows = tuple(_named(slug, SCENARIOS) for slug in scenarios) or SCENARIOS
    columns = tuple(_named(slug, VERSIONS) for slug in versions) or VERSIONS
    found = {(row.slug, column.slug): outcome(row.slug, column.slug) for row in rows for column in columns}
    return Table(rows, columns, {pair: (each.broken, each.interleavings) for pair, each in found.items()})


def _named(slug: str, among: tuple[Named, ...]) -> Named:
    for each in among:
        if each.slug == slug:
            return each
    raise NoSuchName(f"the story has no {slug!r}: it has {', '.join(each.slug for each in among)}.")
