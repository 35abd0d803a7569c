"""The reading edition: pages that need neither a network nor a server, one for each lesson."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from kubeish.classroom import course, notebooks
from kubeish.classroom.course import Lesson
from kubeish.classroom.site import urls
from kubeish.classroom.site.lesson_parts import split_lesson
from kubeish.classroom.site.project import read_project

PAGES = Path(__file__).parent / "pages"
SHARED = {"style": "style.css", "theme": "theme.js"}


def build(root: Path, into: Path, alone: bool = False) -> None:
    """Write the pages of all built lessons of the checkout ``root`` into the empty folder ``into``.

    ``alone``: there is no browser edition to link to.
    """
    from kubeish.lessons.story import table

    lessons, addresses = find_built_lessons(root), urls.load(root)
    always = {
        "lessons": lessons,
        "alone": alone,
        "published": not addresses.is_placeholder,
        "icon": _embed_icon() if alone else "../icon.svg",
        "home": "index.html" if alone else "../index.html",
        "preview": "",
    }
    contents = render(
        "contents.html",
        title="kubeish: all lessons, to be read",
        here="",
        description=describe(root),
        story=Markup(table()._repr_html_()),
        first=urls.path_in_site(lessons[0]),
        repository=addresses.repository,
        **always,
    )
    (into / "index.html").write_text(contents, encoding="utf-8")
    for lesson in lessons:
        title = f"{lesson.number} {lesson.title} - kubeish"
        shown = _describe_lesson(root, lesson, lessons, addresses)
        page = render("lesson.html", title=title, here=lesson.name, **shown, **always)
        (into / f"{lesson.name}.html").write_text(page, encoding="utf-8")


def _embed_icon() -> str:
    """The icon as a data: address, for a folder that is read without the rest of the site."""
    return "data:image/svg+xml," + quote((PAGES / "icon.svg").read_text(encoding="utf-8"))


def find_built_lessons(root: Path) -> list[Lesson]:
    """The lessons that have both notebooks."""
    folders = [root / "solutions", root / "notebooks"]
    lessons = course.load(root).lessons
    return [each for each in lessons if all((folder / f"{each.name}.ipynb").exists() for folder in folders)]


def describe(root: Path) -> str:
    """The course in one sentence, as pyproject.toml has it."""
    return str(read_project(root)["description"])


def render(template: str, **values: object) -> str:
    """A page of ``pages``, with the shared style and script inside."""
    pages = Environment(
        loader=FileSystemLoader(PAGES), autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True
    )
    shared = {name: Markup((PAGES / file).read_text(encoding="utf-8")) for name, file in SHARED.items()}
    return pages.get_template(template).render(**shared, **values) + "\n"


def _describe_lesson(
    root: Path, lesson: Lesson, lessons: list[Lesson], addresses: urls.CourseUrls
) -> dict[str, object]:
    """The values that the page of one lesson shows."""
    solution, shipped = (
        notebooks.read(root / folder / f"{lesson.name}.ipynb") for folder in ("solutions", "notebooks")
    )
    at = lessons.index(lesson)
    return {
        "lesson": lesson,
        "description": lesson.objective,
        "before": lessons[at - 1] if at else None,
        "after": lessons[at + 1] if at + 1 < len(lessons) else None,
        "parts": list(split_lesson(solution, shipped, {each.name for each in lessons})),
        "in_site": urls.path_in_site(lesson),
        "on_binder": addresses.binder_url(lesson),
        "in_viewer": addresses.viewer_url(lesson),
    }
