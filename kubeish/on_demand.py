"""Names that a package imports when they are first used (PEP 562), so that to import the package costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def on_demand(package: str, homes: dict[str, str]) -> Callable[[str], Any]:
    """What is to be ``package``'s ``__getattr__``: gives each name of ``homes`` from the module that is its home there.

    Any other name is an AttributeError that lists those there are.
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"{package} has no {name!r}: it has {', '.join(homes)}.")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return find
