"""Hand-ins as schools and learners send them: files, and who is to be found with which points and statuses.

Each case is ``(name, files, wanted)``. ``wanted``: learner -> (points, statuses of the case's exercises).
A name that ends in ``.zip!`` is handed in as one zip.
"""

from __future__ import annotations

from collections.abc import Iterable

from kubeish.classroom import notebooks
from tests.grading import notebook_samples as samples

SLUG = "string-set"
LESSON = samples.find_lesson(SLUG)
RIGHT_ANSWER = samples.get_right_answer(SLUG)
RIGHT = samples.to_bytes(samples.fill_in(LESSON, {SLUG: RIGHT_ANSWER}))
WRONG = samples.to_bytes(samples.fill_in(LESSON, {SLUG: samples.get_wrong_answer(SLUG)}))
BLANK = samples.to_bytes(samples.fill_in(LESSON, {}))
NB = f"{LESSON}.ipynb"

P, F, N, U, E = (3, "passed"), (0, "failed"), (0, "not attempted"), (0, "unreadable"), (0, "error")
Files = dict[str, bytes]
Wanted = dict[str, tuple[float, str]]
Case = tuple[str, Files, Wanted]


def make_code_cell(source: str, number: int = 0) -> samples.Notebook:
    """A cell of the learner's own."""
    return {
        "cell_type": "code",
        "id": f"own{number}",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "source": source,
    }


def hand_in(
    answer: str | None = RIGHT_ANSWER, above: Iterable[str] = (), below: Iterable[str] = (), slug: str = SLUG
) -> bytes:
    """The notebook with ``answer`` (None: as handed out) and the learner's own cells around its cell."""
    notebook = samples.fill_in(samples.find_lesson(slug), {} if answer is None else {slug: answer})
    cell = notebooks.find_exercise_cells(notebook)[slug]
    place = notebook["cells"].index(cell)
    notebook["cells"][place + 1 : place + 1] = [make_code_cell(text, 100 + n) for n, text in enumerate(below)]
    notebook["cells"][place:place] = [make_code_cell(text, n) for n, text in enumerate(above)]
    return samples.to_bytes(notebook)


def edit(text: str, *changes: tuple[str, str]) -> str:
    """``text`` with each change made, which must be possible."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def put_under(folder: str, files: Files) -> Files:
    return {f"{folder}/{name}": data for name, data in files.items()}
