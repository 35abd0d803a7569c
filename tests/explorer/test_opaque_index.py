"""Opaque indexes change no number: random clients and each misuse, with opaque and real indexes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubeish.explorer import explore, run_setup
from kubeish.explorer.client_program import as_programs
from kubeish.explorer.exploration import Question
from kubeish.explorer.faults import Faults
from kubeish.explorer.opaque_index import NeedRevisions
from tests.explorer.random_clients import HARMLESS, STEPS, STRANGE, USUAL, client
from tests.explorer.schedulers import all_listed, bare_swap, named, one_pod, run_pod, swap


def one_key(client: Any) -> None:
    client.put("k", "start")


def question(clients: Any, setup: Any, invariant: Any, faults: Faults | None = None) -> Question:
    return Question(as_programs(clients), run_setup(setup), invariant, faults or Faults(), 200_000, "break the rule")


def opaque_will_do(clients: Any, setup: Any = one_key, invariant: Any = lambda client: []) -> bool:
    try:
        question(clients, setup, invariant).explore(opaque=True)
    except NeedRevisions:
        return False
    return True


def values(client: Any) -> list[str]:
    """An invariant that tells every final state from every other, as far as values go."""
    return [f"{metadata.key} is {value}, version {metadata.version}" for value, metadata in client.get_all()]


def ends_too(client: Any, ends: Any) -> list[str]:
    return [*values(client), *(f"{who} {end}" for who, end in ends.items())]


def same_both_ways(clients: Any, setup: Any, invariant: Any, faults: Faults | None = None) -> None:
    real = question(clients, setup, invariant, faults).explore(opaque=False)
    try:
        opaque = question(clients, setup, invariant, faults).explore(opaque=True)
    except NeedRevisions:
        return
    for outcome in (real, opaque):
        assert sum(outcome.complaints.values()) >= outcome.broken
    assert (opaque.interleavings, opaque.broken) == (real.interleavings, real.broken)
    assert opaque.complaints == real.complaints
    assert opaque.states <= real.states
    assert (opaque.counterexample is None) == (real.counterexample is None)
    if opaque.counterexample:
        assert len(opaque.counterexample.steps) == len(real.counterexample.steps)


@settings(max_examples=400)
@given(st.lists(STEPS, max_size=4), st.lists(STEPS, max_size=4), st.sampled_from([values, ends_too]))
def test_random_clients(one, other, invariant):
    same_both_ways({"A": client("a", one), "B": client("b", other)}, one_key, invariant)


@settings(max_examples=150)
@given(st.lists(st.lists(USUAL, min_size=1, max_size=3), min_size=3, max_size=3), st.sampled_from([one_key, None]))
def test_usual_clients(steps, setup):
    same_both_ways({name: client(name, each) for name, each in zip("ABC", steps)}, setup, values)


@settings(max_examples=100)
@given(st.lists(USUAL, max_size=3), st.lists(USUAL, max_size=3))
def test_usual_clients_with_faults(one, other):
    same_both_ways({"A": client("a", one), "B": client("b", other)}, one_key, values, Faults(1, 1))


# Clients that write to two keys in either order, so that the same versions stand at different revisions.
BEFORE = {"A": [("put", "m"), ("read", "k", 0), ("read", "m", 1)], "B": [("put", "k"), ("put", "m")]}


@pytest.mark.parametrize("then", ["write", "branch", "keep", "tell", "try", "stop"])
@pytest.mark.parametrize("use", [*HARMLESS, *STRANGE])
def test_each_use_of_an_index(use, then):
    steps = [*BEFORE["A"], ("use", use, 0, 1, then), ("put", "k")]
    same_both_ways({"A": client("a", steps), "B": client("b", BEFORE["B"])}, one_key, ends_too)


@pytest.mark.parametrize("use", STRANGE)
def test_no_strange_use_goes_unnoticed(use):
    """Who writes down what it made of an index needs the real one. (Equal texts say no more than equal indexes.)"""
    steps = [("read", "k", 0), ("read", "k", 1), ("use", use, 0, 1, "write")]
    noticed = not opaque_will_do({"A": client("a", steps)})
    assert noticed or use in ("texts are equal", "pairs are equal", "a pair")


@pytest.mark.parametrize("use", HARMLESS)
def test_a_harmless_use_needs_no_revisions(use):
    steps = [("read", "k", 0), ("read", "k", 1), ("use", use, 0, 1, "write")]
    assert opaque_will_do({"A": client("a", steps)})


@pytest.mark.parametrize(
    "step", [("delete", "m"), ("list", "mod"), ("list", "version"), ("header", "k", 0), ("created", "k", 0)]
)
def test_what_only_revisions_can_answer(step):
    assert not opaque_will_do({"A": client("a", [step, ("use", "text", 0, 0, "write")])})


def test_an_index_of_another_key():
    def crossed(client: Any) -> None:
        _, metadata = client.get("k")
        client.transaction(
            [client.transactions.mod("m") == metadata.mod_revision], [client.transactions.put("k", "x")], []
        )

    def same_write(client: Any) -> None:
        words = client.transactions
        client.transaction([], [words.put("k", "y"), words.put("m", "y")], [])

    assert not opaque_will_do({"A": crossed})
    same_both_ways({"A": crossed, "B": same_write}, one_key, values)


def test_a_leak_that_is_swallowed_is_noticed():
    def swallows(client: Any) -> None:
        _, metadata = client.get("k")
        try:
            text = str(metadata.mod_revision + 1)
        except BaseException:
            text = "no number"
        client.put("k", text)

    assert not opaque_will_do({"A": swallows})
    assert explore({"A": swallows}, one_key, values).complaints == {"b'k' is b'3', version 2": 1}


def test_an_index_in_an_error_costs_nothing_until_it_is_heard():
    def stops(client: Any) -> None:
        _, metadata = client.get("k")
        raise RuntimeError(f"[5 != {metadata.mod_revision}]")

    def goes_round(client: Any) -> None:
        try:
            stops(client)
        except RuntimeError as error:
            assert str(error)  # noqa: PT017
        client.put("k", "done")

    assert opaque_will_do({"A": goes_round})
    assert opaque_will_do({"A": stops}, invariant=lambda client, ends: [])
    assert not opaque_will_do({"A": stops})
    assert explore({"A": stops}, one_key).complaints == {"A stopped with RuntimeError: [5 != 2]": 1}


def test_an_index_that_an_error_holds_is_handed_to_the_invariant_as_a_number():
    class Conflict(Exception):
        pass

    def stops(client: Any) -> None:
        raise Conflict(client.get("k")[1].mod_revision)

    def invariant(client: Any, ends: Any) -> list[str]:
        return [f"at {ends['A'].error.args[0] + 1}"]

    assert explore({"A": stops}, one_key, invariant).complaints == {"at 3": 1}


@pytest.mark.parametrize(
    "look",
    [
        lambda metadata: [f"index {metadata.mod_revision}"],
        lambda metadata: ["late"] if metadata.mod_revision > 3 else [],
        lambda metadata: ["a number"] if isinstance(metadata.mod_revision, int) else ["none"],
        lambda metadata: [json.dumps(metadata.mod_revision)],
        lambda metadata: [str(metadata.response_header.revision)],
        lambda metadata: [repr(metadata)],
        lambda metadata: [str({metadata.mod_revision: 1})],
    ],
)
def test_an_invariant_that_looks_at_indexes_sees_real_ones(look):
    def invariant(client: Any) -> list[str]:
        return look(client.get("k")[1])

    clients = {"A": client("a", [("put", "m"), ("put", "k")]), "B": client("b", [("put", "m")])}
    assert not opaque_will_do(clients, invariant=invariant)
    same_both_ways(clients, one_key, invariant)
    real = question(clients, one_key, invariant).explore(opaque=False)
    assert explore(clients, one_key, invariant).complaints == real.complaints


def test_the_schedulers_of_the_story_need_no_revisions():
    """What makes four of them fit into a second: states that differ in other keys' writes alone are one."""
    for work in (swap, bare_swap, run_pod):
        assert opaque_will_do(named(work, 2), one_pod, all_listed(2))
    assert explore(named(run_pod, 4), one_pod, all_listed(4)).states < 20_000
