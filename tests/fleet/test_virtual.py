"""Writers in virtual time, against the closed form: who all try again at once meet n(n-1)/2 conflicts."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from kubeish.api import Pod
from kubeish.client import Client
from kubeish.explorer.world import Holder
from kubeish.fleet.patient import PatientRegistry
from kubeish.fleet.virtual import ROUND_TRIP, Desk, VirtualTime, run
from kubeish.registry import make_container_key
from kubeish.store import State

MACHINE = "m1"


def writer(number: int, waits: list[float] | None = None) -> Any:
    def write(desk: Desk) -> None:
        def after_conflict(conflicts: int) -> None:
            if waits:
                desk.wait(waits[conflicts - 1])

        PatientRegistry(desk.client, [MACHINE], after_conflict).run_pod(Pod(f"pod-{number}"), MACHINE)

    return write


def together(many: int, waits: list[list[float]] | None = None) -> VirtualTime:
    writers = {f"w{n}": writer(n, waits[n] if waits else None) for n in range(many)}
    return run(writers, State.empty())


def listed(ended: VirtualTime) -> list[str]:
    value, _ = Client(Holder(ended.state).ask).get(make_container_key(MACHINE))
    return sorted(item["id"] for item in json.loads(value))


@pytest.mark.parametrize("many", [1, 2, 3, 7, 12])
def test_trying_again_at_once_meets_a_conflict_for_each_who_is_left(many: int) -> None:
    ended = together(many)
    assert ended.conflicts == many * (many - 1) // 2
    assert ended.now == pytest.approx(2 * many * ROUND_TRIP)  # each round one of them reads and writes in time
    assert listed(ended) == sorted(f"pod-{n}" for n in range(many))


@pytest.mark.parametrize("seed", range(5))
def test_no_waits_whatsoever_make_more_conflicts_or_lose_a_pod(seed: int) -> None:
    generator = random.Random(seed)
    waits = [[generator.uniform(0, 0.02) for _ in range(40)] for _ in range(8)]
    ended = together(8, waits)
    assert ended.conflicts <= 8 * 7 // 2
    assert listed(ended) == sorted(f"pod-{n}" for n in range(8))


def test_who_waits_long_enough_comes_alone() -> None:
    """Each waits for its own second: after the first conflict nobody meets anybody."""
    ended = together(5, [[float(n)] * 9 for n in range(5)])
    assert ended.conflicts == 4
    assert 4.0 < ended.now < 4.1


def test_the_same_run_twice_is_the_same() -> None:
    one, other = together(6), together(6)
    assert (one.state, one.now, one.conflicts) == (other.state, other.now, other.conflicts)


def test_what_a_writer_raises_comes_out() -> None:
    def wrong(desk: Desk) -> None:
        desk.client.get("/a")
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        run({"w": wrong}, State.empty())


def test_a_conflict_is_told_by_its_number_in_a_row() -> None:
    told: list[int] = []
    holder = Holder(State.empty())
    client = Client(holder.ask)
    registry = PatientRegistry(client, [MACHINE], told.append)

    class Beaten(Client):
        """Somebody else writes before each of the first two transactions."""

        left = 2

        def transaction(self, *args: Any, **options: Any) -> Any:
            if self.left:
                self.left -= 1
                client.put(make_container_key(MACHINE), json.dumps([{"id": f"other-{self.left}"}]))
            return super().transaction(*args, **options)

    registry.client = registry.helper.client = Beaten(holder.ask)
    registry.run_pod(Pod("a"), MACHINE)
    registry.run_pod(Pod("b"), MACHINE)
    assert (told, registry.conflicts) == ([1, 2], 2)
