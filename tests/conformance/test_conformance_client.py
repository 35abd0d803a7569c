"""``Client`` on the embedded store against PyPI's ``etcd3`` on a real etcd, call by call."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kubeish.client import Client
from tests.conformance.calls import Call, Word, etcd3_calls, kubeish_calls
from tests.conformance.pairs import fresh

pytestmark = pytest.mark.etcd


often = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)


def same(client: Any, other: Any, made: list[Call]) -> None:
    """Both clients are asked the same, ``other`` on the real etcd that ``client`` empties."""
    pair = fresh(client)
    ours = Client(pair.embedded.ask)
    for one in made:
        assert one.on(ours, pair.base) == one.on(other, pair.base)


@often
@given(made=st.lists(etcd3_calls, min_size=10, max_size=40))
def test_random_calls_of_plain_etcd3(client: Any, made: list[Call]) -> None:
    same(client, client, made)


@often
@given(made=st.lists(kubeish_calls, min_size=10, max_size=40))
def test_random_calls_of_the_real_client(client: Any, real_client: Any, made: list[Call]) -> None:
    same(client, real_client, made)


def test_calls_that_etcd3_itself_refuses(client: Any) -> None:
    pair = fresh(client)
    ours = Client(pair.embedded.ask)
    for wrong in [
        Call("get_prefix", ("a",), {"sort_order": "up"}),
        Call("get_prefix", ("a",), {"sort_target": "colour"}),
        Call("get_prefix", ("a",), {"range_end": "b"}),
        Call("get_prefix", ("a",), {"colour": 1}),
        Call("get_prefix", ("",)),
        Call("get_prefix", (b"\xff",)),
        Call("transaction", ([Word("mod", ("a",))], [], [])),
        Call("transaction", ()),
        Call("lease", ("ten",)),
        Call("lease", (10**10,)),
        Call("compact", (10**6,)),
    ]:
        assert wrong.on(ours) == wrong.on(client), wrong
