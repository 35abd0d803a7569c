"""Code that may change an object which watches the answer, in its own process.

A generator counts its draws, a lister its calls, and both are the answer's to hold. What changes
them must store into an object that is not the answer's own, by a name that the text says or by
one that is only known as it runs, or have a library do so. No honest answer to these exercises
does: a person looks at one that passes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kubeish.checks.recording_random import RecordingRandom
from kubeish.checks.scheduler_factories import Lister, MovingLister, Pods
from kubeish.classroom.grading.dotted_names import get_dotted_name, get_last_name

WATCHED = frozenset({"random-scheduler", "two-choices", "round-robin", "back-off"})
"""Exercises whose mark rests, in part, on what is seen in the answer's own process."""

_HONEST_MODULES = frozenset(
    """__future__ abc asyncio bisect collections concurrent contextlib copy dataclasses datetime decimal enum
    fractions functools hashlib heapq itertools json kubeish logging math numbers numpy operator os queue random
    re secrets statistics sys threading time typing uuid warnings""".split()
)
"""Modules, with those below them, by which no object is changed or found by a name from pieces."""

_LOCKS = frozenset({"Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition"})
"""What an honest answer uses of multiprocessing, which has a pickler as well."""

_ATTRIBUTES = frozenset(
    """__dict__ __setattr__ __delattr__ __getattribute__ __getstate__ __setstate__ __reduce__ __reduce_ex__ __init__
    __class__ __new__ stack walk_stack trace getinnerframes getouterframes get_referents get_referrers f_trace
    call_tracing settrace_all_threads modules get_type_hints ForwardRef singledispatch singledispatchmethod
    update_wrapper""".split()
)
_DEFINED = _ATTRIBUTES - {"__init__", "stack", "trace", "modules"}
"""Functions of these names are called by libraries, which then store into what those return."""

_OF_GENERATORS = frozenset(vars(RecordingRandom(0)))
_OF_WATCHERS = _OF_GENERATORS.union(*map(vars, (Lister([]), MovingLister([]), Pods([]))))
"""What those objects keep, by its names of today."""

_BUILTINS = frozenset({"vars", "dir", "globals", "locals"})
_BY_NAME = frozenset({"setattr", "delattr", "getattr", "attrgetter", "methodcaller"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def find_watched_access(nodes: list[ast.AST]) -> set[str]:
    """Names of what reaches attributes that the text does not name, or that are another's."""
    classes = {node.name for node in nodes if isinstance(node, ast.ClassDef)}
    own = {"self", "cls", *classes, *_list_made_objects(nodes, classes)}
    return {
        *_list_attributes(nodes),
        *_list_by_name(nodes),
        *_list_modules(nodes),
        *_list_foreign_stores(nodes, own),
        *_list_borrowed_methods(nodes, own - classes, classes),
    }


def _list_attributes(nodes: list[ast.AST]) -> Iterator[str]:
    honest = {id(found) for node in nodes if (found := _find_owner_of_one(node))}
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in _ATTRIBUTES and not _is_super(node.value):
            yield from () if id(node) in honest or _is_plain_self(node) else (node.attr,)
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names if alias.name in _ATTRIBUTES)
        elif isinstance(node, _FUNCTIONS) and node.name in _DEFINED:
            yield node.name


def _list_by_name(nodes: list[ast.AST]) -> Iterator[str]:
    """Functions that reach an attribute by its name, unless they are called with one that the text says."""
    honest: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.Call):
            given = node.args if get_last_name(node.func) in ("attrgetter", "methodcaller") else node.args[1:2]
            if given and all(isinstance(each, ast.Constant) for each in given):
                honest.add(id(node.func))
    decorators = {
        id(each.func) for each in _list_decorators(nodes) if isinstance(each, ast.Call) and len(each.args) == 1
    }
    for node in nodes:
        if isinstance(node, ast.Name) and node.id in _BUILTINS and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, (ast.Name, ast.Attribute)):
            name = get_last_name(node)
            if (name in _BY_NAME and id(node) not in honest) or (name == "wraps" and id(node) not in decorators):
                yield name


