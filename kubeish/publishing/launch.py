"""The launch buttons: for each lesson a link to each place where it opens. In README.md, between two marks."""

from __future__ import annotations

from pathlib import Path

from kubeish import course
from kubeish.course import Lesson
from kubeish.publishing.address import Address, load
from kubeish.publishing.running import NotPublished

BEGIN = "<!-- launch: made by kubeish, see docs/launching.md -->"
END = "<!-- /launch -->"
NOT_YET = (
    "*These links hold once the repository has an address of its own: "
    "[docs/launching.md](docs/launching.md) says how. Until then, `make lab` and `make site`.*"
)


def readme(root: Path) -> str:
    """README.md of the checkout ``root`` as it should be. Raises NotPublished where it has no marks."""
    text = (root / "README.md").read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise NotPublished(f"README.md has no place for the buttons: it needs '{BEGIN}' and '{END}', once each.")
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{table(root)}\n\n{END}{rest.split(END)[1]}"


def table(root: Path) -> str:
    """A row for each lesson, with its buttons, as Markdown."""
    address = load(root)
    rows = [
        f"| {lesson.number} {lesson.title} | {' | '.join(_buttons(address, lesson))} |"
        for lesson in course.load(root).lessons
    ]
    head = "| open it, with nothing to install | in this browser | on Binder | to look at |"
    note = ["", NOT_YET] if address.is_placeholder else []
    return "\n".join([head, "| --- | --- | --- | --- |", *rows, *note])


def _buttons(address: Address, lesson: Lesson) -> list[str]:
    places = [("run", address.in_browser), ("Binder", address.on_binder), ("notebook", address.in_viewer)]
    return [f"[{word}]({where(lesson)})" for word, where in places]
