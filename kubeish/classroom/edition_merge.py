"""Merge of a learner's notebook into a new edition of its lesson: answers and own cells move."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from kubeish.classroom import course, notebooks
from kubeish.classroom.notebooks import Cell, Notebook


def carry_over(mine: Notebook, theirs: Notebook, moved: dict[str, Cell] | None = None) -> Notebook:
    """The new edition, ``theirs``, with the answers of ``mine`` and the learner's own cells.

    ``moved``: answers from other notebooks, by slug, of exercises that come from another lesson.
    """
    merged = deepcopy(theirs)
    for slug, cell in notebooks.find_exercise_cells(merged).items():
        answer = notebooks.find_counterpart(mine, cell) if mine is not theirs else None
        answer = answer or (moved or {}).get(slug)
        if answer and notebooks.is_touched(answer):
            cell["source"] = _fit(notebooks.get_source(answer), notebooks.get_source(cell), slug)
    if mine is not theirs:
        for above, own in _find_added(mine):
            insert_cell(merged, own, [_renumber(name, mine, theirs) for name in above])
    return merged


def _fit(answer: str, stub: str, slug: str) -> str:
    """The answer; if the exercise asks for other names now, the stub with it as a comment."""
    defined = notebooks.find_definitions(answer)
    names = next((each.names for each in course.load().exercises if each.slug == slug), ())
    if not defined or defined.issuperset(names):
        return answer
    comment = "\n".join(f"# {line}".rstrip() for line in answer.splitlines())
    return f"{stub}\n\n# Your answer to this exercise in an earlier edition, which asked for other names:\n{comment}"


def _renumber(name: str, mine: Notebook, theirs: Notebook) -> str:
    """The id that a cell of an earlier edition has if only the lesson's number has changed."""
    number = notebooks.get_lesson_number(mine)
    return notebooks.get_lesson_number(theirs) + name[2:] if number and name.startswith(f"{number}-") else name


def _find_added(mine: Notebook) -> Iterator[tuple[list[str], Cell]]:
    """The learner's own cells, each with the ids of all cells above it, the nearest last."""
    above: list[str] = []
    for cell in mine["cells"]:
        name = str(cell.get("id", ""))
        if name and not name.startswith(notebooks.get_lesson_number(mine) + "-"):
            yield list(above), cell
        above.append(name)


def insert_cell(notebook: Notebook, cell: Cell, above: list[str]) -> None:
    """Insert ``cell`` below the last cell whose id is in ``above``; without one, at the end."""
    where = {str(other.get("id", "")): index for index, other in enumerate(notebook["cells"])}
    nearest = next((where[name] + 1 for name in reversed(above) if name in where), len(where))
    notebook["cells"].insert(nearest, deepcopy(cell))
