"""Factories of what a learner's function is given. Answer's side, so none knows a solution.

The registry imports a version at its first use: grading hides those with the exercise's answer.
"""

from __future__ import annotations

import builtins
import itertools
from collections.abc import Callable
from random import Random
from types import SimpleNamespace
from typing import Any

from kubeish import errors, registry
from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.client.base import Ask
from kubeish.explorer.directed_race import Race
from kubeish.registry.helper import EtcdHelper
from kubeish.registry.manifest_factory import BasicManifestFactory, Service

from .fake_user import FakeUser
from .lock_owner import LockOwner
from .recording_random import RecordingRandom, TailRandom
from .scheduler_factories import (
    Lister,
    MovingLister,
    Pods,
    SchedulerCaller,
    make_long_lister,
    make_salted_lister,
    make_salted_pods,
)
from .thread_safety import OverlapTest

MACHINES = ("m1", "m2")
MANIFEST_FACTORY = BasicManifestFactory((Service("db", 5432),))
"""Of every registry in a check: a manifest names its machine, so that one made for another differs."""


def _make_registry(version: str) -> Callable[[Ask], object]:
    return lambda ask: getattr(registry, version)(EmbeddedClient(ask), MACHINES, MANIFEST_FACTORY)


def make_error(name: str, *args: object) -> BaseException:
    """An exception of the class ``name`` of kubeish.errors or of Python."""
    kind: Callable[..., BaseException] = getattr(errors, name, None) or getattr(builtins, name)
    return kind(*args)


def make_error_with_code(name: str, code: int) -> BaseException:
    """An exception of the class ``name`` that has an EtcdError's attribute, and is none."""
    error = make_error(name, code)
    vars(error)["code"] = code
    return error


def make_subclass_error(code: int, cause: str) -> BaseException:
    """An EtcdError of a class that is derived from it."""

    class CompareFailed(errors.EtcdError):
        pass

    return CompareFailed(code, cause)


def make_appender(pod_id: str) -> Callable[[list[object] | None], list[object]]:
    """An update that appends to the list that it is given, as the Go did."""

    def append(found: list[object] | None) -> list[object]:
        manifests = [] if found is None else found
        manifests.append({"id": pod_id})
        return manifests

    return append


def make_refuser(error: BaseException, after: int = 0) -> Callable[[object], object]:
    """An update that raises ``error``, after having worked so many times."""
    calls = itertools.count()

    def refuse(found: object) -> object:
        if next(calls) >= after:
            raise error
        return [found]

    return refuse


def call_method(on: object, method: str, *args: object) -> object:
    """Return what a method returns, as the object that it is."""
    return getattr(on, method)(*args)


def fill_and_drop(make_set: Callable[[], Any], item: str, count: int) -> list[object]:
    """What ``count`` new sets held that get ``item`` and are gone, one after the other.

    Python gives each the address of the one before: nothing else is made in between.
    """
    found: list[object] = []
    for _ in range(count):
        it = make_set()
        found += it.list()
        it.insert(item)
        del it
    return found


BOUND: dict[str, Callable[[Ask], object]] = {
    "client": EmbeddedClient,
    "helper": lambda ask: EtcdHelper(EmbeddedClient(ask)),
    "swapping_registry": _make_registry("SwappingRegistry"),
    "registry_265": _make_registry("EtcdRegistry265"),
    "registry_by_id": _make_registry("PodsById"),
    "race": Race,
    "lock_owner": LockOwner,
}
"""What a Function's ``factory`` names: makes the first argument from what answers requests."""

MADE: dict[str, Callable[..., object]] = {
    "error": make_error,
    "error_with_code": make_error_with_code,
    "subclass_error": make_subclass_error,
    "object_with_code": lambda code: SimpleNamespace(code=code),
    "increment": lambda: lambda found: 1 if found is None else found + 1,
    "constant": lambda value: lambda found: value,
    "wrap": lambda: lambda found: [found],
    "identity": lambda: lambda found: found,
    "append": make_appender,
    "refuse": make_refuser,
    "call_method": call_method,
    "fill_and_drop": fill_and_drop,
    "minion_lister": Lister,
    "moving_lister": MovingLister,
    "long_lister": make_long_lister,
    "salted_lister": make_salted_lister,
    "pod_lister": Pods,
    "salted_pods": make_salted_pods,
    "random": Random,
    "recording_random": RecordingRandom,
    "tail_random": TailRandom,
    "caller": SchedulerCaller,
    "overlap_test": OverlapTest,
    "fake_user": FakeUser,
}
"""What a Create's ``factory`` names: makes an object from plain values."""
