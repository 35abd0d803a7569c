"""State graph: the same counts as the explorer, and the same steps as a run on every path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from kubeish.explorer import (
    BadInvariant,
    NotAClient,
    Run,
    TooLarge,
    as_program,
    build_state_graph,
    explore,
    run_order,
    run_setup,
)
from kubeish.explorer.plain_data import describe_end, export_store
from tests.explorer.schedulers import all_listed, bare_swap, named, one_pod, run_pod, set_obj, swap

CASES: dict[str, dict[str, Any]] = {
    "set_obj": {"clients": named(set_obj, 2)},
    "set_obj with a crash": {"clients": named(set_obj, 2), "crashes": 1},
    "set_obj with all faults": {"clients": named(set_obj, 2), "crashes": 2, "lost_replies": 1},
    "swap": {"clients": named(swap, 2)},
    "swap with a lost reply": {"clients": named(bare_swap, 2), "lost_replies": 1},
    "first swap": {"clients": named(swap, 2), "setup": None},
    "run_pod": {"clients": named(run_pod, 2)},
    "three": {"clients": named(set_obj, 3)},
}


@pytest.fixture(params=CASES, name="case")
def the_case(request: pytest.FixtureRequest) -> dict[str, Any]:
    case = CASES[request.param]
    return {"setup": one_pod, "invariant": all_listed(len(case["clients"])), "breaking": "lose a pod", **case}


def test_its_counts_are_those_of_the_explorer(case):
    drawn, outcome = build_state_graph(**case), explore(**case)
    start = drawn["positions"][drawn["start"]]
    assert (start["orders"], start["broken"]) == (outcome.interleavings, outcome.broken)
    assert drawn["breaking"] == "lose a pod"


def test_it_is_plain_data(case):
    drawn = build_state_graph(**case)
    assert json.loads(json.dumps(drawn)) == drawn


def paths(drawn: dict[str, Any], position: int) -> Iterator[list[dict[str, Any]]]:
    """Every path from ``position`` to an end."""
    moves = drawn["positions"][position]["moves"]
    if not moves:
        yield []
    for move in moves:
        for rest in paths(drawn, move["to"]):
            yield [move, *rest]


def test_each_path_is_a_run(case):
    drawn = build_state_graph(**case)
    for path in paths(drawn, 0):
        follow(drawn, case, path)


def follow(drawn: dict[str, Any], case: dict[str, Any], path: list[dict[str, Any]]) -> None:
    programs = {name: as_program(name, client) for name, client in case["clients"].items()}
    run, here = Run(programs, run_setup(case["setup"])), drawn["positions"][0]
    for move in path:
        compare_clients(drawn, here, run)
        (step,) = run_order(run, move["mark"]).steps[-1:]
        assert (move["verb"], move["what"], move["index"]) == step.words
        assert (move["note"], move["blind"]) == (step.note, bool(step.blind))
        assert (drawn["clients"][move["who"]]["name"], move["kind"], move["applied"]) == (
            step.who,
            step.kind,
            step.applied,
        )
        here = drawn["positions"][move["to"]]
        assert here["store"] == export_store(run.state)
    compare_clients(drawn, here, run)
    assert here["complaints"] is not None
    assert (here["orders"], here["broken"]) == (1, 1 if here["complaints"] else 0)


def compare_clients(drawn: dict[str, Any], here: dict[str, Any], run: Run) -> None:
    """Each client stands where it stands in the run, or has ended as it has there."""
    for (name, end), client, number in zip(run.ends.items(), drawn["clients"], here["nodes"]):
        node = client["nodes"][number]
        assert client["name"] == name
        assert node["end"] == describe_end(end)
        if end is None:
            where = run.locate(name)
            assert (node["function"], node["source"], node["line"]) == (where.function, where.source, where.line)
            assert node["locals"] == [list(pair) for pair in where.local]


def test_complaints_stand_where_all_have_ended(case):
    drawn = build_state_graph(**case)
    for position in drawn["positions"]:
        assert (position["complaints"] is None) == bool(position["moves"])


def test_numbers_that_a_page_cannot_hold_are_texts():
    """2 to the power of 53 is the first that JavaScript may round."""
    from kubeish.explorer.state_graph import _to_exact

    assert (_to_exact(2**53 - 1), _to_exact(2**53)) == (2**53 - 1, "9007199254740992")


def test_what_cannot_be_drawn():
    with pytest.raises(
        TooLarge, match="there are more than 50 positions, too many to step through: show fewer clients"
    ):
        build_state_graph(named(set_obj, 3), one_pod, most=50)
    with pytest.raises(NotAClient):
        build_state_graph({"A": None})
    with pytest.raises(BadInvariant, match=r"the invariant stopped with ZeroDivisionError: division by zero: let it"):
        build_state_graph(named(set_obj, 1), one_pod, lambda client: 1 / 0)
