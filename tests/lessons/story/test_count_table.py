"""Counts of the table, compared with every order that was really run."""

from __future__ import annotations

import math

import pytest

from kubeish.lessons.story import SCENARIOS, VERSIONS, Scenario, Version, explore_scenario, table
from tests.tools.stepped_calls import connect_fresh, run_every_order

MAX_ORDERS = 300
SMALL = [
    (row, column)
    for row in SCENARIOS
    for column in VERSIONS
    if explore_scenario(row.slug, column.slug).interleavings <= MAX_ORDERS
]


@pytest.mark.parametrize(("row", "column"), SMALL, ids=lambda each: each.slug)
def test_every_order_that_is_run_counts_the_same(row: Scenario, column: Version) -> None:
    fresh = connect_fresh(row.make_setup(column.registry))
    runs = run_every_order(row.make_clients(column.registry), fresh, row.crashes, row.lost_replies)
    broken = [bool(row.find_complaints(run.client, run.ends)) for run in runs]
    counted = explore_scenario(row.slug, column.slug)
    assert (sum(broken), len(broken)) == (counted.broken, counted.interleavings)


def test_most_of_the_table_is_small_enough_to_be_run() -> None:
    assert len(SMALL) >= 60


@pytest.mark.parametrize(
    ("row", "version", "steps"),
    [("first-pods", "before-265", 3), ("two-more", "before-265", 3), ("one-port", "before-265", 7)],
)
def test_clients_that_never_go_round_have_as_many_orders_as_there_are_to_shuffle_their_steps(
    row: str, version: str, steps: int
) -> None:
    assert explore_scenario(row, version).interleavings == math.comb(2 * steps, steps)


def test_before_265_only_the_orders_in_which_one_ends_before_the_other_begins_are_safe() -> None:
    counted = explore_scenario("two-more", "before-265")
    assert counted.interleavings - counted.broken == math.factorial(2)


def test_the_last_column_has_no_broken_order() -> None:
    assert {broken for broken, _ in table(versions=("one-transaction",)).counts.values()} == {0}


def test_every_row_goes_wrong_on_some_version() -> None:
    whole = table()
    for row in SCENARIOS:
        assert any(whole.counts[row.slug, column.slug][0] for column in VERSIONS), row.slug
