"""Import what the lessons import, once, so that no forked kernel has to."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil

_PACKAGES = ("kubeish.checks.exercises", "kubeish.registry", "kubeish.scheduler", "kubeish.client", "kubeish.story")
_MODULES = "checking connecting course explorer fake figures live predicting progress widgets".split()


def warm() -> None:
    """Import them, those that are there."""
    for module in _MODULES:
        _try(f"kubeish.{module}")
    for name in _PACKAGES:
        package = _try(name)
        for found in pkgutil.iter_modules(getattr(package, "__path__", [])):
            if not found.name.startswith("_"):
                _try(f"{name}.{found.name}")


def _try(name: str) -> object:
    with contextlib.suppress(ImportError):
        return importlib.import_module(name)
    return None
