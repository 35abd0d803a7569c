"""Imports of the scheduler (#286): the API objects, and neither registry nor store."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import kubeish.scheduler

FOLDER = Path(kubeish.scheduler.__file__).parent
ALLOWED = {"kubeish.api", "kubeish.errors", "kubeish._lazy"}
EXPLAINING = {"decision", "errors"}
"""The modules whose sentences are translated."""


def _list_imports(path: Path) -> set[str]:
    """What of kubeish the file imports from outside its own package."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, (ast.Import, ast.ImportFrom))]
    from_outside = {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom) and node.level == 0}
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {name for name in from_outside | plain if name.startswith("kubeish")}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_a_scheduler_imports_the_api_objects_and_nothing_else(path: Path) -> None:
    assert _list_imports(path) <= ALLOWED | ({"kubeish.wording"} if path.stem in EXPLAINING else set())


def test_the_answer_to_the_exercise_of_lesson_06_is_nowhere_in_the_package() -> None:
    package = FOLDER.parent
    named = [path for path in package.rglob("*.py") if "class RandomScheduler" in path.read_text()]
    assert not named
    assert not hasattr(kubeish.scheduler, "RandomScheduler")


def test_no_other_file_names_round_robin() -> None:
    others = [path for path in FOLDER.glob("*.py") if path.stem != "round_robin"]
    words = [path.read_text() for path in others if path.stem != "__init__"]
    assert not any("round_robin" in text for text in words)
