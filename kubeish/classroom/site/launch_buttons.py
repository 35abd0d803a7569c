"""The launch buttons in README.md: for each lesson a link to each place where it opens."""

from __future__ import annotations

from pathlib import Path

from kubeish.classroom import course
from kubeish.classroom.course import Lesson
from kubeish.classroom.site.urls import CourseUrls, load

NOT_YET = (
    "(With nothing to install, the course also runs in a browser tab and on Binder, once it is published: "
    "[docs/launching.md](docs/launching.md) says how.)"
)


def render_table(root: Path) -> str:
    """A row for each lesson, with its buttons, as Markdown; without an address, one line."""
    urls = load(root)
    if urls.is_placeholder:
        return NOT_YET
    rows = [
        f"| {lesson.number} {lesson.title} | {' | '.join(_render_buttons(urls, lesson))} |"
        for lesson in course.load(root).lessons
    ]
    head = "| open it, with nothing to install | in this browser | on Binder | on Colab | to look at |"
    return "\n".join([head, "| --- | --- | --- | --- | --- |", *rows])


def _render_buttons(urls: CourseUrls, lesson: Lesson) -> list[str]:
    places = {
        "run": urls.browser_url(lesson),
        "Binder": urls.binder_url(lesson),
        "Colab": urls.colab_url(lesson),
        "notebook": urls.viewer_url(lesson),
    }
    return [f"[{word}]({address})" if address else "" for word, address in places.items()]
