"""The source of a lesson, MyST Markdown, read into cells with stable ids and metadata."""

from __future__ import annotations

import jupytext
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from kubeish.classroom.authoring.cell_ids import CellIds, parse_check_call, slugify
from kubeish.classroom.course import Lesson
from kubeish.errors import CourseError

OPTIONS = {"slug", "tags"}
OUR_TAGS = {"exercise", "predict", "figure", "measured", "ship-output", "hide-input"}
NBVAL_TAGS = {"nbval-ignore-output", "nbval-check-output", "nbval-raises-exception", "nbval-skip"}
TAGS = {*OUR_TAGS, *NBVAL_TAGS, "raises-exception"}
SETUP = """\
# This installs kubeish on Colab and Kaggle, which start without it.
import importlib.util, os

hosts = {{"COLAB_RELEASE_TAG", "KAGGLE_KERNEL_RUN_TYPE"}}
if hosts & os.environ.keys() and not importlib.util.find_spec("kubeish"):
    get_ipython().run_line_magic("pip", "install --quiet {requirement}")"""
METADATA = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {
        "name": "python",
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "pygments_lexer": "ipython3",
    },
}


def read(text: str, lesson: Lesson) -> NotebookNode:
    """The notebook that a source describes, answers and stubs still in it. Raises CourseError."""
    try:
        parsed = jupytext.reads(text, fmt="md:myst")
    except Exception as error:  # jupytext's parsers raise many kinds, all caused by the text
        raise CourseError(f"solutions/{lesson.name}.md cannot be read: {' '.join(str(error).split())}") from None
    ids = CellIds(lesson.number)
    cells = [_make_cell(cell, ids, lesson.name) for cell in parsed.cells]
    return NotebookNode(new_notebook(cells=cells, metadata=METADATA))


def make_setup_cell(lesson: Lesson, requirement: str) -> NotebookNode:
    """The first code cell: on Colab and Kaggle it installs kubeish. Elsewhere it prints nothing."""
    return NotebookNode(
        new_code_cell(
            SETUP.format(requirement=requirement),
            id=f"{lesson.number}-setup",
            metadata={"jupyter": {"source_hidden": True}, "tags": ["setup"]},
        )
    )


def _make_cell(cell: NotebookNode, ids: CellIds, name: str) -> NotebookNode:
    where = f"{name}, the cell that begins '{cell.source.strip().splitlines()[0] if cell.source.strip() else ''}'"
    slug, tags = _parse_options(cell.metadata, where)
    words = slug or slugify(cell.source)
    if cell.cell_type != "code":
        return NotebookNode(new_markdown_cell(cell.source, id=ids.assign(words)))
    metadata: dict[str, object] = {"tags": tags} if tags else {}
    if "hide-input" in tags:
        metadata |= {"jupyter": {"source_hidden": True}}
    if "exercise" in tags:
        if not slug:
            raise CourseError(f"{where}: an exercise needs its ':slug:'.")
        # Neither an exercise nor its check can be deleted by accident.
        metadata |= {"kubeish": {"exercise": slug}, "deletable": False}
    elif found := parse_check_call(cell.source):
        words = slug or f"{found[0]}-check"
        metadata |= {"kubeish": {"check": found[0]}, "deletable": False, "tags": [*tags, "check"]}
    return NotebookNode(new_code_cell(cell.source, id=ids.assign(words), metadata=metadata))


def _parse_options(metadata: NotebookNode, where: str) -> tuple[str, list[str]]:
    """The slug and the tags of a cell. Raises CourseError for an unknown option or tag."""
    for option in metadata:
        if option not in OPTIONS:
            raise CourseError(f"{where}: ':{option}:' is no option here; there are {', '.join(sorted(OPTIONS))}.")
    tags = list(metadata.get("tags", []))
    for tag in tags:
        if tag not in TAGS:
            raise CourseError(f"{where}: no tag is called '{tag}'; there are {', '.join(sorted(TAGS))}.")
    return metadata.get("slug", ""), tags
