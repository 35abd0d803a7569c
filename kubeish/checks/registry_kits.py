"""Kits of lessons 03 and 04: registries with only what is given, functions for an atomic update, and a call's result.

They run on the answer's side. Each registry knows how the exercises before it are solved, and not its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Ask = Callable[[Any], Any]

MACHINES = ("m1", "m2")


def registry_265(ask: Ask) -> Any:
    """The registry after #265: it goes round on a conflict, and writes blindly at index 0."""
    from kubeish.client import Client
    from kubeish.registry.pr_265 import EtcdRegistry265

    return EtcdRegistry265(Client(ask), MACHINES)


def registry_by_id(ask: Ask) -> Any:
    """A registry that names and reads pods by their ids, with #694's atomic update. It creates none."""
    from kubeish.client import Client
    from kubeish.registry.pods_by_id import PodsById

    return PodsById(Client(ask), MACHINES)


def adding_one() -> Callable[[Any], Any]:
    """An update that counts: where there is none, and only there, it begins at 1."""
    return lambda found: 1 if found is None else found + 1


def becoming(value: Any) -> Callable[[Any], Any]:
    """An update that makes ``value`` of whatever it finds."""
    return lambda found: value


def appending(pod_id: str) -> Callable[[Any], Any]:
    """An update that appends to the very list that it is given, as the Go did."""

    def update(found: Any) -> Any:
        manifests = found if found is not None else []
        manifests.append({"id": pod_id})
        return manifests

    return update


def refusing(error: BaseException) -> Callable[[Any], Any]:
    """An update that says no."""

    def update(found: Any) -> Any:
        raise error

    return update


def result_of(on: Any, method: str, *args: Any) -> Any:
    """The very object that a call returns, to be worked on."""
    return getattr(on, method)(*args)


BOUND: dict[str, Callable[[Ask], Any]] = {"registry_265": registry_265, "registry_by_id": registry_by_id}
MADE: dict[str, Callable[..., Any]] = {
    "adding_one": adding_one,
    "appending": appending,
    "becoming": becoming,
    "refusing": refusing,
    "result_of": result_of,
}
