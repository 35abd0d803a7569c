"""The reading edition: pages that need neither a network nor a server, one for each lesson."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from kubeish.classroom import course, display_language, notebooks
from kubeish.classroom.course import Lesson
from kubeish.classroom.shipped_notebooks import ENGLISH
from kubeish.classroom.site import page_words, urls
from kubeish.classroom.site.lesson_parts import split_lesson
from kubeish.classroom.site.project import read_project
from kubeish.wording import look_up, show

PAGES = Path(__file__).parent / "pages"
SHARED = {"style": "style.css", "theme": "theme.js"}


def build(root: Path, into: Path, alone: bool = False) -> None:
    """Write the pages of all built lessons of the checkout ``root`` into the empty folder ``into``.

    Each other language has a folder in it. ``alone``: there is no browser edition to link to.
    """
    for language in (ENGLISH, *(other.folder for other in page_words.list_others(root, ENGLISH))):
        folder = into if language == ENGLISH else into / language
        folder.mkdir(exist_ok=True)
        with display_language.speak(language):
            _build_language(root, folder, language, alone)


def _build_language(root: Path, into: Path, language: str, alone: bool) -> None:
    """Write the pages of the language that is spoken now."""
    from kubeish.lessons.story import table

    lessons, addresses = find_built_lessons(root), urls.load(root)
    always = {
        "lessons": lessons,
        "alone": alone,
        "published": not addresses.is_placeholder,
        **_describe_frame(root, language, alone),
    }
    contents = render(
        "contents.html",
        title=show(page_words.WORDS["all"]),
        here="",
        description=describe(root),
        story=Markup(table()._repr_html_()),
        first=urls.path_in_site(lessons[0], language),
        repository=addresses.repository,
        **always,
    )
    (into / "index.html").write_text(contents, encoding="utf-8")
    for lesson in lessons:
        title = f"{lesson.number} {lesson.title} - kubeish"
        shown = _describe_lesson(root, lesson, lessons, addresses, language)
        page = render("lesson.html", title=title, here=lesson.name, **shown, **always)
        (into / f"{lesson.name}.html").write_text(drop_repeated_code(page), encoding="utf-8")


def _describe_frame(root: Path, language: str, alone: bool) -> dict[str, object]:
    """The values of base.html that are the same for all pages of a language."""
    up = "" if language == ENGLISH else "../"
    return {
        "icon": _embed_icon() if alone else f"{up}../icon.svg",
        "home": "index.html" if alone else f"{up}../{'' if language == ENGLISH else language + '/'}index.html",
        "preview": "",
        "words": page_words.show_words(),
        "lang": page_words.make_tag(language),
        "others": page_words.list_others(root, language),
        "up": up,
        "language_script": Markup((PAGES / "language.js").read_text(encoding="utf-8")),
    }


def drop_repeated_code(page: str) -> str:
    """``page`` with each script and style of its figures once: a script draws every figure of its kind."""
    seen: set[str] = set()

    def keep_first(found: re.Match[str]) -> str:
        is_new = found[0] not in seen
        seen.add(found[0])
        return found[0] if is_new else "<style></style>" if found[1] == "style" else ""

    return re.sub(r'<(style|script type="module")>.*?</(?:style|script)>', keep_first, page, flags=re.DOTALL)


def _embed_icon() -> str:
    """The icon as a data: address, for a folder that is read without the rest of the site."""
    return "data:image/svg+xml," + quote((PAGES / "icon.svg").read_text(encoding="utf-8"))


def find_built_lessons(root: Path) -> list[Lesson]:
    """The lessons that have both notebooks, with their titles in the language that is spoken."""
    folders = [root / "solutions", root / "notebooks"]
    lessons = display_language.translate_course(course.load(root)).lessons
    return [each for each in lessons if all((folder / f"{each.name}.ipynb").exists() for folder in folders)]


def describe(root: Path) -> str:
    """The course in one sentence, as pyproject.toml has it, in the language that is spoken now."""
    return show(look_up(str(read_project(root)["description"])))


def render(template: str, **values: object) -> str:
    """A page of ``pages``, with the shared style and script inside."""
    pages = Environment(
        loader=FileSystemLoader(PAGES), autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True
    )
    shared = {name: Markup((PAGES / file).read_text(encoding="utf-8")) for name, file in SHARED.items()}
    return pages.get_template(template).render(**shared, **values) + "\n"


def _describe_lesson(
    root: Path, lesson: Lesson, lessons: list[Lesson], addresses: urls.CourseUrls, language: str
) -> dict[str, object]:
    """The values that the page of one lesson shows."""
    solution, shipped = (
        notebooks.read(root / folder / ("" if language == ENGLISH else language) / f"{lesson.name}.ipynb")
        for folder in ("solutions", "notebooks")
    )
    at = lessons.index(lesson)
    return {
        "lesson": lesson,
        "description": lesson.objective,
        "before": lessons[at - 1] if at else None,
        "after": lessons[at + 1] if at + 1 < len(lessons) else None,
        "parts": list(split_lesson(solution, shipped, {each.name for each in lessons})),
        "in_site": urls.path_in_site(lesson, language),
        "on_binder": addresses.binder_url(lesson, language),
        "in_viewer": addresses.viewer_url(lesson, language),
    }
