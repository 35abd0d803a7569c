"""Simulation: n writers that retry at once meet n(n-1)/2 conflicts."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from kubeish.api import Pod
from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import State
from kubeish.explorer.scratch_store import ScratchStore
from kubeish.lessons.fleet.place_pods import RetryingRegistry
from kubeish.lessons.fleet.simulation import ROUND_TRIP, Simulation, WriterContext
from kubeish.registry import make_container_key

MACHINE = "m1"


def make_writer(number: int, waits: list[float] | None = None) -> Any:
    def write(context: WriterContext) -> None:
        def after_conflict(conflicts: int) -> None:
            if waits:
                context.wait(waits[conflicts - 1])

        RetryingRegistry(context.client, [MACHINE], after_conflict).run_pod(Pod(f"pod-{number}"), MACHINE)

    return write


def run(chains: dict[str, list[Any]]) -> Simulation:
    simulation = Simulation(State.empty())
    list(simulation.run(chains))
    return simulation


def run_writers(many: int, waits: list[list[float]] | None = None) -> Simulation:
    return run({f"w{n}": [make_writer(n, waits[n] if waits else None)] for n in range(many)})


def list_pod_ids(ended: Simulation) -> list[str]:
    value, _ = EmbeddedClient(ScratchStore(ended.state).ask).get(make_container_key(MACHINE))
    return sorted(item["id"] for item in json.loads(value))


@pytest.mark.parametrize("many", [1, 2, 3, 7, 12])
def test_trying_again_at_once_meets_a_conflict_for_each_writer_left(many: int) -> None:
    ended = run_writers(many)
    assert ended.conflicts == many * (many - 1) // 2
    assert ended.now == pytest.approx(2 * many * ROUND_TRIP)  # each round one of them reads and writes in time
    assert list_pod_ids(ended) == sorted(f"pod-{n}" for n in range(many))


@pytest.mark.parametrize("seed", range(5))
def test_no_waits_whatsoever_make_more_conflicts_or_lose_a_pod(seed: int) -> None:
    generator = random.Random(seed)
    waits = [[generator.uniform(0, 0.02) for _ in range(40)] for _ in range(8)]
    ended = run_writers(8, waits)
    assert ended.conflicts <= 8 * 7 // 2
    assert list_pod_ids(ended) == sorted(f"pod-{n}" for n in range(8))


def test_writers_that_wait_long_enough_meet_no_further_conflict() -> None:
    """Each waits for a second of its own: after the first conflict no two writers meet."""
    ended = run_writers(5, [[float(n)] * 9 for n in range(5)])
    assert ended.conflicts == 4
    assert 4.0 < ended.now < 4.1


def test_the_same_run_twice_is_the_same() -> None:
    one, other = run_writers(6), run_writers(6)
    assert (one.state, one.now, one.conflicts) == (other.state, other.now, other.conflicts)


def test_an_exception_of_a_writer_propagates() -> None:
    def fail(context: WriterContext) -> None:
        context.client.get("/a")
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        run({"w": [fail]})


def test_a_conflict_is_told_by_its_number_in_a_row() -> None:
    numbers: list[int] = []
    holder = ScratchStore(State.empty())
    client = EmbeddedClient(holder.ask)
    registry = RetryingRegistry(client, [MACHINE], numbers.append)

    class RivalClient(EmbeddedClient):
        """A rival writes before each of the first two transactions."""

        left = 2

        def transaction(self, *args: Any, **options: Any) -> Any:
            if self.left:
                self.left -= 1
                client.put(make_container_key(MACHINE), json.dumps([{"id": f"other-{self.left}"}]))
            return super().transaction(*args, **options)

    registry.client = registry.helper.client = RivalClient(holder.ask)
    registry.run_pod(Pod("a"), MACHINE)
    registry.run_pod(Pod("b"), MACHINE)
    assert (numbers, registry.conflicts) == ([1, 2], 2)