def _list_modules(nodes: list[ast.AST]) -> Iterator[str]:
    """Imported modules that are not known to be harmless, and private members of modules."""
    imported: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            imported.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
            yield from (alias.name for alias in node.names if _is_private(alias.name))
            if node.module == "multiprocessing" and all(alias.name in _LOCKS for alias in node.names):
                continue
        else:
            continue
        yield from (name for name in names if name.partition(".")[0] not in _HONEST_MODULES or name == "logging.config")
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in imported:
            yield from (node.attr,) if _is_private(node.attr) else ()


def _list_foreign_stores(nodes: list[ast.AST], own: set[str]) -> Iterator[str]:
    """Attributes that are set or deleted of what is not the answer's own."""
    for node in nodes:
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            owner = get_dotted_name(node.value) or "?"
            if owner not in own or node.attr in _OF_GENERATORS:
                yield f"{owner}.{node.attr}"[:60]


def _list_borrowed_methods(nodes: list[ast.AST], own: set[str], classes: set[str]) -> Iterator[str]:
    """Functions that store what a watching object keeps into a ``self`` that need not be their own."""
    methods = {id(each) for node in nodes if isinstance(node, ast.ClassDef) for each in node.body}
    storing = {node.name: id(node) in methods for node in nodes if isinstance(node, _FUNCTIONS) and _stores(node)}
    yield from (name for name, is_method in storing.items() if not is_method)
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in storing:
            makes_one = isinstance(node.value, ast.Call) and get_last_name(node.value.func) in classes
            yield from () if makes_one or get_dotted_name(node.value) in own else (node.attr,)
        elif isinstance(node, ast.Name) and node.id in storing:
            yield node.id


def _stores(function: ast.AST) -> bool:
    found = [node for node in ast.walk(function) if isinstance(node, ast.Attribute) and node.attr in _OF_WATCHERS]
    return any(not isinstance(node.ctx, ast.Load) and get_dotted_name(node.value) in ("self", "cls") for node in found)


def _list_made_objects(nodes: list[ast.AST], classes: set[str]) -> Iterator[str]:
    """What is assigned nothing but new objects of the answer's own classes, or threads' local ones."""
    values: dict[str, list[ast.expr | None]] = {}
    for node in nodes:
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, (ast.Name, ast.Attribute)):
                    values.setdefault(get_dotted_name(target), []).append(node.value)
    arguments = {each.arg for each in nodes if isinstance(each, ast.arg)}
    for name, assigned in values.items():
        calls = [each.func for each in assigned if isinstance(each, ast.Call)]
        is_new = all(get_last_name(call) in (*classes, "local") for call in calls)
        if name and len(calls) == len(assigned) and is_new and name not in arguments:
            yield name


def _find_owner_of_one(node: ast.AST) -> ast.expr | None:
    """The ``__dict__`` in ``self.__dict__.setdefault("lock", ...)``, which makes one attribute that it names."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    is_named = bool(node.args) and isinstance(node.args[0], ast.Constant)
    return node.func.value if is_named and node.func.attr in ("get", "setdefault") else None


def _list_decorators(nodes: list[ast.AST]) -> Iterator[ast.expr]:
    for node in nodes:
        if isinstance(node, _FUNCTIONS):
            yield from node.decorator_list


def _is_private(name: str) -> bool:
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def _is_plain_self(node: ast.Attribute) -> bool:
    """Whether it is the answer's own ``self.trace`` or ``self.modules``; not ``self.__dict__``."""
    return not node.attr.startswith("__") and isinstance(node.value, ast.Name) and node.value.id == "self"


def _is_super(node: ast.expr) -> bool:
    is_called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    return is_called and isinstance(node, ast.Call) and not node.args
