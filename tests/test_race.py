"""The directed race: it moves only when told, on whichever registry it is given, and says what it cannot do."""

from __future__ import annotations

import pytest

from kubeish.race import BadDirection, race_on
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


def test_nobody_moves_before_being_told() -> None:
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


def test_directions_that_make_no_sense_are_told_so() -> None:
    race = race_on(EtcdRegistry)
    with pytest.raises(BadDirection, match=r"A was never started: call race\.start\('A'"):
        race.step("A")
    race.start("A", "db")
    with pytest.raises(BadDirection, match="started twice: give the second one another name"):
        race.start("A", "cache")
