"""``EmbeddedClient`` on the embedded store, compared with ``etcd3`` on a real etcd."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kubeish.etcd.client import EmbeddedClient
from tests.etcd.conformance.calls import Call, Part, etcd3_calls, kubeish_calls
from tests.etcd.conformance.pairs import make_pair

pytestmark = pytest.mark.etcd


often = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)


def check_same(client: Any, other: Any, made: list[Call]) -> None:
    """Make the same calls on both clients, ``other`` on the real etcd that ``client`` empties."""
    pair = make_pair(client)
    ours = EmbeddedClient(pair.embedded.ask)
    for one in made:
        assert one.on(ours, pair.base) == one.on(other, pair.base)


@often
@given(made=st.lists(etcd3_calls, min_size=10, max_size=40))
def test_random_calls_of_plain_etcd3(client: Any, made: list[Call]) -> None:
    check_same(client, client, made)


@often
@given(made=st.lists(kubeish_calls, min_size=10, max_size=40))
def test_random_calls_of_the_real_client(client: Any, real_client: Any, made: list[Call]) -> None:
    check_same(client, real_client, made)


def test_calls_that_etcd3_refuses_itself(client: Any) -> None:
    pair = make_pair(client)
    ours = EmbeddedClient(pair.embedded.ask)
    for wrong in [
        Call("get_prefix", ("a",), {"sort_order": "up"}),
        Call("get_prefix", ("a",), {"sort_target": "colour"}),
        Call("get_prefix", ("a",), {"range_end": "b"}),
        Call("get_prefix", ("a",), {"colour": 1}),
        Call("get_prefix", ("",)),
        Call("get_prefix", (b"\xff",)),
        Call("transaction", ([Part("mod", ("a",))], [], [])),
        Call("transaction", ()),
        Call("lease", ("ten",)),
        Call("lease", (10**10,)),
        Call("compact", (10**6,)),
    ]:
        assert wrong.on(ours) == wrong.on(client), wrong
