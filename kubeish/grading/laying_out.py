"""Lay a learner's answers into the reference notebook, so that nothing else of the submission runs.

Cells that no answer has a hand in are left out: a stepper, a race on a real etcd. What they say was compared when the
course was built, and they would take most of the time.
"""

from __future__ import annotations

import functools
import json
import symtable
from collections.abc import Iterator
from typing import Any

from kubeish import notebooks
from kubeish.grading.reading.definitions import mentioned


def laid_out(reference: dict[str, Any], answers: dict[str, str]) -> str:
    """The reference as the text of a notebook, with ``answers``, by slug, in place of its own."""
    words = set().union(*map(mentioned, answers.values())) if answers else set()
    needed = _needed(json.dumps(reference), frozenset(words))
    cells = []
    for cell in reference["cells"]:
        slug = notebooks.own(cell).get("exercise")
        if slug in answers:
            cells.append({**cell, "source": answers[slug]})
        elif cell["id"] in needed:
            cells.append(cell)
    return json.dumps({**reference, "cells": cells})


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
    """What a cell of the reference defines and mentions; ``variables``: what it assigns. Local names are none."""

    def __init__(self, source: str) -> None:
        self.variables: set[str] = set()
        self.defines: set[str] = set()
        self.mentions: set[str] = set()
        try:
            tables = list(_with_those_inside(symtable.symtable(source, "cell", "exec")))
        except SyntaxError:  # a line of IPython's own
            return
        for table in tables:
            for name in table.get_symbols():
                if table.get_type() == "module" or name.is_global():
                    self._note(name)

    def _note(self, name: symtable.Symbol) -> None:
        if name.is_referenced() or name.is_assigned():
            self.mentions.add(name.get_name())
        if name.is_assigned() or name.is_imported():
            self.defines.add(name.get_name())
        if name.is_assigned() and not name.is_namespace():
            self.variables.add(name.get_name())


def _with_those_inside(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _with_those_inside(child)
