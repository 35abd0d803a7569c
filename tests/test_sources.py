"""What lessons say of 2014 names its source, and docs/sources.md has them all; the README's table is course.toml's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kubeish.classroom import course

ROOT = Path(__file__).parents[1]
SOURCES = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
LESSONS = sorted((ROOT / "solutions").glob("[0-9]*.md"))


def named(text: str) -> set[str]:
    """The pull requests and commits that a text names."""
    commits = re.findall(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7}\b", text)
    return {*re.findall(r"(?<![\w&/])#\d{2,6}\b", text), *commits}


@pytest.mark.parametrize("file", [*LESSONS, ROOT / "course.toml", ROOT / "README.md"], ids=lambda file: file.name)
def test_what_is_named_stands_among_the_sources(file: Path) -> None:
    assert named(file.read_text(encoding="utf-8")) <= named(SOURCES)


def test_each_pull_request_among_the_sources_is_one_that_a_lesson_names() -> None:
    texts = [file.read_text(encoding="utf-8") for file in [*LESSONS, ROOT / "course.toml"]]
    pulls = {name for name in named(SOURCES) if name.startswith("#")}
    assert pulls <= set().union(*map(named, texts))


def test_a_link_goes_where_its_words_say() -> None:
    links = [
        link
        for file in [*LESSONS, ROOT / "docs" / "sources.md"]
        for link in re.findall(r"\[#(\d+)\]\(https://github.com/kubernetes/kubernetes/pull/(\d+)\)", file.read_text())
    ]
    assert len(links) > 50
    assert all(words == target for words, target in links)


@pytest.mark.parametrize("lesson", course.load().lessons, ids=lambda lesson: lesson.name)
def test_the_readme_has_each_lesson_with_its_minutes(lesson: course.Lesson) -> None:
    rows = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert any(row.startswith(f"| {lesson.name[:2]} {lesson.title} | {lesson.minutes} |") for row in rows)
