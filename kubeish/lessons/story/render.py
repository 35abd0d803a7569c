"""The counted table as text, HTML and Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field

from kubeish.explorer import Timeline
from kubeish.figures.text_width import measure_width, pad
from kubeish.wording import join, say, show

from .scenarios import SCENARIOS, Scenario
from .story_page import COUNTED_ONCE, build_story_page
from .versions import Version


@dataclass(frozen=True)
class Table:
    """``counts``: (broken orders, all orders) by the slugs of a scenario and a version.

    ``runs``: the shortest broken order of each pair that has one.
    """

    rows: tuple[Scenario, ...]
    columns: tuple[Version, ...]
    counts: dict[tuple[str, str], tuple[int, int]]
    runs: dict[tuple[str, str], Timeline] = field(default_factory=dict)

    def find_fix(self, row: Scenario) -> Version | None:
        """The first version from which on no order of the scenario is broken; None without one."""
        fix = None
        for column in reversed(self.columns):
            if self.counts[row.slug, column.slug][0]:
                break
            fix = column
        return fix

    def __repr__(self) -> str:
        lines = [["", *(show(column.title) for column in self.columns)], *self.make_lines()]
        widths = [max(map(measure_width, column)) for column in zip(*lines)]
        rows = ["  ".join(map(pad, line, widths)).rstrip() for line in lines]
        return "\n".join([*rows, "", *(show(say("Wrong: {rule}.", rule=rule)) for rule in self._list_rules())])

    def to_markdown(self) -> str:
        """The table in Markdown, followed by what counts as broken."""
        heads = [f"{show(column.title)}<br>{show(column.when)}" for column in self.columns]
        # Bold, so that broken cells stand out without colour.
        lines = [
            [
                title,
                *(f"**{cell}**" if self.counts[row.slug, c.slug][0] else cell for c, cell in zip(self.columns, cells)),
            ]
            for row, (title, *cells) in zip(self.rows, self.make_lines())
        ]
        rows = [f"| {' | '.join(line)} |" for line in [["", *heads], ["---"] * (len(heads) + 1), *lines]]
        rules = [f"- {rule}" for rule in self.list_rules()]
        return "\n".join([*rows, "", show(COUNTED_ONCE), "", *rules])

    def _repr_html_(self) -> str:
        return build_story_page(self).html

    def make_lines(self) -> list[list[str]]:
        """A line for each scenario: its number and title, then a cell for each version."""
        cells = ((row, [render_cell(self.counts[row.slug, c.slug]) for c in self.columns]) for row in self.rows)
        return [[f"{SCENARIOS.index(row) + 1}. {show(row.title)}", *line] for row, line in cells]

    def list_rules(self) -> list[str]:
        """Each sentence on what counts as broken, once, with the numbers of its rows."""
        return list(map(show, self._list_rules()))

    def _list_rules(self) -> list[str]:
        rows: dict[str, list[str]] = {}
        for row in self.rows:
            rows.setdefault(row.criterion.broken, []).append(str(SCENARIOS.index(row) + 1))
        return [
            say(
                "{broken} (row {rows})" if len(numbers) == 1 else "{broken} (rows {rows})",
                broken=broken,
                rows=join(", ", numbers),
            )
            for broken, numbers in rows.items()
        ]


def render_cell(counts: tuple[int, int]) -> str:
    """``18 of 20``, ``none of 20``."""
    broken, orders = counts
    return show(
        say("{broken:,} of {orders:,}", broken=broken, orders=orders)
        if broken
        else say("none of {orders:,}", orders=orders)
    )
