"""Rows of the table: what each client does, the initial pods, and which orders count as broken."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from kubeish.api import Container, Pod, Port
from kubeish.etcd.client_protocol import Client
from kubeish.explorer.steps import End
from kubeish.registry.before_265 import EtcdRegistry
from kubeish.registry.keys import make_container_key
from kubeish.registry.placement import read_placements
from kubeish.wording import say

from .invariants import (
    Rule,
    exempt_deleted_pods,
    find_broken_promises,
    find_port_conflicts,
    find_refusals,
    find_relisted_pod,
    find_stranded_pods,
    find_ties,
    find_undeleted_pod,
)


class Action(NamedTuple):
    """What a client does with its registry, and the id of the pod that it creates, if any."""

    do: Callable[[EtcdRegistry], object]
    creates: str = ""


class Criterion(NamedTuple):
    """Which orders count as broken: in one sentence, and by the rules that decide it."""

    broken: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Scenario:
    """``actions``: what each client does, from the initial ``pods``, each with its machine.

    ``crashes`` and ``lost_replies``: at most so many in a run.
    """

    slug: str
    title: str
    criterion: Criterion
    actions: dict[str, Action]
    pods: tuple[tuple[str, str], ...] = (("web", "m1"),)
    machines: tuple[str, ...] = ("m1",)
    crashes: int = 0
    lost_replies: int = 0

    def make_clients(self, registry: type[EtcdRegistry]) -> dict[str, Callable[[Client], object]]:
        """The clients as functions of a client of the store, on that version of the registry."""
        return {who: self._make_client(registry, action) for who, action in self.actions.items()}

    def _make_client(self, registry: type[EtcdRegistry], action: Action) -> Callable[[Client], object]:
        return lambda client: action.do(registry(client, self.machines))

    def make_setup(self, registry: type[EtcdRegistry]) -> Callable[[Client], None]:
        """A function that creates the initial pods, by that version of the registry."""

        def run_pods(client: Client) -> None:
            for pod_id, machine in self.pods:
                registry(client, self.machines).run_pod(Pod(pod_id), machine)

        return run_pods

    def find_complaints(self, client: Client, ends: dict[str, End]) -> list[str]:
        """The complaints of all rules at the end of an order."""
        placements = read_placements(client)
        creates = {who: action.creates for who, action in self.actions.items() if action.creates}
        return [complaint for rule in self.criterion.rules for complaint in rule(placements, ends, creates)]


def run(pod_id: str) -> Action:
    """Put a pod on m1, without asking whether there is one of that id."""
    return Action(lambda registry: registry.run_pod(Pod(pod_id), "m1"), pod_id)


def create(pod_id: str, machine: str = "m1") -> Action:
    """Create a pod on a machine, as for an API request: refused if there is one of that id."""
    return Action(lambda registry: registry.create_pod(machine, Pod(pod_id)), pod_id)


def delete(pod_id: str) -> Action:
    """Delete a pod."""
    return Action(lambda registry: registry.delete_pod(pod_id))


def delete_list(registry: EtcdRegistry) -> tuple[str, ...]:
    """Delete m1's whole list, bypassing the registry, and return the ids that were on it."""
    key, t = make_container_key("m1"), registry.client.transactions
    _, (found, _) = registry.client.transaction(compare=[], success=[t.get(key), t.delete(key)])
    return tuple(item["id"] for value, _ in found for item in json.loads(value))


def schedule(pod_id: str, port: int = 8080) -> Action:
    """Create a pod on the first machine on which its port is free."""
    pod = Pod(pod_id, containers=(Container(name=pod_id, ports=(Port(container_port=80, host_port=port),)),))

    def create_where_free(registry: EtcdRegistry) -> None:
        taken = {other.host for other in registry.list_pods() if other.host_ports & pod.host_ports}
        registry.create_pod(next(machine for machine in registry.machines if machine not in taken), pod)

    return Action(create_where_free, pod_id)


_ALL_RUN = Criterion(
    say("a pod is not in both its places exactly once, or a client got an error"), (find_broken_promises, find_refusals)
)
_ONE_RUNS = Criterion(
    say("both clients succeeded, or neither did, or the pod is not in both its places exactly once"),
    (find_ties, find_broken_promises),
)
_NOT_STRANDED = Criterion(
    say("a pod's key and the lists disagree on its machine, or a client succeeded and its pod does not run"),
    (find_broken_promises, find_stranded_pods),
)
_CREATED_AND_DELETED = Criterion(
    say("the new pod is not in both its places exactly once, or the deleted one is in any, or a client got an error"),
    (find_broken_promises, partial(find_undeleted_pod, "web", "B"), find_refusals),
)
_NOT_RELISTED = Criterion(
    say("{broken}; or a pod that went with the list is back on it", broken=_NOT_STRANDED.broken),
    (*(partial(exempt_deleted_pods, "B", rule) for rule in _NOT_STRANDED.rules), partial(find_relisted_pod, "web")),
)
_PORTS_APART = Criterion(
    say(
        "a machine is asked for the port twice, or a pod whose client succeeded is not in both its places exactly once"
    ),
    (find_port_conflicts, find_broken_promises),
)
_RUN_TWO = {"A": run("db"), "B": run("cache")}
_POD_ON_EACH = (("web", "m1"), ("log", "m2"))
_MACHINES = ("m1", "m2")

SCENARIOS = (
    Scenario("first-pods", say("Two pods, the first on their machine"), _ALL_RUN, _RUN_TWO, pods=()),
    Scenario("two-more", say("Two more, on a machine that has some"), _ALL_RUN, _RUN_TWO),
    Scenario(
        "create-delete",
        say("One is created while another is deleted"),
        _CREATED_AND_DELETED,
        {"A": run("db"), "B": delete("web")},
    ),
    Scenario(
        "namesake",
        say("One is created while another of the same id is deleted"),
        _NOT_STRANDED,
        {"A": create("web"), "B": delete("web")},
    ),
    Scenario("same-id", say("One id twice, on one machine"), _ONE_RUNS, {"A": create("db"), "B": create("db")}),
    Scenario(
        "same-id-two-machines",
        say("One id twice, on two machines"),
        _ONE_RUNS,
        {"A": create("db"), "B": create("db", "m2")},
        _POD_ON_EACH,
        _MACHINES,
    ),
    Scenario("crash", say("Two more, and one scheduler dies"), _NOT_STRANDED, _RUN_TWO, crashes=1),
    Scenario("lost-reply", say("Two more, and one reply is lost"), _NOT_STRANDED, _RUN_TWO, lost_replies=1),
    Scenario(
        "list-deleted",
        say("One more, while the list itself is deleted"),
        _NOT_RELISTED,
        {"A": run("db"), "B": Action(delete_list)},
    ),
    Scenario(
        "one-port",
        say("Two that want one port, each placed where it is free"),
        _PORTS_APART,
        {"A": schedule("db"), "B": schedule("cache")},
        _POD_ON_EACH,
        _MACHINES,
    ),
)
