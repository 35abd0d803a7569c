"""Lazy imports of a package's public names (PEP 562), and the sentence for a missing package.

Importing the package costs nothing. The core of kubeish needs the standard library alone, so it may
be installed by ``--no-deps``; a name that needs more then says what to install.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

from kubeish.errors import MissingPackage
from kubeish.wording import say

_DISTRIBUTIONS = {"markdown_it": "markdown-it-py", "google": "protobuf", "grpc": "grpcio", "distributed": "dask"}
"""Packages whose modules have another name. One that kubeish does not name itself comes with the others."""


def make_getattr(package: str, homes: dict[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of ``package``. ``homes`` maps each public name to its module there.

    For any other name it raises AttributeError with the list of names; where a package that the
    module imports is not installed, MissingPackage with the command that installs it.
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"{package} has no {name!r}: it has {', '.join(homes)}.")
        try:
            return getattr(import_module(f"{package}.{homes[name]}"), name)
        except ModuleNotFoundError as error:
            raise explain_missing(error, f"{package}.{name}") from None

    return find


def explain_missing(error: ModuleNotFoundError, what: str, extra: str = "") -> ModuleNotFoundError:
    """The error to raise in place of ``error``, which came while ``what`` was imported or run.

    ``extra``: the one that brings all that ``what`` needs. A missing module of kubeish's own is no
    missing package, so its error is returned as it is.
    """
    module = (error.name or "").partition(".")[0]
    if module in ("", "kubeish") or isinstance(error, MissingPackage):
        return error
    package = _DISTRIBUTIONS.get(module, module)
    extras = _list_extras(package)
    chosen = extra if extra in extras else min(extras, default="")
    wanted = f"'kubeish[{chosen}]'" if chosen else "kubeish"
    sentence = say(
        "{what} needs the package {package}, which is not installed here: type `pip install {wanted}`.",
        what=what,
        package=package,
        wanted=wanted,
    )
    return MissingPackage(sentence, name=module)


def _list_extras(package: str) -> set[str]:
    """The extras of kubeish that bring ``package``; none where every installation does."""
    from importlib import metadata  # takes three times as long to import as kubeish

    try:
        lines = metadata.requires("kubeish") or []
    except metadata.PackageNotFoundError:
        return set()
    found = [line for line in lines if re.split(r"[^\w.-]", line, maxsplit=1)[0] == package]
    extras = [re.search(r"extra == ['\"](\w+)", line) for line in found]
    return {each.group(1) for each in extras if each} - {"test"} if all(extras) else set()
