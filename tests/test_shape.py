"""What the README promises of the code: small modules, short functions, a first line that says what room it is."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "kubeish"
MODULES = sorted(PACKAGE.rglob("*.py"))


def _functions() -> list[tuple[str, int]]:
    found = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
                lines = (body[-1].end_lineno or 0) - body[0].lineno + 1
                found.append((f"{path.relative_to(PACKAGE)}:{node.name}", lines))
    return found


def test_no_module_is_longer_than_about_200_lines() -> None:
    long = {str(p.relative_to(PACKAGE)): n for p in MODULES if (n := len(p.read_text().splitlines())) > 210}
    assert not long


def test_functions_are_short() -> None:
    lengths = _functions()
    assert statistics.median(n for _, n in lengths) <= 6
    assert not [(name, n) for name, n in lengths if n > 30]


def test_every_module_says_in_its_first_line_what_room_it_is() -> None:
    assert not [str(p) for p in MODULES if not ast.get_docstring(ast.parse(p.read_text()))]
