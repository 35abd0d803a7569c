"""What an author has to mend before a lesson is built: lengths, header, alt texts, an exercise without its check."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from kubeish.authoring.answers import BEGIN, END, answered, has_answer, stubbed
from kubeish.authoring.names import checked
from kubeish.course import Exercise, Lesson

LINES, LINES_OF_EXERCISE, WORDS = 15, 25, 90
FENCED = re.compile(r"^(```+|~~~+).*?^\1", re.MULTILINE | re.DOTALL)
EMPTY_ALT = re.compile(r"!\[\s*\]\(|<img(?![^>]*\balt=[\"'][^\"'])[^>]*>")
FIGURE = re.compile(r"<svg(?![^>]*aria-label)(?!.*?<title)", re.DOTALL)


def complaints(notebook: Any, lesson: Lesson) -> list[str]:
    """A sentence for each slip in the notebook that ``source.read`` made of a lesson; empty where all is well."""
    found = [*_header(notebook, lesson), *_exercises(notebook, lesson)]
    for cell in notebook.cells:
        rules = _code(cell) if cell.cell_type == "code" else _prose(cell)
        found += [f"cell '{cell.id}' {complaint}" for complaint in rules]
    return [f"{lesson.name}, {complaint}" for complaint in found]


def figures(notebook: Any) -> list[str]:
    """A sentence for each drawing in the outputs that says nothing to who cannot see it."""
    name = notebook.metadata.kubeish.lesson
    shown = (
        (cell.id, str(data))
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for kind, data in output.get("data", {}).items()
        if kind in ("text/html", "image/svg+xml")
    )
    return [f"{name}, cell '{id}' shows {SILENT}" for id, data in shown if _silent(data)]


SILENT = "a picture without words: give it an alt text, or an <svg> a <title> or an aria-label."


def _silent(text: str) -> bool:
    return bool(EMPTY_ALT.search(text) or FIGURE.search(text))


def _header(notebook: Any, lesson: Lesson) -> Iterator[str]:
    first = notebook.cells[0] if notebook.cells else None
    text = " ".join(first.source.split()) if first and first.cell_type == "markdown" else ""
    for wanted in (lesson.title, f"{lesson.minutes} minutes", lesson.objective):
        if wanted not in text:
            yield f"its first cell does not say '{wanted}', as course.toml does."


def _prose(cell: Any) -> Iterator[str]:
    text = re.sub(r"<!--.*?-->", "", FENCED.sub("", cell.source), flags=re.DOTALL)
    lines = [line for line in text.splitlines() if not line.startswith(("|", "#"))]
    words = len(re.findall(r"\w[\w'’-]*", " ".join(lines)))
    if words > WORDS:
        yield f"has {words} words, {WORDS} are the most: split it by a line '+++', or say less."
    if _silent(cell.source):
        yield f"shows {SILENT}"


def _code(cell: Any) -> Iterator[str]:
    lines = [line for line in answered(cell.source).splitlines() if line.strip() not in (BEGIN, END)]
    most = LINES_OF_EXERCISE if "exercise" in cell.metadata.get("tags", []) else LINES
    if len(lines) > most:
        yield f"has {len(lines)} lines of code, {most} are the most: show its parts one after the other."
    for form, text in (("answer", answered(cell.source)), ("stub", stubbed(cell.source))):
        try:
            compile(text, "cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except SyntaxError as error:
            yield f"is no plain Python with its {form} in place: {error.msg}, line {error.lineno}."
            return
    if has_answer(cell.source) and "exercise" not in cell.metadata.get("tags", []):
        yield "holds an answer but is no exercise: give it ':tags: [exercise]' and a ':slug:'."
    if re.search(r"^[^#]*\bhint\(", cell.source, re.MULTILINE):
        yield "asks for a hint, which Run All would use up: write it as a comment."


def _exercises(notebook: Any, lesson: Lesson) -> Iterator[str]:
    made = [cell for cell in notebook.cells if "exercise" in cell.metadata.get("kubeish", {})]
    slugs = [cell.metadata.kubeish.exercise for cell in made]
    checks = dict(filter(None, (checked(cell.source) for cell in notebook.cells if cell.cell_type == "code")))
    for exercise in lesson.exercises:
        if slugs.count(exercise.slug) != 1:
            count = slugs.count(exercise.slug)
            yield f"exercise '{exercise.slug}' of course.toml wants one cell with its slug, and has {count}."
        if exercise.slug not in checks:
            yield f"exercise '{exercise.slug}' has no cell that calls check(\"{exercise.slug}\", ...)."
        elif checks[exercise.slug] != len(exercise.names):
            yield f"exercise '{exercise.slug}': its check is to be handed {', '.join(exercise.names)}."
    known = {exercise.slug: exercise for exercise in lesson.exercises}
    for slug in sorted({*slugs, *checks}):
        if slug not in known:
            yield f"exercise '{slug}' is not in course.toml."
    for cell in made:
        if cell.metadata.kubeish.exercise in known:
            yield from _exercise(cell, known[cell.metadata.kubeish.exercise])


def _exercise(cell: Any, exercise: Exercise) -> Iterator[str]:
    if not has_answer(cell.source):
        yield f"exercise '{exercise.slug}' has no answer between '{BEGIN}' and '{END}'."
    for form, text in (("answer", answered(cell.source)), ("stub", stubbed(cell.source))):
        for name in exercise.names:
            if name not in _defined(text):
                yield f"exercise '{exercise.slug}': its {form} does not define '{name}', as course.toml promises."


def _defined(source: str) -> set[str]:
    """The names that a cell defines at its top level."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    targets += [node.target for node in tree.body if isinstance(node, ast.AnnAssign)]
    named = [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    return {*named, *(node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))}
