"""Counts of the table, compared with every order that was really run on a real etcd."""

from __future__ import annotations

from typing import Any

import pytest

import kubeish
from kubeish.etcd.cluster import LocalEtcd
from kubeish.lessons.story import SCENARIOS, VERSIONS, explore_scenario
from tests.tools.stepped_calls import run_every_order

pytestmark = pytest.mark.etcd


@pytest.mark.parametrize(
    ("scenario", "version"),
    [
        ("first-pods", "265"),
        ("two-more", "265"),
        ("two-more", "269"),
        ("first-pods", "694"),
        ("same-id", "557"),
        ("crash", "one-transaction"),
        ("lost-reply", "one-transaction"),
    ],
)
def test_every_order_comes_out_on_etcd_as_it_was_counted(etcd: LocalEtcd, scenario: str, version: str) -> None:
    row = next(row for row in SCENARIOS if row.slug == scenario)
    column = next(column for column in VERSIONS if column.slug == version)
    client = kubeish.connect(etcd.url)

    def fresh() -> Any:
        client.delete_prefix("/registry/")
        row.make_setup(column.registry)(client)
        return client

    runs = run_every_order(row.make_clients(column.registry), fresh, row.crashes, row.lost_replies)
    broken = [bool(row.find_complaints(run.client, run.ends)) for run in runs]
    counted = explore_scenario(scenario, version)
    assert (sum(broken), len(broken)) == (counted.broken, counted.interleavings)
