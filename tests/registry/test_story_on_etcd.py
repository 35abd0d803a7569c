"""The same orders on a real etcd, in threads: what the table counts is not a model's own idea."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import kubeish
from kubeish.real import EtcdNotInstalled, LocalEtcd, find_etcd
from kubeish.story import SCENARIOS, VERSIONS, outcome

from .brute import all_runs

pytestmark = pytest.mark.etcd


@pytest.fixture(scope="module")
def etcd() -> Iterator[LocalEtcd]:
    try:
        find_etcd()
    except EtcdNotInstalled as error:
        pytest.skip(str(error))
    with LocalEtcd() as running:
        yield running


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

    def fresh() -> tuple[Any, Callable[[], int]]:
        client.delete_prefix("/registry/")
        return client, lambda: int(client.get_response("/registry/").header.revision)

    ends = [bool(run.complaints()) for run in all_runs(row, column.registry, fresh)]
    counted = outcome(scenario, version)
    assert (sum(ends), len(ends)) == (counted.broken, counted.interleavings)
