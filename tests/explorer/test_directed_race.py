"""Directed race: it moves only when directed to, on any registry, and refuses bad directions."""

from __future__ import annotations

import pytest

from kubeish.explorer.directed_race import BadDirection, Direction, Director, race_on
from kubeish.registry import EtcdRegistry, EtcdRegistry265


def _one_waits(registry: type[EtcdRegistry]) -> list[str]:
    race = race_on(registry)
    race.start("A", "db")
    race.start("B", "cache")
    race.step("A")
    race.finish("B")
    race.finish("A")
    return race.pods()


def test_the_old_registry_loses_the_pod_that_came_between() -> None:
    assert _one_waits(EtcdRegistry) == ["web", "db"]


def test_the_fixed_registry_keeps_both() -> None:
    assert sorted(_one_waits(EtcdRegistry265)) == ["cache", "db", "web"]


def test_no_scheduler_moves_before_it_is_directed_to() -> None:
    race = race_on(EtcdRegistry)
    race.start("A", "db")
    assert race.pods() == ["web"]
    race.step("A")
    race.step("A")
    assert race.pods() == ["web"]
    race.step("A")
    assert race.pods() == ["web", "db"]
    assert race.step("A") == "has finished"


def test_a_step_says_what_happened() -> None:
    race = race_on(EtcdRegistry)
    race.start("A", "db")
    assert race.step("A").startswith("reads [web]")


def test_a_scheduler_is_started_once_and_first() -> None:
    race = race_on(EtcdRegistry)
    with pytest.raises(BadDirection, match=r"A was never started: call race\.start\('A'"):
        race.step("A")
    race.start("A", "db")
    with pytest.raises(BadDirection, match="started twice: give the second one another name"):
        race.start("A", "cache")


@pytest.mark.parametrize("verb", ["one_pod", "next", "_init__", "make_work", "class__", "run", ""])
def test_an_unknown_verb_is_a_bad_direction_and_reaches_no_method(verb: str) -> None:
    """A direction may come out of a sandbox, with any verb in it."""
    director = Director(EtcdRegistry)
    with pytest.raises(BadDirection, match=f"a race has no direction '{verb}': use race.start, step, finish and pods"):
        director.answer(Direction(verb, "A", "db"))
    assert director.run.programs == {}


@pytest.mark.parametrize("request_", [None, 3, ("start", "A", "db")])
def test_what_is_no_direction_is_a_bad_one(request_: object) -> None:
    with pytest.raises(BadDirection, match="a race has no direction"):
        Director(EtcdRegistry).answer(request_)
