"""What an author must fix before a lesson is built: lengths, header, alt texts, missing checks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from kubeish.classroom.authoring.cell_ids import parse_check_call
from kubeish.classroom.authoring.solution_regions import BEGIN, END, has_answer
from kubeish.classroom.course import Exercise, Lesson
from kubeish.classroom.notebooks import find_definitions

LINES, LINES_OF_EXERCISE, WORDS, WORDS_OF_EXERCISE = 15, 25, 90, 130
COLUMNS = 88  # of JupyterLab beside its list of files, 1280 pixels wide
FENCED = re.compile(r"^(```+|~~~+).*?^\1", re.MULTILINE | re.DOTALL)
EMPTY_ALT = re.compile(r"!\[\s*\]\(|<img(?![^>]*\balt=[\"'][^\"'])[^>]*>")
FIGURE = re.compile(r"<svg(?![^>]*aria-label)(?!.*?<title)", re.DOTALL)
SILENT = "a picture without words: give it an alt text, or an <svg> a <title> or an aria-label."
Forms = dict[str, str]  # a cell's text: "answer" in the solution, "stub" in the learner's notebook


def find_problems(solution: NotebookNode, shipped: NotebookNode, lesson: Lesson) -> list[str]:
    """A sentence for each problem in the two notebooks of a lesson, before the solution is run."""
    found = list(_check_header(solution, lesson))
    forms = {cell.id: {"answer": cell.source, "stub": stub.source} for cell, stub in zip(solution.cells, shipped.cells)}
    found += _check_exercises(solution, forms, lesson)
    for cell in solution.cells:
        problems = _check_code(cell, forms[cell.id]) if cell.cell_type == "code" else _check_prose(cell)
        found += [f"cell '{cell.id}' {problem}" for problem in problems]
    return [f"{lesson.name}, {problem}" for problem in found]


def find_silent_pictures(solution: NotebookNode) -> list[str]:
    """A sentence for each picture in the outputs that has no text for a blind reader."""
    name = solution.metadata.kubeish.lesson
    shown = (
        (cell.id, str(data))
        for cell in solution.cells
        for output in cell.get("outputs", [])
        for kind, data in output.get("data", {}).items()
        if kind in ("text/html", "image/svg+xml")
    )
    return [f"{name}, cell '{id}' shows {SILENT}" for id, data in shown if _is_silent(data)]


def _is_silent(text: str) -> bool:
    return bool(EMPTY_ALT.search(text) or FIGURE.search(text))


def _check_header(notebook: NotebookNode, lesson: Lesson) -> Iterator[str]:
    first = notebook.cells[0] if notebook.cells else None
    text = " ".join(first.source.split()) if first and first.cell_type == "markdown" else ""
    for wanted in (lesson.title, f"{lesson.minutes} minutes", lesson.objective):
        if wanted not in text:
            yield f"its first cell does not say '{wanted}', as course.toml does."


def _check_prose(cell: NotebookNode) -> Iterator[str]:
    text = re.sub(r"<!--.*?-->", "", FENCED.sub("", cell.source), flags=re.DOTALL)
    lines = [line for line in text.splitlines() if not line.startswith(("|", "#"))]
    words = len(re.findall(r"\w[\w'’-]*", " ".join(lines)))
    most = WORDS_OF_EXERCISE if cell.source.startswith("## Exercise") else WORDS
    if words > most:
        yield f"has {words} words, {most} are the most: split it by a line '+++', or say less."
    if _is_silent(cell.source):
        yield f"shows {SILENT}"


def _check_code(cell: NotebookNode, forms: Forms) -> Iterator[str]:
    is_exercise = "exercise" in cell.metadata.get("tags", [])
    lines = [line for line in cell.source.splitlines() if line.strip() not in (BEGIN, END)]
    most = LINES_OF_EXERCISE if is_exercise else LINES
    if len(lines) > most:
        yield f"has {len(lines)} lines of code, {most} are the most: show its parts one after the other."
    if long := next((line for line in lines if len(line.removeprefix("#| ")) > COLUMNS), ""):
        yield f"has a line of {len(long)} characters, {COLUMNS} are the most: break {long.strip()[:30]!r}."
    for form, text in forms.items():
        try:
            compile(text, "cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except SyntaxError as error:
            yield f"is no plain Python with its {form} in place: {error.msg}, line {error.lineno}."
            return
    if has_answer(cell.source) and not is_exercise:
        yield "holds an answer but is no exercise: give it ':tags: [exercise]' and a ':slug:'."
    if re.search(r"^[^#]*\bhint\(", cell.source, re.MULTILINE):
        yield "asks for a hint, which Run All would use up: write it as a comment."


def _check_exercises(notebook: NotebookNode, forms: dict[str, Forms], lesson: Lesson) -> Iterator[str]:
    made = [cell for cell in notebook.cells if "exercise" in cell.metadata.get("kubeish", {})]
    slugs = [cell.metadata.kubeish.exercise for cell in made]
    checks = dict(filter(None, (parse_check_call(cell.source) for cell in notebook.cells if cell.cell_type == "code")))
    for exercise in lesson.exercises:
        if slugs.count(exercise.slug) != 1:
            count = slugs.count(exercise.slug)
            yield f"exercise '{exercise.slug}' of course.toml wants one cell with its slug, and has {count}."
        if exercise.slug not in checks:
            yield f"exercise '{exercise.slug}' has no cell that calls check(\"{exercise.slug}\", ...)."
        elif checks[exercise.slug] != len(exercise.names):
            yield f"exercise '{exercise.slug}': its check is to be handed {', '.join(exercise.names)}."
    known = {exercise.slug: exercise for exercise in lesson.exercises}
    yield from (f"exercise '{slug}' is not in course.toml." for slug in sorted({*slugs, *checks} - {*known}))
    for slug, cell in zip(slugs, made):
        if slug in known:
            yield from _check_exercise(known[slug], forms[cell.id])


def _check_exercise(exercise: Exercise, forms: Forms) -> Iterator[str]:
    if not has_answer(forms["answer"]):
        yield f"exercise '{exercise.slug}' has no answer between '{BEGIN}' and '{END}'."
    for form, text in forms.items():
        for name in exercise.names:
            if name not in find_definitions(text):
                yield f"exercise '{exercise.slug}': its {form} does not define '{name}', as course.toml promises."
