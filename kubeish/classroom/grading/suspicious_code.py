"""Code in an answer that only a cheat needs, since it reaches for what examines the answer.

What an answer does with a store, a set or a list of machines is judged from outside its process.
Whether two threads may use it at once can only be seen inside, where it might lie about that. So a
person looks at an answer that passes and has such code. It is a hint and no proof.

The syntax tree is judged and not the words: ``eval`` in a docstring, a variable called ``modules``
and the learner's own ``self._draw_alone`` are honest. Only answers that pass are parsed here. Their text
has been compiled in the sandbox before, and size_limits.CELL bounds its length.
"""

from __future__ import annotations

import ast
import random
import warnings
from collections.abc import Iterable, Iterator

from kubeish.checks.recording_random import RecordingRandom
from kubeish.classroom.grading.dotted_names import get_dotted_name, get_last_name
from kubeish.classroom.grading.sandbox.guest.python_text import parse_cell
from kubeish.classroom.grading.watched_objects import WATCHED, find_watched_access
from kubeish.explorer.replay import FunctionProgram

_MODULES = ("ctypes.", "gc.", "importlib.", "kubeish.checks.", "kubeish.classroom.grading.")
_HONEST_MODULES = ("kubeish.checks.fixtures.",)
"""Modules that are suspicious with all below them, and what lessons themselves use of these."""

_BUILTINS = frozenset({"exec", "eval", "compile", "__import__", "__builtins__"})
_MEMBERS = (".sys.modules", *(f".builtins.{name}" for name in sorted(_BUILTINS)))
_INTERNALS = frozenset(dir(RecordingRandom(0))) - frozenset(dir(random.Random(0)))
"""Attributes of the generator that watches threads, by their names of today."""

_ATTRIBUTES = _INTERNALS | frozenset(
    f"""{FunctionProgram.__name__} __builtins__ __closure__ __code__ __globals__ __subclasses__
    _current_frames _getframe currentframe f_back f_builtins f_globals f_locals gi_frame tb_frame
    cell_contents setprofile settrace""".split()
)
_BY_STRING = frozenset({"getattr", "setattr", "hasattr", "delattr", "attrgetter", "__getattribute__"})


def find_suspicious_code(texts: Iterable[str], slug: str = "") -> list[str]:
    """The modules, builtins and attributes that only code against the checks needs, sorted.

    ``slug`` of the exercise: some are watched more closely. A text that is not Python has not run,
    and is not judged.
    """
    found: set[str] = set()
    for text in texts:
        try:
            with warnings.catch_warnings():  # of an invalid escape in a learner's string
                warnings.simplefilter("ignore")
                nodes = list(ast.walk(parse_cell(text, ast.parse)))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        found.update(_find_builtins(nodes), map(_judge, _list_references(nodes)))
        if slug in WATCHED:
            found |= find_watched_access(nodes)
    return sorted(found - {""})


def _judge(reference: str) -> str:
    """The suspicious part of a dotted name, or an empty text."""
    name = reference.rpartition(".")[2]
    if f".{reference}".endswith(_MEMBERS) or name in _ATTRIBUTES:
        return name
    dotted = f"{reference}."
    if dotted.startswith(_HONEST_MODULES):
        return ""
    return next((module.rstrip(".") for module in _MODULES if dotted.startswith(module)), "")


def _find_builtins(nodes: list[ast.AST]) -> set[str]:
    """Builtins that are used, unless the learner has given that name to something else."""
    names = [node for node in nodes if isinstance(node, ast.Name)]
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    own |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    return {node.id for node in names} & (_BUILTINS - own)


def _list_references(nodes: list[ast.AST]) -> Iterator[str]:
    """Dotted names of imports, and of attributes but the learner's own. ``?``: an unknown base."""
    imports = dict(_list_imports(nodes))
    yield from imports.values()
    for node in nodes:  # ``s = sys``
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in imports:
            imports |= {target.id: imports[node.value.id] for target in node.targets if isinstance(target, ast.Name)}
    attributes = [(get_dotted_name(owner), name, is_read) for owner, name, is_read in _list_attributes(nodes)]
    own = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    own |= {name for base, name, is_read in attributes if base == "self" and not is_read}
    for base, name, is_read in attributes:
        if name not in _INTERNALS or not (base in ("self", "cls") or (is_read and name in own)):
            first, _, rest = base.partition(".")
            yield ".".join(filter(None, (imports.get(first, f"?.{first}"), rest, name)))


def _list_imports(nodes: list[ast.AST]) -> Iterator[tuple[str, str]]:
    """(name in the text, dotted name of what it stands for) of each import."""
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)
            yield from ((top, top) for alias in node.names if (top := alias.name.partition(".")[0]) != alias.asname)


def _list_attributes(nodes: list[ast.AST]) -> Iterator[tuple[ast.expr, str, bool]]:
    """(owner, name, whether it is only read) of each attribute, those named by strings too.

    ``x.name``, ``getattr(x, "name")``, ``vars(x)["name"]``, ``x.__dict__["name"]``.
    """
    for node in nodes:
        if isinstance(node, ast.Attribute):
            yield node.value, node.attr, isinstance(node.ctx, ast.Load)
        elif isinstance(node, ast.Call) and node.args and get_last_name(node.func) in _BY_STRING:
            strings = [each.value for each in node.args if isinstance(each, ast.Constant)]
            yield from ((node.args[0], name, False) for name in strings if isinstance(name, str))
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            table = node.value
            if isinstance(table, ast.Call) and table.args and get_last_name(table.func) == "vars":
                yield table.args[0], str(node.slice.value), False
            elif isinstance(table, ast.Attribute) and table.attr == "__dict__":
                yield table.value, str(node.slice.value), False
