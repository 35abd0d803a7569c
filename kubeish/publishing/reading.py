"""The reading edition: each lesson a page that needs neither a network nor a server, and a page of contents."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from kubeish import course, notebooks
from kubeish.course import Lesson
from kubeish.publishing import address
from kubeish.publishing.parts import parts

PAGES = Path(__file__).parent / "pages"
SHARED = {"style": "style.css", "theme": "theme.js"}


def build(root: Path, into: Path, alone: bool = False) -> None:
    """Write the pages of the lessons that are built in the checkout ``root`` into the empty folder ``into``.

    ``alone``: there is no browser edition beside them to lead to.
    """
    from kubeish.story import table

    lessons, where = written(root), address.load(root)
    always = {"lessons": lessons, "alone": alone, "published": not where.is_placeholder}
    contents = render(
        "contents.html",
        title="kubeish",
        here="",
        description=description(root),
        story=_html(table()._repr_html_()),
        first=address.in_site(lessons[0]),
        repository=where.repository,
        **always,
    )
    (into / "index.html").write_text(contents, encoding="utf-8")
    for lesson in lessons:
        title = f"{lesson.number} {lesson.title} - kubeish"
        page = render("lesson.html", title=title, here=lesson.name, **_lesson(root, lesson, lessons, where), **always)
        (into / f"{lesson.name}.html").write_text(page, encoding="utf-8")


def written(root: Path) -> list[Lesson]:
    """The lessons that have both notebooks."""
    folders = [root / "solutions", root / "notebooks"]
    lessons = course.load(root).lessons
    return [each for each in lessons if all((folder / f"{each.name}.ipynb").exists() for folder in folders)]


def description(root: Path) -> str:
    """The course in one sentence, as pyproject.toml has it."""
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["description"])


def render(template: str, **values: Any) -> str:
    """A page of ``pages``, with the style and the script that all of them carry inside."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    pages = Environment(
        loader=FileSystemLoader(PAGES), autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True
    )
    shared = {name: _html((PAGES / file).read_text(encoding="utf-8")) for name, file in SHARED.items()}
    return pages.get_template(template).render(**shared, **values) + "\n"


def _html(text: str) -> Any:
    """Text that is HTML already."""
    from markupsafe import Markup

    return Markup(text)


def _lesson(root: Path, lesson: Lesson, lessons: list[Lesson], where: address.Address) -> dict[str, Any]:
    """What the page of one lesson shows."""
    solution = notebooks.read(root / "solutions" / f"{lesson.name}.ipynb")
    shipped = notebooks.read(root / "notebooks" / f"{lesson.name}.ipynb")
    made = parts(solution, shipped, {each.name for each in lessons})
    return {
        "lesson": lesson,
        "parts": [
            {name: text if name == "kind" else _html(text) for name, text in vars(part).items()} for part in made
        ],
        "in_site": address.in_site(lesson),
        "on_binder": where.on_binder(lesson),
        "in_viewer": where.in_viewer(lesson),
    }
