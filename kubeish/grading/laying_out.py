"""Lay a learner's answers into the reference notebook, so that nothing else of the submission runs.

Cells that no answer has a hand in are skipped: a stepper, a race on a real etcd. What they say was compared when the
course was built, and they would take most of the time.
"""

from __future__ import annotations

import ast
import functools
import json
from copy import deepcopy
from typing import Any

from kubeish import notebooks
from kubeish.grading.reading.definitions import mentioned

SKIP = "nbval-skip"


def laid_out(reference: dict[str, Any], answers: dict[str, str]) -> str:
    """The reference as the text of a notebook, with ``answers``, by slug, in place of its own."""
    notebook = deepcopy(reference)
    words = set().union(*map(mentioned, answers.values())) if answers else set()
    needed = _needed(json.dumps(reference), frozenset(words))
    for cell in notebook["cells"]:
        slug = notebooks.own(cell).get("exercise")
        if slug in answers:
            cell["source"] = answers[slug]
        elif cell["cell_type"] == "code" and cell["id"] not in needed:
            cell["metadata"]["tags"] = [*cell["metadata"].get("tags", []), SKIP]
    return json.dumps(notebook)


def checks(reference: dict[str, Any]) -> dict[str, str]:
    """The exercise that a cell checks, by the cell's id."""
    found = ((cell["id"], notebooks.own(cell).get("check")) for cell in reference["cells"])
    return {name: slug for name, slug in found if slug}


@functools.lru_cache(maxsize=64)
def _needed(reference: str, words: frozenset[str]) -> frozenset[str]:
    """The ids of the cells that the exercises and their checks stand on, when the answers mention ``words``."""
    cells = [cell for cell in json.loads(reference)["cells"] if cell["cell_type"] == "code"]
    facts = [_Facts(notebooks.source(cell)) for cell in cells]
    variables = set().union(*(fact.variables for fact in facts))
    wanted, needed = set(words), set()
    for cell, fact in zip(reversed(cells), reversed(facts)):
        own = notebooks.own(cell)
        # Who mentions a variable may change what it holds; who mentions a function or a module does not.
        if own.get("exercise") or own.get("check") or wanted & (fact.defines | (variables & fact.mentions)):
            needed.add(cell["id"])
            wanted |= fact.mentions
    return frozenset(needed)


class _Facts:
    """What a cell of the reference defines and mentions; ``variables``: what it assigns."""

    def __init__(self, source: str) -> None:
        try:
            tree = ast.parse(source)
        except SyntaxError:  # a line of IPython's own
            tree = ast.Module([], [])
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        self.variables = {node.id for node in names if isinstance(node.ctx, ast.Store)}
        defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        named = {node.name for node in tree.body if isinstance(node, defined)}
        imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
        aliases = {(alias.asname or alias.name).partition(".")[0] for node in imports for alias in node.names}
        self.defines = self.variables | named | aliases
        self.mentions = {node.id for node in names}
