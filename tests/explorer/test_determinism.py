"""Which ends of a client are compared with those of a second run."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from kubeish.etcd.client_protocol import Client
from kubeish.etcd.store import State, apply
from kubeish.etcd.store.messages import Put
from kubeish.explorer.errors import NotDeterministic
from kubeish.explorer.explored_client import ExploredClient
from kubeish.explorer.lone_store import run_ahead
from kubeish.explorer.replay import FunctionProgram


def run_on_stores(function: Callable[[Client], object], many: int, always_twice: bool) -> None:
    """Run it on so many stores, each of which has another value at its key."""
    program = FunctionProgram("A", function, lambda ask: ExploredClient(ask, "A"), always_twice)
    for number in range(many):
        state, _ = apply(State(), Put(b"key", str(number).encode()))
        run_ahead(program, (), (), lambda request, state=state: apply(state, request)[1])  # type: ignore[misc]


@pytest.mark.parametrize(("always_twice", "wanted"), [(True, 2 * 200), (False, 200 + 4 + 25)])
def test_of_many_ends_alike_the_first_and_each_eighth_are_reached_twice(always_twice: bool, wanted: int) -> None:
    runs = itertools.count()

    def read(client: Client) -> object:
        next(runs)
        return client.get("key")

    run_on_stores(read, 201, always_twice)  # the first one ends in a pause, at a place that is new
    assert next(runs) == 1 + wanted


def test_an_end_that_comes_out_otherwise_is_found() -> None:
    runs = itertools.count()

    def read(client: Client) -> object:
        client.get("key")
        return next(runs) if next(runs) > 100 else None

    with pytest.raises(NotDeterministic, match="two different things"):
        run_on_stores(read, 200, always_twice=False)
