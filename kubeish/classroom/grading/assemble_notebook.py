"""Assembly of the notebook that nbval runs: the reference with a learner's answers, and no more.

Cells on which no answer depends are left out (a stepper, a race on a real etcd): their outputs were
compared when the course was built, and they would take most of the time.
"""

from __future__ import annotations

import functools
import json
import symtable
from collections.abc import Iterable

from kubeish.classroom import notebooks
from kubeish.classroom.grading.reading.definitions import find_mentioned_names
from kubeish.classroom.notebooks import Notebook


def assemble_notebook(reference: Notebook, answers: dict[str, str], checked: Iterable[str]) -> str:
    """The reference as the text of a notebook, with ``answers``, by slug, in place of its own.

    Of the checks it has those of the exercises ``checked``.
    """
    mentioned = frozenset(name for text in answers.values() for name in find_mentioned_names(text))
    needed = _find_needed_cells(json.dumps(reference), mentioned, frozenset(checked))
    cells = []
    for cell in reference["cells"]:
        slug = notebooks.get_metadata(cell).get("exercise")
        if slug in answers:
            cells.append({**cell, "source": answers[slug]})
        elif cell["id"] in needed:
            cells.append(cell)
    return json.dumps({**reference, "cells": cells})


def find_check_cells(reference: Notebook) -> dict[str, str]:
    """The exercise that a cell checks, by the cell's id."""
    slugs = {cell["id"]: notebooks.get_metadata(cell).get("check") for cell in reference["cells"]}
    return {cell_id: slug for cell_id, slug in slugs.items() if slug}


@functools.lru_cache(maxsize=64)
def _find_needed_cells(reference: str, mentioned: frozenset[str], checked: frozenset[str]) -> frozenset[str]:
    """The ids of the cells on which exercises and checks depend, if answers mention these names."""
    cells = [cell for cell in json.loads(reference)["cells"] if cell["cell_type"] == "code"]
    names = [_find_global_names(notebooks.get_source(cell)) for cell in cells]
    variables = set().union(*(assigned for assigned, _, _ in names))
    wanted, needed = set(mentioned), set()
    for cell, (_, defined, mentions) in zip(reversed(cells), reversed(names)):
        own = notebooks.get_metadata(cell)
        # A cell that mentions a variable may change its value; of a function it does not.
        if own.get("exercise") or own.get("check") in checked or wanted & (defined | (variables & mentions)):
            needed.add(cell["id"])
            wanted |= mentions
    return frozenset(needed)


def _find_global_names(source: str) -> tuple[set[str], set[str], set[str]]:
    """The global names that a cell of the reference assigns, defines in any way, and mentions."""
    try:
        tables = [symtable.symtable(source, "cell", "exec")]
    except SyntaxError:  # a line of IPython's own: no answer depends on such a cell
        return set(), set(), set()
    symbols: list[symtable.Symbol] = []
    for table in tables:  # which grows by those inside it
        tables += table.get_children()
        symbols += [each for each in table.get_symbols() if table.get_type() == "module" or each.is_global()]
    return (
        {each.get_name() for each in symbols if each.is_assigned() and not each.is_namespace()},
        {each.get_name() for each in symbols if each.is_assigned() or each.is_imported()},
        {each.get_name() for each in symbols if each.is_assigned() or each.is_referenced()},
    )
