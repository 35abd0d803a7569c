"""The rows of the table: who does what, from which start, and which orders of it count as broken. No counting here."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kubeish.api import Container, Pod, Port
from kubeish.explorer.steps import End
from kubeish.registry.keys import make_container_key
from kubeish.registry.places import places

from .rules import Rule, except_taken, gone, kept, off_the_list, one_of_two, ports_apart, served, whole

MACHINES = ("m1", "m2")
Deed = Callable[[Any], Any]
"""What a client does, as a function of a registry."""


@dataclass(frozen=True)
class Scenario:
    """``deeds``: what each client does. ``creates``: the pod that it is to create, if it is to create one.

    ``broken``: in one sentence, which orders count as broken; ``rules`` are the same for the machine.
    """

    slug: str
    title: str
    broken: str
    deeds: dict[str, Deed]
    creates: dict[str, str]
    rules: tuple[Rule, ...]
    before: tuple[tuple[str, str], ...] = (("web", "m1"),)
    machines: tuple[str, ...] = MACHINES[:1]
    crashes: int = 0
    lost_replies: int = 0

    def clients(self, registry: Callable[..., Any]) -> dict[str, Deed]:
        """The clients, working with the given version of the registry."""
        return {who: self._client(registry, deed) for who, deed in self.deeds.items()}

    def _client(self, registry: Callable[..., Any], deed: Deed) -> Deed:
        return lambda client: deed(registry(client, self.machines))

    def setup(self, registry: Callable[..., Any]) -> Deed:
        """What stands in the store before: pods on machines, put there by the same version of the registry."""

        def put(client: Any) -> None:
            for pod_id, machine in self.before:
                registry(client, self.machines).run_pod(Pod(pod_id), machine)

        return put

    def judge(self, client: Any, ends: dict[str, End]) -> list[str]:
        """What there is to complain of at the end of an order."""
        there = places(client)
        return [complaint for rule in self.rules for complaint in rule(there, ends, self.creates)]


def run(pod_id: str, machine: str = "m1") -> Deed:
    """Put a pod on a machine; nobody asks whether there is one of that id."""
    return lambda registry: registry.run_pod(Pod(pod_id), machine)


def create(pod_id: str, machine: str = "m1") -> Deed:
    """Create a pod on a machine, as an answer to a request: not if there is one of that id."""
    return lambda registry: registry.create_pod(machine, Pod(pod_id))


def delete(pod_id: str) -> Deed:
    """Delete a pod."""
    return lambda registry: registry.delete_pod(pod_id)


def delete_list(registry: Any) -> tuple[str, ...]:
    """Delete a machine's whole list, past the registry, and return the ids that went with it."""
    response = registry.client.delete(make_container_key("m1"), prev_kv=True, return_response=True)
    return tuple(item["id"] for kv in response.prev_kvs for item in json.loads(kv.value))


def schedule(pod_id: str, port: int = 8080) -> Deed:
    """Look for the first machine on which the port is free, and create the pod there."""
    pod = Pod(pod_id, containers=(Container(name=pod_id, ports=(Port(container_port=80, host_port=port),)),))

    def deed(registry: Any) -> None:
        taken = {other.host for other in registry.list_pods() if other.host_ports() & pod.host_ports()}
        registry.create_pod(next(machine for machine in registry.machines if machine not in taken), pod)

    return deed


def _two_pods(slug: str, title: str, broken: str, *rules: Rule, **more: Any) -> Scenario:
    """A row in which two clients each put a pod of their own on m1."""
    return Scenario(slug, title, broken, {"A": run("db"), "B": run("cache")}, {"A": "db", "B": "cache"}, rules, **more)


def _twice(slug: str, title: str, second: str, **more: Any) -> Scenario:
    """A row in which two clients create one id, on m1 and on the machine ``second``."""
    broken = "both were told yes or both no, or the pod is not in both its places, once"
    deeds = {"A": create("db", "m1"), "B": create("db", second)}
    return Scenario(slug, title, broken, deeds, {"A": "db", "B": "db"}, (one_of_two, kept), **more)


_BOTH = "a pod is not in both its places, once, or somebody was told no"
_HALF = "a pod's key and the lists disagree on where it is, or a pod was said to run and does not"
_BESIDE: dict[str, Any] = {"before": (("web", "m1"), ("log", "m2")), "machines": MACHINES}

SCENARIOS = (
    _two_pods("first-pods", "Two pods, the first on their machine", _BOTH, kept, served, before=()),
    _two_pods("two-more", "Two more, on a machine that has some", _BOTH, kept, served),
    Scenario(
        "create-delete",
        "One is created while another is deleted",
        "the new pod is not in both its places, once, or the deleted one is in any, or somebody was told no",
        {"A": run("db"), "B": delete("web")},
        {"A": "db"},
        (kept, gone("web", "B"), served),
    ),
    Scenario(
        "namesake",
        "One is created while its namesake is deleted",
        _HALF,
        {"A": create("web"), "B": delete("web")},
        {"A": "web"},
        (kept, whole),
    ),
    _twice("same-id", "One id twice, on one machine", "m1"),
    _twice("same-id-two-machines", "One id twice, on two machines", "m2", **_BESIDE),
    _two_pods("crash", "Two more, and one scheduler dies", _HALF, kept, whole, crashes=1),
    _two_pods("lost-reply", "Two more, and one reply is lost", _HALF, kept, whole, lost_replies=1),
    Scenario(
        "list-deleted",
        "One more, while the list itself is deleted",
        _HALF + "; or one that went with the list is back on it",
        {"A": run("db"), "B": delete_list},
        {"A": "db"},
        (except_taken(kept, "B"), except_taken(whole, "B"), off_the_list("web")),
    ),
    Scenario(
        "one-port",
        "Two that want one port, each placed where it is free",
        "a machine is asked for the port twice, or a pod was said to run and is not in both its places, once",
        {"A": schedule("db"), "B": schedule("cache")},
        {"A": "db", "B": "cache"},
        (ports_apart, kept),
        **_BESIDE,
    ),
)
