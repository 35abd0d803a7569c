"""A submission: one learner's notebooks, read, each with the reason where it could not be."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from kubeish.classroom.grading.reading import size_limits
from kubeish.classroom.grading.reading.course_editions import is_of_the_course
from kubeish.classroom.grading.reading.file_entry import FileEntry
from kubeish.classroom.grading.reading.notebook import Cell, find_lesson_number, parse_notebook
from kubeish.classroom.grading.reading.text_notebooks import parse_text_notebook
from kubeish.errors import NotebookUnreadable

_MOST_REFUSED = 16


@dataclass(frozen=True)
class NotebookFile:
    """One notebook: cells and ``lesson`` (two digits, empty if unknown), or a reading ``error``.

    ``left_out``: what in it is the course's own, and counts as nobody's work.
    """

    name: str
    cells: tuple[Cell, ...] = ()
    lesson: str = ""
    error: str = ""
    left_out: str = ""


@dataclass(frozen=True)
class Submission:
    """``digest`` of every byte that was read; ``when``: POSIX time of the last change, or 0."""

    learner: str
    files: tuple[NotebookFile, ...]
    digest: str
    when: float = 0.0
    notes: tuple[str, ...] = ()

    def list_unreadable_files(self, lesson: str = "") -> list[str]:
        """Each file that could not be read, with its reason; ``lesson``: those it may be in."""
        wanted = [file for file in self.files if not lesson or file.lesson in ("", lesson)]
        return [f"{file.name}: {file.error}" for file in wanted if file.error]


def read_submission(learner: str, entries: list[FileEntry], notes: Iterable[str] = ()) -> Submission:
    """Read a learner's notebooks. It never raises: a file that cannot be read has its reason.

    ``notes``: what the report has to say of how they were handed in.
    """
    texts = [entry for entry in entries if entry.is_text_notebook]
    is_alone = not any(entry.is_notebook for entry in entries)
    notebooks = [*(entry for entry in entries if entry.is_notebook), *texts]
    digest, left = hashlib.sha256(), size_limits.LEARNER
    files: list[NotebookFile] = []
    for entry in notebooks[: size_limits.NOTEBOOKS]:
        file, size = _read_notebook(entry, digest, left, is_alone)
        left -= size
        files += [file] if file else []
    too_many = f"{len(notebooks)} notebooks, of which {size_limits.NOTEBOOKS} were read"
    notes = (*notes, too_many) if len(notebooks) > size_limits.NOTEBOOKS else tuple(notes)
    if not files:
        files.append(NotebookFile("no notebook", error=_describe_other_files(entries)))
    notes = (*notes, *(f"{file.name}: {file.left_out}" for file in files if file.left_out))
    when = max((entry.when for entry in (entries if is_alone else notebooks)), default=0.0)
    return Submission(learner, tuple(files), digest.hexdigest(), when, notes)


def _read_notebook(
    entry: FileEntry, digest: hashlib._Hash, left: int, is_alone: bool
) -> tuple[NotebookFile | None, int]:
    """The notebook, and the bytes that it has used up of the ``left`` ones that may be read.

    None for a text that is no notebook. ``is_alone``: the learner has no file of Jupyter's format.
    """
    digest.update(entry.path.encode())
    data = b""
    try:
        data = entry.read(max(min(size_limits.WITH_OUTPUTS, left), 0))
        digest.update(data)
        found = (
            parse_text_notebook(data, entry.name, is_alone)
            if entry.is_text_notebook
            else parse_notebook(data, entry.name)
        )
        if found and entry.is_text_notebook and is_of_the_course(data.decode("utf-8", "replace")):
            return NotebookFile(entry.path, left_out="a file of the course itself, left out"), len(data)
        return _make_file(entry.path, *found) if found else None, len(data)
    except NotebookUnreadable as error:
        digest.update(str(error).encode())
        # One that is refused may have taken as long as the largest: a learner has few of these.
        cost = max(len(data), size_limits.LEARNER // _MOST_REFUSED)
        return NotebookFile(entry.path, lesson=find_lesson_number(entry.name), error=str(error)), cost


def _make_file(path: str, cells: list[Cell], lesson: str) -> NotebookFile:
    is_solved = any(cell.is_of_the_authors for cell in cells)
    left_out = "the course's own solutions in it, left out" if is_solved else ""
    return NotebookFile(path, tuple(cells), lesson, left_out=left_out)


def _describe_other_files(entries: list[FileEntry]) -> str:
    names = [entry.name for entry in entries][:3]
    return f"there is {', '.join(names)}, and no file that ends in .ipynb" if names else "there is nothing"
