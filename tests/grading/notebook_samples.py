"""What learners hand in, made for tests: the course's notebooks with answers in them, and what happens to notebooks."""

from __future__ import annotations

import copy
import functools
import importlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from kubeish.classroom import course, notebooks
from kubeish.classroom.grading.exercise_specs import load_specs
from tests.answers import Right, Wrong

ROOT = Path(__file__).resolve().parents[2]
Notebook = dict[str, Any]


@functools.cache
def find_lesson(slug: str) -> str:
    return course.load(ROOT).find_exercise(slug).lesson


@functools.cache
def list_built_slugs() -> tuple[str, ...]:
    """The exercises of the lessons that are built."""
    return tuple(spec.slug for spec in load_specs(ROOT).exercises)


def load_answers(slug: str) -> tuple[list[Right], list[Wrong]]:
    """The right and the wrong ones, each with the imports that it has beside its lesson's."""
    module = importlib.import_module(f"tests.answers.{slug.replace('-', '_')}")
    given = getattr(module, "GIVEN", "")
    right = [replace(answer, source=given + answer.source) for answer in module.RIGHT]
    return right, [
        replace(answer, source=given + answer.source, says=_shift_lines(answer.says, given)) for answer in module.WRONG
    ]


def _shift_lines(says: str, given: str) -> str:
    """What a verdict says of an answer that stands below the text ``given``."""
    return re.sub(r"at line (\d+)", lambda match: f"at line {int(match[1]) + given.count(chr(10))}", says)


def get_right_answer(slug: str) -> str:
    """An answer that passes."""
    return load_answers(slug)[0][0].source


def get_wrong_answer(slug: str) -> str:
    return load_answers(slug)[1][0].source


def load_notebook(lesson: str) -> Notebook:
    return notebooks.read(ROOT / "notebooks" / f"{lesson}.ipynb")


def fill_in(lesson: str, answers: dict[str, str]) -> Notebook:
    """The learner's notebook of a lesson with these answers in their cells."""
    notebook = load_notebook(lesson)
    for slug, text in answers.items():
        notebooks.find_exercise_cells(notebook)[slug]["source"] = text
    return notebook


def to_bytes(notebook: Notebook) -> bytes:
    return json.dumps(notebook, indent=1).encode()


def make_zip(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return data.getvalue()


# What becomes of notebooks on their way.


def drop_ids(notebook: Notebook) -> Notebook:
    """Saved by a program that knows the format of 2020 and no ids."""
    for cell in notebook["cells"]:
        del cell["id"]
    return {**notebook, "nbformat_minor": 4}


def strip_metadata(notebook: Notebook) -> Notebook:
    """By nbstripout, or a cautious learner."""
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    return {**notebook, "metadata": {}}


def drop_ids_and_metadata(notebook: Notebook) -> Notebook:
    """Both: only what the cells define is left to find them by."""
    return strip_metadata(drop_ids(notebook))


def save_by_colab(notebook: Notebook) -> Notebook:
    """Colab gives ids of its own, in the metadata, and keeps sources as lists of lines."""
    for number, cell in enumerate(notebook["cells"]):
        cell.pop("id")
        cell["metadata"] = {"id": f"x{number}Qz"}
        cell["source"] = notebooks.get_source(cell).splitlines(keepends=True)
    return {**notebook, "nbformat_minor": 0, "metadata": {"colab": {"provenance": []}}}


def save_as_of_2014(notebook: Notebook) -> Notebook:
    """In the format of that summer: worksheets, and input for source."""
    cells = [
        {"cell_type": "code", "input": notebooks.get_source(cell), "metadata": cell["metadata"], "outputs": []}
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}


def reverse_cells(notebook: Notebook) -> Notebook:
    return {**notebook, "cells": notebook["cells"][::-1]}


def copy_cell(notebook: Notebook, slug: str, into_the_copy: str) -> Notebook:
    """The exercise's cell copied, as Jupyter does it: the same metadata, another id. The copy stands at the end."""
    cell = copy.deepcopy(notebooks.find_exercise_cells(notebook)[slug])
    cell |= {"id": "0a1b2c3d", "source": into_the_copy}
    return {**notebook, "cells": [*notebook["cells"], cell]}


def damage_other_cells(notebook: Notebook) -> Notebook:
    """Every cell that is no exercise's is broken in its own way."""
    breakers: list[Callable[[dict[str, Any]], Any]] = [
        lambda cell: cell.update(source="this is ] not Python"),
        lambda cell: cell.update(source=["a", 3, None]),
        lambda cell: cell.pop("source"),
        lambda cell: cell.update(metadata=None, outputs="none"),
        lambda cell: cell.update(cell_type="raw"),
    ]
    own = {id(cell) for cell in notebooks.find_exercise_cells(notebook).values()}
    for number, cell in enumerate(cell for cell in notebook["cells"] if id(cell) not in own):
        breakers[number % len(breakers)](cell)
    return notebook


def delete_checks(notebook: Notebook) -> Notebook:
    return {**notebook, "cells": [c for c in notebook["cells"] if not notebooks.get_metadata(c).get("check")]}


def edit_checks(notebook: Notebook, text: str) -> Notebook:
    for cell in notebook["cells"]:
        if notebooks.get_metadata(cell).get("check"):
            cell["source"] = text
    return notebook
