"""What a cell finds in a notebook and not in a script: display, get_ipython, imports that may fail.

A module that is not installed here raises its error where it is used, and not where it is
imported: an import that the answer does not need costs nothing.
"""

from __future__ import annotations

import ast
import importlib.util
from typing import NoReturn


class _Silent:
    """Accepts every call, attribute and loop, and does nothing: what IPython's own lines give."""

    def __call__(self, *_: object, **__: object) -> _Silent:
        return self

    def __getattr__(self, name: str) -> _Silent:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __len__(self) -> int:
        return 0

    def __getitem__(self, _: object) -> NoReturn:
        raise IndexError("there is nothing in it: IPython's own lines do not run here")


class _MissingModule:
    """Stands for a module that is not installed here, or for a name that is imported from it."""

    def __init__(self, error: ModuleNotFoundError) -> None:
        self.__dict__["error"] = error

    def __getattr__(self, name: str) -> NoReturn:
        raise self.__dict__["error"].with_traceback(None)

    def __call__(self, *_: object, **__: object) -> NoReturn:
        raise self.__dict__["error"].with_traceback(None)


NOTEBOOK_NAMES: dict[str, object] = {
    "display": lambda *_, **__: None,
    "get_ipython": _Silent(),
    "__missing_module__": _MissingModule,
}
"""What is defined before the first cell."""

_GUARD = "try:\n    pass\nexcept ModuleNotFoundError as __error__:\n    {} = __missing_module__(__error__)"


def guard_missing_imports(tree: ast.Module) -> ast.Module:
    """``tree`` where an import of a missing module, at the left margin, binds a stand-in."""
    tree.body = [_guard(node) if _is_missing(node) else node for node in tree.body]
    return tree


def _is_missing(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import):
        modules = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level and node.names[0].name != "*":
        modules = [node.module or ""]
    else:
        return False
    return any(not _is_installed(module.partition(".")[0]) for module in modules)


def _is_installed(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except (ImportError, ValueError):  # a module that the learner has made has no specification
        return True


def _guard(node: ast.stmt) -> ast.stmt:
    """The import in a ``try``. Its names are bound to stand-ins where it fails."""
    names = [(alias.asname or alias.name).partition(".")[0] for alias in getattr(node, "names", [])]
    (guard,) = ast.parse(_GUARD.format(" = ".join(names))).body
    assert isinstance(guard, ast.Try)
    for leaf in ast.walk(guard):
        ast.copy_location(leaf, node)
    guard.body = [node]
    return guard
