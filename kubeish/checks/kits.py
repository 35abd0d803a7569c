"""Kits: what an answer is given to work with, made from something that answers requests, or from plain values.

They run on the answer's side, so nothing here may know how an exercise is solved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import registry_kits, scheduling_kits

Ask = Callable[[Any], Any]

MACHINES = ("m1", "m2")


def client(ask: Ask) -> Any:
    """A client of the store."""
    from kubeish.client import Client

    return Client(ask)


def helper(ask: Ask) -> Any:
    """An EtcdHelper, as the package has it: without compare_and_swap_obj."""
    from kubeish.helper import EtcdHelper

    return EtcdHelper(client(ask))


def swapping_registry(ask: Ask) -> Any:
    """A registry whose update_manifests swaps, and whose run_pod does not yet try again."""
    from kubeish.registry.swapping import SwappingRegistry

    return SwappingRegistry(client(ask), MACHINES)


def race(ask: Ask) -> Any:
    """Two schedulers that move only when told to."""
    from kubeish.race import Race

    return Race(ask)


def error(name: str, *args: Any) -> BaseException:
    """An exception to be looked at: an EtcdError by its code, or one of Python's by its name."""
    import builtins

    from kubeish import errors

    kind = getattr(errors, name, None) or getattr(builtins, name)
    made: BaseException = kind(*args)
    return made


BOUND: dict[str, Callable[[Ask], Any]] = {
    "client": client,
    "helper": helper,
    "swapping_registry": swapping_registry,
    "race": race,
    **registry_kits.BOUND,
}
"""Kits that need something that answers: the first argument of a Function."""

MADE: dict[str, Callable[..., Any]] = {
    "error": error,
    **registry_kits.MADE,
    **scheduling_kits.MADE,
}
"""Kits that are made from plain values: what ``Make`` names."""
