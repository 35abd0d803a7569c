"""Draws: distinct, of the kinds that a check needs, and the same again for the same seed."""

from __future__ import annotations

import json

import pytest

from kubeish.checks import NOT_YET, Draw, Verdict
from kubeish.classroom.check import BadSeed, check
from tests.checks_harness import verdict_on

SEEDS = range(300)


@pytest.mark.parametrize("kind", ["draw_ids", "draw_machines", "draw_keys"])
def test_names_are_distinct_and_one_begins_another(kind: str) -> None:
    for seed in SEEDS:
        names = getattr(Draw(seed), kind)(4)
        assert len(set(names)) == 4
        assert any(a != b and b.startswith(a) for a in names for b in names), names
        assert names == getattr(Draw(seed), kind)(4)


def test_objects_are_distinct_json() -> None:
    for seed in SEEDS:
        draw = Draw(seed)
        objects = draw.draw_objects(5)
        assert all(a != b for i, a in enumerate(objects) for b in objects[:i]), objects
        assert any(not item for item in objects)
        assert [json.loads(draw.write_json(item)) for item in objects] == objects


def test_a_verdict_says_its_seed_only_where_something_was_drawn() -> None:
    drawn = Verdict("x", NOT_YET, ran="a", seed=12)
    assert str(drawn).endswith("(seed 12: %env KUBEISH_SEED=12 in a cell asks the same again)")
    assert "seed" not in str(Verdict("x", NOT_YET, ran="a"))
    assert "seed" not in str(verdict_on("lose-a-pod", 'order = "AAABBB"'))


def test_a_seed_that_is_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEISH_SEED", "abc")
    with pytest.raises(BadSeed, match="whole number"):
        check("lose-a-pod", "ABABAB")
