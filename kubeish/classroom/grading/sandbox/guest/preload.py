"""Imports that are done once, before processes are forked: what most answers and lessons need."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
from collections.abc import Iterable

# No module of the story that is hidden in some exercise: each exercise has its own view of those.
# The rooms of the zygotes lack these modules, so an import that needs one of them fails and is passed over.
FOR_ANSWERS = """
    json random dataclasses inspect threading contextlib collections
    kubeish.etcd.client kubeish.explorer kubeish.explorer.directed_race kubeish.checks.factories
    kubeish.registry.helper kubeish.registry.manifest_factory
""".split()

# What a kernel imports when it starts, but for its debugger, which takes a third of that time.
FOR_KERNELS = """
    IPython.core.completerlib IPython.core.debugger IPython.core.oinspect IPython.extensions.storemagic
    ipykernel.debugger ipykernel.ipkernel tornado.platform.asyncio tornado.queues pydoc faulthandler
""".split()

FOR_LESSONS = """
    kubeish.classroom.check kubeish.classroom.course kubeish.classroom.predict kubeish.classroom.progress
    kubeish.etcd.connect kubeish.explorer kubeish.figures kubeish.lessons.fake_client kubeish.lessons.real_threads
    kubeish.widgets
""".split()
PACKAGES = "kubeish.registry kubeish.scheduler kubeish.etcd.client".split()


def import_all(names: Iterable[str]) -> None:
    """Import the modules of these names that are there."""
    for name in names:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def list_modules(packages: Iterable[str]) -> list[str]:
    """The packages, and their modules but for those that begin with an underscore."""
    names: list[str] = []
    for package in packages:
        found = pkgutil.iter_modules(importlib.import_module(package).__path__)
        names += [package, *(f"{package}.{module.name}" for module in found if not module.name.startswith("_"))]
    return names
