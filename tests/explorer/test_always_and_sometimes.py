"""``always`` and ``sometimes``: asked of every state of every order, compared with orders that were really run."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest

from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import EmbeddedStore
from kubeish.explorer import BadInvariant, NeverStops, TooLarge, as_program, explore
from tests.explorer.schedulers import all_listed, bare_swap, named, one_pod, set_obj
from tests.explorer.test_leases_and_waits import MOST_ORDERS, make_program
from tests.tools.stepped_requests import Run, run_every_order, stop_clock


def say_values(client: Any) -> list[str]:
    """One complaint for each key that is there: many states are bad, in several ways."""
    return [f"{metadata.key.decode()} is {value.decode()}" for value, metadata in client.get_all()]


def make_rule(draw: random.Random) -> Callable[[Any], list[str]]:
    """A rule that only some states break."""
    value = draw.choice(("A", "B", "0", "1"))
    key = draw.choice(("k", "m"))

    def rule(client: Any) -> list[str]:
        if draw_all:
            return say_values(client)
        found = client.get(key)[0]
        return [f"{key} is {value}"] if found == value.encode() else []

    draw_all = draw.random() < 0.3
    return rule


class WatchedRun(Run):
    """A run that asks a rule of the store after each of its steps."""

    rule: Callable[[Any], list[str]]

    def __post_init__(self) -> None:
        self.said: list[tuple[int, str]] = [(0, word) for word in self._ask()]
        super().__post_init__()

    def _take(self, choice: Any) -> bool:
        changed = super()._take(choice)
        self.said += [(len(self.done), word) for word in self._ask()]
        return changed

    def _ask(self) -> list[str]:
        return self.rule(EmbeddedClient(EmbeddedStore(clock=lambda: 0.0, start=self.store.state).ask))


def run_program(seed: int, rule: Callable[[Any], list[str]]) -> tuple[int, int, Counter[str], int | None]:
    """Orders, those that break the rule anywhere, how many come to each complaint, and the fewest steps to one."""
    clients, setup, limits = make_program(seed)
    orders = broken = 0
    complaints: Counter[str] = Counter()
    depths: list[int] = []
    with (
        stop_clock(),
        mock.patch("tests.tools.stepped_requests.Run", WatchedRun),
        mock.patch.object(WatchedRun, "rule", staticmethod(rule), create=True),
    ):
        for run in run_every_order(clients, setup, limits):
            orders += 1
            broken += bool(run.said)
            complaints.update({word for _, word in run.said})
            depths += [depth for depth, _ in run.said]
    return orders, broken, complaints, min(depths, default=None)


def compare(seeds: range) -> int:
    compared = 0
    for seed in seeds:
        clients, setup, limits = make_program(seed)
        rule = make_rule(random.Random(seed))
        programs = {name: as_program(name, each) for name, each in clients.items()}
        faults = {"crashes": limits.crash, "lost_replies": limits.lost, "expiries": limits.early}
        try:
            plain = explore(programs, setup, lambda client, ends: [], max_states=20_000, **faults)
            if plain.interleavings > MOST_ORDERS // 3:
                continue
            outcome = explore(programs, setup, lambda client, ends: [], always=rule, sometimes=rule, **faults)
        except (NeverStops, TooLarge):
            continue
        waits = {said for said in plain.complaints if "for ever: no other" in said}
        if waits:  # a deadlock is broken by itself, which is compared elsewhere
            continue
        orders, broken, complaints, depth = run_program(seed, rule)
        assert (outcome.interleavings, outcome.broken, outcome.complaints) == (orders, broken, complaints), seed
        assert outcome.interleavings == plain.interleavings
        assert outcome.states == plain.states
        assert outcome.is_vacuous == (broken == 0)
        for timeline in (outcome.counterexample, outcome.witness):
            assert (None if timeline is None else len(timeline.steps)) == depth, seed
        compared += 1
    return compared


@pytest.mark.timeout(600)
def test_a_sample_of_random_programs() -> None:
    assert compare(range(60)) > 15


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_random_programs(pytestconfig: pytest.Config) -> None:
    many = 200 * int(pytestconfig.getoption("--seeds"))
    assert compare(range(5000, 5000 + many)) > many // 5


def half_a_transfer(client: Any) -> None:
    for name, more in (("a", -10), ("b", 10)):
        client.put(name, str(int(client.get(name)[0]) + more))


def open_accounts(client: Any) -> None:
    client.put("a", "50")
    client.put("b", "50")


def sum_is_kept(client: Any) -> list[str]:
    total = sum(int(client.get(name)[0]) for name in "ab")
    return [] if total == 100 else [f"{total} in all"]


def test_what_is_well_in_the_end_may_be_broken_on_the_way():
    clients = {"A": half_a_transfer}
    assert explore(clients, open_accounts, sum_is_kept).is_ok
    outcome = explore(clients, open_accounts, sum_is_kept, always=sum_is_kept)
    assert (outcome.interleavings, outcome.broken, outcome.complaints) == (1, 1, {"90 in all": 1})
    assert not outcome.is_ok
    assert outcome.counterexample.order == "A A"
    assert str(outcome).endswith("\n→ 90 in all")


def test_the_first_state_counts():
    outcome = explore({"A": half_a_transfer}, open_accounts, always=lambda client: ["never well"])
    assert (outcome.broken, outcome.counterexample.order) == (1, "")
    assert str(outcome) == "1 order · 1 break the rule\n\n→ never well"
    assert outcome._repr_html_()


def test_an_order_that_breaks_both_rules_is_counted_once():
    invariant = all_listed(2)
    outcome = explore(named(set_obj, 2), one_pod, invariant, always=lambda client: ["seen"])
    plain = explore(named(set_obj, 2), one_pod, invariant)
    assert (outcome.broken, outcome.interleavings, plain.broken) == (6, 6, 4)
    assert outcome.complaints == {**plain.complaints, "seen": 6}


def test_more_complaints_than_are_counted_at_once():
    """Each state has a complaint of its own."""

    def write(name: str) -> Callable[[Any], None]:
        return lambda client: [client.put(name, str(number)) for number in range(6)] and None

    clients = {"A": write("a"), "B": write("b")}
    values = explore(clients, always=lambda client: [f"{say_values(client)}"])
    assert len(values.complaints) == 49
    assert values.complaints["[]"] == values.interleavings == 924
    assert values.complaints["['a is 0']"] == 462


def test_nothing_is_green_for_nothing():
    def never(client: Any) -> bool:
        return client.get("/registry/hosts/m1/kubelet")[0] == b"never"

    outcome = explore(named(bare_swap, 2), one_pod, all_listed(2), sometimes=never)
    assert (outcome.broken, outcome.is_vacuous, outcome.is_ok, outcome.witness) == (0, True, False, None)
    assert str(outcome) == (
        "6 orders · none break the rule\n\n"
        "no order comes to a state of which `sometimes` is true: all may be well only because nothing happens; let "
        "the clients reach such a state, or let `sometimes` ask for one that they reach."
    )


def test_a_witness_is_the_shortest_order_to_it():
    def both(client: Any) -> bool:
        return not all_listed(2)(client)

    outcome = explore(named(bare_swap, 2), one_pod, sometimes=both)
    assert outcome.is_ok
    assert outcome.witness.order == "A A B B"
    assert len(outcome.witness.steps) == 4


@pytest.mark.parametrize("rule", ["always", "sometimes"])
def test_a_rule_that_cannot_be_asked(rule):
    def with_ends(client: Any, ends: Any) -> list[str]:
        return []

    def stops(client: Any) -> Any:
        return [] if client.get("a")[0] == b"50" else 1 / 0

    for given, said in [
        ("no function", f"{rule} is 'no function', not a function: give the function itself, without calling it."),
        (with_ends, f"{rule} has a second parameter, and is asked before the clients have ended: let it take the"),
        (stops, f"{rule} stopped with ZeroDivisionError: division by zero (after the order A A): let it return "),
    ]:
        with pytest.raises(BadInvariant) as error:
            explore({"A": half_a_transfer}, open_accounts, **{rule: given})
        assert str(error.value).startswith(said)


def test_a_rule_that_stops_at_once():
    with pytest.raises(BadInvariant, match=r"always stopped with .* \(before the first step\)"):
        explore({"A": half_a_transfer}, open_accounts, always=lambda client: 1 / 0)


def test_always_gives_complaints_and_no_truth():
    with pytest.raises(BadInvariant, match="always returned True: let it return a list of complaints"):
        explore({"A": half_a_transfer}, open_accounts, always=lambda client: True)
    with pytest.raises(BadInvariant, match="sometimes returned <function"):
        explore({"A": half_a_transfer}, open_accounts, sometimes=lambda client: sum_is_kept)


def test_indexes_mean_the_same_to_always():
    """A rule that looks at an index as a number is asked of real ones."""

    def index_is_small(client: Any) -> list[str]:
        _, metadata = client.get("a")
        return [] if metadata.mod_revision < 4 else ["written"]

    outcome = explore({"A": half_a_transfer, "B": half_a_transfer}, open_accounts, always=index_is_small)
    assert (outcome.interleavings, outcome.broken) == (70, 70)
    assert len(outcome.counterexample.steps) == 2
