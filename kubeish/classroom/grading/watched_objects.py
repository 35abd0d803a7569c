"""Code that changes an object by a name that is only known as it runs.

What watches two threads keeps its findings in the generator, which an answer to random-scheduler holds.
Such an answer may change whatever attribute it finds there, without saying its name. No honest one of this
exercise does: a person looks at one that passes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

WATCHED = frozenset({"random-scheduler"})
"""Exercises whose mark rests on what is seen in the answer's own process."""

_ATTRIBUTES = frozenset(
    "__dict__ __setattr__ __delattr__ __getstate__ __setstate__ __reduce__ __reduce_ex__ __init__ __class__ stack "
    "walk_stack trace getinnerframes getouterframes get_referents get_referrers".split()
)
_BUILTINS = frozenset({"vars", "dir", "globals", "locals"})
_BY_NAME = frozenset({"setattr", "delattr", "getattr", "attrgetter", "methodcaller"})


def find_dynamic_access(nodes: list[ast.AST]) -> set[str]:
    """Names of what reaches attributes that the text does not name."""
    return set(_list_attributes(nodes)) | set(_list_calls(nodes))


def _list_attributes(nodes: list[ast.AST]) -> Iterator[str]:
    honest = {id(found) for node in nodes if (found := _find_owner_of_one(node))}
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in _ATTRIBUTES and not _is_super(node.value):
            yield from () if id(node) in honest else (node.attr,)
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names if alias.name in _ATTRIBUTES)


def _list_calls(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name) and node.id in _BUILTINS and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = node.args if name in ("attrgetter", "methodcaller") else node.args[1:2]
            if name in _BY_NAME and not all(isinstance(each, ast.Constant) for each in given):
                yield name


def _find_owner_of_one(node: ast.AST) -> ast.expr | None:
    """The ``__dict__`` in ``self.__dict__.setdefault("lock", ...)``, which makes one attribute that it names."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    is_named = bool(node.args) and isinstance(node.args[0], ast.Constant)
    return node.func.value if is_named and node.func.attr in ("get", "setdefault") else None


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
