"""Stores, pods and invariants that several checks and lessons use."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any, ParamSpec

from kubeish.api import Container, Pod, Port, to_json
from kubeish.errors import NODE_EXIST, EtcdError
from kubeish.etcd.client_protocol import Client
from kubeish.explorer.directed_race import PodRegistry
from kubeish.explorer.steps import End, Raised
from kubeish.registry.keys import make_container_key, make_pod_key
from kubeish.wording import say

from .factories import MANIFEST_FACTORY

P = ParamSpec("P")
Setup = Callable[[Client], None]

MACHINE = "m1"
FULL = Pod("db", labels={"tier": "back"}, containers=(Container("db", "postgres", ports=(Port(5432, 5432),)),))
"""A pod whose manifest differs from the pod itself and from its id alone."""


def make_pod(pod_id: str) -> Pod:
    """FULL for its id, else a pod with nothing but the id."""
    return FULL if pod_id == FULL.id else Pod(pod_id)


def one_pod(client: Client) -> None:
    """Put web on m1's list, with a pod key that names m1."""
    client.put(make_pod_key(MACHINE, "web"), json.dumps({"id": "web"}))
    client.put(make_container_key(MACHINE), json.dumps([{"id": "web"}]))


def put_web_by_id(client: Client) -> None:
    """Put web on m1's list, with a pod key that names no machine."""
    client.put("/registry/pods/web", json.dumps({"id": "web", "host": MACHINE}))
    client.put(make_container_key(MACHINE), json.dumps([{"id": "web"}]))


def put_nothing(client: Client) -> None:
    """Leave the store empty."""


def client_that_runs(
    registry: Callable[[Client, list[str]], PodRegistry], pod: Pod, machine: str = MACHINE
) -> Callable[[Client], None]:
    """A client that runs ``pod`` by the given version of the registry."""

    def run(client: Client) -> None:
        registry(client, [machine]).run_pod(pod, machine)

    return run


def _read_list(client: Client) -> list[Any]:
    """Whatever is on the machine's list, in whatever form."""
    value, _ = client.get(make_container_key(MACHINE))
    found = json.loads(value) if value else []
    return found if isinstance(found, list) else [found]


def _read_ids(client: Client) -> list[str]:
    """The ids on the machine's list, as its kubelet reads it."""
    return [item.get("id", "") if isinstance(item, dict) else "" for item in _read_list(client)]


def find_wrong_manifest(client: Client) -> list[str]:
    """An invariant: where FULL is on the list, it is there as its whole manifest."""
    wanted = to_json(MANIFEST_FACTORY.make_manifest(MACHINE, FULL))
    for item in _read_list(client):
        if isinstance(item, dict) and item.get("id") == FULL.id and item != wanted:
            return [
                say(
                    "{pod} is listed as {found}, and not as its manifest, {wanted}",
                    pod=FULL.id,
                    found=json.dumps(item),
                    wanted=json.dumps(wanted),
                )
            ]
    return []


def refuse_unreadable(invariant: Callable[P, list[str]]) -> Callable[P, list[str]]:
    """``invariant``, with a complaint in the place of an error where the store cannot be read."""

    @functools.wraps(invariant)
    def check(*args: P.args, **kwargs: P.kwargs) -> list[str]:
        try:
            return invariant(*args, **kwargs)
        except (ValueError, KeyError, TypeError, AttributeError):
            return [say("a pod or a list in the store cannot be read: it is not written as the registry writes it")]

    return check


def find_lost_pods(client: Client, wanted: list[str]) -> list[str]:
    """Those of ``wanted`` that are not on the list."""
    ids = _read_ids(client)
    return [name for name in wanted if name not in ids]


def every_pod_once(wanted: list[str]) -> Callable[[Client], list[str]]:
    """Make an invariant: each of ``wanted`` is on the list once, and nothing else is."""

    @refuse_unreadable
    def invariant(client: Client) -> list[str]:
        ids = _read_ids(client)
        lost = [say("{name} is lost", name=name) for name in wanted if name not in ids]
        twice = [
            say("{name} is on the list {times} times", name=name, times=ids.count(name))
            for name in wanted
            if ids.count(name) > 1
        ]
        strange = [
            say("{name} is on the list and no scheduler ran it", name=name or say("something without an id"))
            for name in ids
            if name not in wanted
        ]
        return [*lost, *twice, *strange]

    return invariant


def is_pod_exists(end: End) -> bool:
    """Whether a client ended with EtcdError 105: there is a pod of that id already."""
    return isinstance(end, Raised) and isinstance(end.error, EtcdError) and end.error.code == NODE_EXIST
