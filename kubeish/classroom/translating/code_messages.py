"""Messages in the package's own code: templates of ``say`` in Python and scripts, separators of ``join``, `--help`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from kubeish.classroom.translating.help_messages import find_help
from kubeish.errors import CourseError
from kubeish.widgets.pages.script_texts import find_texts
from kubeish.wording import make_pair_template

PACKAGE = Path(__file__).parents[2]


def find_templates(folder: Path = PACKAGE) -> dict[str, str]:
    """Each template in the modules of ``folder``, with the path of the first module that has it.

    Raises CourseError for a ``say`` whose template is not written out: nobody could translate it.
    """
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.py")):
        place = path.relative_to(folder).as_posix()
        for template in _find_in_module(ast.parse(path.read_text(encoding="utf-8")), place):
            found.setdefault(template, place)
    for path in sorted(folder.rglob("static/*.js")):
        for text in find_texts(path.read_text(encoding="utf-8")):
            found.setdefault(text, path.relative_to(folder).as_posix())
    return found


def _find_in_module(tree: ast.Module, place: str) -> Iterator[str]:
    constants = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    yield from find_help(tree)
    ours = _find_imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ours:
            for text in _list_texts(node.args[0], constants, f"{place}, line {node.lineno}"):
                yield text if node.func.id == "say" else make_pair_template(text)


def _find_imported(tree: ast.Module) -> set[str]:
    """Those of ``say`` and ``join`` that the module has from kubeish.wording."""
    froms = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "kubeish.wording"]
    return {alias.name for node in froms for alias in node.names} & {"say", "join"}


def _list_texts(node: ast.expr, constants: dict[str, ast.expr], where: str) -> list[str]:
    """What ``node`` may be: a text, one of two texts, or a constant of its module."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [text for branch in (node.body, node.orelse) for text in _list_texts(branch, constants, where)]
    if isinstance(node, ast.Name) and node.id in constants:
        return _list_texts(constants[node.id], {}, where)
    raise CourseError(f"{where}: write the template of `say` out, so that it can be found and translated.")
