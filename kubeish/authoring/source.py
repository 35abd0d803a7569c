"""The source of a lesson, MyST Markdown, read into cells that carry a name and nothing that changes from day to day."""

from __future__ import annotations

from typing import Any

from kubeish.authoring.names import Names, checked, first_words
from kubeish.course import Lesson
from kubeish.errors import CourseError

OPTIONS = {"slug", "tags"}
TAGS = {
    "exercise",
    "predict",
    "figure",
    "raises-exception",
    "nbval-ignore-output",
    "nbval-check-output",
    "nbval-raises-exception",
    "nbval-skip",
}
METADATA = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {
        "name": "python",
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "pygments_lexer": "ipython3",
    },
}


def read(text: str, lesson: Lesson) -> Any:
    """The notebook that a source describes, answers and stubs still in it. Raises CourseError for its author."""
    from nbformat.v4 import new_notebook

    names = Names(lesson.number)
    cells = [_cell(cell, names, lesson.name) for cell in _parsed(text, lesson.name).cells]
    return new_notebook(cells=cells, metadata=METADATA)


def _parsed(text: str, name: str) -> Any:
    import jupytext

    try:
        return jupytext.reads(text, fmt="md:myst")
    except Exception as error:  # whatever its parsers raise, it is the text that they stumble over
        raise CourseError(f"solutions/{name}.md cannot be read: {' '.join(str(error).split())}") from None


def _cell(cell: Any, names: Names, name: str) -> Any:
    from nbformat.v4 import new_code_cell, new_markdown_cell

    where = f"{name}, the cell that begins '{cell.source.strip().splitlines()[0] if cell.source.strip() else ''}'"
    slug, tags = _options(cell.metadata, where)
    if cell.cell_type != "code":
        return new_markdown_cell(cell.source, id=names.give(slug or first_words(cell.source)))
    metadata: dict[str, Any] = {"tags": tags} if tags else {}
    words = slug or first_words(cell.source)
    if "exercise" in tags:
        if not slug:
            raise CourseError(f"{where}: an exercise needs its ':slug:'.")
        # Neither an exercise nor its check goes by a slip of the hand.
        metadata |= {"kubeish": {"exercise": slug}, "deletable": False}
    elif found := checked(cell.source):
        words = slug or f"{found[0]}-check"
        metadata |= {"kubeish": {"check": found[0]}, "deletable": False, "tags": [*tags, "check"]}
    return new_code_cell(cell.source, id=names.give(words), metadata=metadata)


def _options(metadata: Any, where: str) -> tuple[str, list[str]]:
    """The slug and the tags of a cell, of which only the known ones are taken: an odd one is a slip of the pen."""
    for option in metadata:
        if option not in OPTIONS:
            raise CourseError(f"{where}: ':{option}:' is no option here; there are {', '.join(sorted(OPTIONS))}.")
    tags = list(metadata.get("tags", []))
    for tag in tags:
        if tag not in TAGS:
            raise CourseError(f"{where}: no tag is called '{tag}'; there are {', '.join(sorted(TAGS))}.")
    return metadata.get("slug", ""), tags
