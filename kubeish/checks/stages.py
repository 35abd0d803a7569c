"""What several checks set up and look for: a list with one pod, and that every pod is on it, once."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

from kubeish.api import Container, ContainerManifest, Pod, Port, to_json
from kubeish.registry.keys import make_container_key, make_pod_key

MACHINE = "m1"
FULL = Pod("db", labels={"tier": "back"}, containers=(Container("db", "postgres", ports=(Port(5432, 5432),)),))
"""A pod with something in it: its manifest is not the pod itself, nor just an id."""


def pod_named(name: str) -> Pod:
    """A pod of that id, and where that is FULL's, FULL itself."""
    return FULL if name == FULL.id else Pod(name)


def one_pod(client: Any) -> None:
    """The list of m1 holds web."""
    client.put(make_pod_key(MACHINE, "web"), json.dumps({"id": "web"}))
    client.put(make_container_key(MACHINE), json.dumps([{"id": "web"}]))


def running(registry: Callable[..., Any], pod: Pod, machine: str = MACHINE) -> Callable[[Any], None]:
    """A client that runs ``pod`` by the given version of the registry."""

    def run(client: Any) -> None:
        registry(client, [machine]).run_pod(pod, machine)

    return run


def listed(client: Any, machine: str = MACHINE) -> list[str]:
    """The ids on a machine's list, as its kubelet reads it."""
    return [item.get("id", "") if isinstance(item, dict) else "" for item in _items(client, machine)]


def _items(client: Any, machine: str) -> list[Any]:
    """What stands on a machine's list, whatever it is."""
    value, _ = client.get(make_container_key(machine))
    found = json.loads(value) if value else []
    return found if isinstance(found, list) else [found]


def listed_as_manifest(pod: Pod, machine: str = MACHINE) -> Callable[[Any], list[str]]:
    """An invariant: wherever ``pod`` is on the list, its whole manifest stands there, and nothing beside."""
    wanted = to_json(ContainerManifest(pod.id, pod.containers))

    def invariant(client: Any) -> list[str]:
        found = [item for item in _items(client, machine) if isinstance(item, dict) and item.get("id") == pod.id]
        odd = [json.dumps(item) for item in found if item != wanted]
        return [f"{pod.id} is listed as {odd[0]}, and not as its manifest, {json.dumps(wanted)}"] if odd else []

    return invariant


def readable(judge: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """``judge``, with a complaint where what it is to read was not written as the registry writes it."""

    @functools.wraps(judge)
    def careful(*args: Any) -> list[str]:
        try:
            return judge(*args)
        except (ValueError, KeyError, TypeError, AttributeError):
            return ["a pod or a list in the store cannot be read: it is not written as the registry writes it"]

    return careful


def lost_pods(client: Any, wanted: list[str], machine: str = MACHINE) -> list[str]:
    """Those of ``wanted`` that are not on the list."""
    return [name for name in wanted if name not in listed(client, machine)]


def every_pod_once(wanted: list[str], machine: str = MACHINE) -> Callable[[Any], list[str]]:
    """An invariant: each of ``wanted`` is on the list, once, and nothing else is."""

    @readable
    def invariant(client: Any) -> list[str]:
        there = listed(client, machine)
        lost = [f"{name} is lost" for name in wanted if name not in there]
        twice = [f"{name} is on the list {there.count(name)} times" for name in wanted if there.count(name) > 1]
        strange = [
            f"{name or 'something without an id'} is on the list and nobody ran it"
            for name in there
            if name not in wanted
        ]
        return lost + twice + strange

    return invariant


def has_pod_key(machine: str, pod_id: str) -> Callable[[Any], list[str]]:
    """An invariant: the pod's own key is written."""

    def invariant(client: Any) -> list[str]:
        return [] if client.get(make_pod_key(machine, pod_id))[0] else [f"{pod_id} is listed and has no key of its own"]

    return invariant
