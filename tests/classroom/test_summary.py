"""The summary: what was done, where to go on, and the learner's own words, whatever state the notebooks are in."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import kubeish
from kubeish.classroom import notebooks, progress, workspace
from kubeish.classroom.summary import ALL_DONE
from tests.tiny import HELLO, of_a_learner, ship

ANSWER = 'def shout(text):\n    return "<b>" + text  # & louder'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = of_a_learner(tmp_path / "course", monkeypatch)
    workspace.fill(root / "work")
    monkeypatch.chdir(root / "work")
    return root / "work"


def answer(folder: Path) -> None:
    notebook = notebooks.read(folder / "00_hello.ipynb")
    notebooks.find_exercise_cells(notebook)["shout"]["source"] = ANSWER
    notebooks.write(folder / "00_hello.ipynb", notebook)


class Words(HTMLParser):
    """What a reader of a page reads, and the tags that are open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words = ""
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def test_at_first_nothing_was_tried_and_the_first_exercise_comes_next(folder: Path) -> None:
    assert str(kubeish.summary()) == (
        "shout                          not attempted yet    00_hello\n"
        "a-box                          not attempted yet    00_hello\n"
        f"\n2 exercises: 2 not attempted yet\nGo on with shout in {folder}/00_hello.ipynb"
    )


def test_what_is_passed_is_behind_and_the_answer_is_shown_as_it_was_written(folder: Path) -> None:
    answer(folder)
    progress.record("shout", progress.PASSED, folder)
    found = kubeish.summary()
    assert found.format_counts().splitlines()[1] == f"Go on with a-box in {folder}/00_hello.ipynb"
    page = Words(found.render_page())
    assert page.open == []
    assert ANSWER in page.words
    assert "Shout: passed" in page.words
    assert "none of 20" in page.words, "the table of the story is there"
    assert "thing = None" not in page.words, "a stub is nobody's answer"


def test_where_to_go_on_is_a_link_to_the_cell(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def find_links(page: str) -> list[str]:
        return re.findall(r'<p>2 exercises: .*<br><a href="([^"]*)">Go on with shout in [^<]*</a></p>', page)

    so_far, cell = kubeish.summary(), "00_hello.ipynb#cell-id=00-shout"
    assert find_links(so_far._repr_html_()) == find_links(so_far.render_page()) == [cell]
    assert find_links(so_far.render_page(folder.parent)) == [f"work/{cell}"]
    (folder / "my pages").mkdir()
    monkeypatch.chdir(folder / "my pages")
    assert find_links(kubeish.summary(folder)._repr_html_()) == [f"../{cell}"]
    moved = folder.rename(folder.with_name("my work"))
    assert find_links(kubeish.summary(moved).render_page(moved.parent)) == [f"my%20work/{cell}"]
    assert cell.partition("=")[2] in {each["id"] for each in notebooks.read(moved / "00_hello.ipynb")["cells"]}


def test_at_the_end_there_is_nothing_to_go_on_with(folder: Path) -> None:
    for slug in ("shout", "a-box"):
        progress.record(slug, progress.PASSED, folder)
    assert kubeish.summary().format_counts().endswith(f"\n{ALL_DONE}")


def test_a_notebook_that_is_gone_or_broken_costs_only_its_answers(folder: Path) -> None:
    progress.record("shout", progress.PASSED, folder)
    for spoil in (lambda path: path.write_text("{"), Path.unlink):
        spoil(folder / "00_hello.ipynb")
        assert "1 not attempted yet, 1 passed" in str(kubeish.summary())
        assert "Your answers" in kubeish.summary().render_page()


def test_progress_and_answers_outlive_a_new_edition(folder: Path) -> None:
    answer(folder)
    progress.record("shout", progress.PASSED, folder)
    ship(folder.parent, HELLO.replace("make it *loud*", "make it louder"))
    assert workspace.fill(folder) == [
        f"00_hello.ipynb is new, with your answers in it; as it was, it is {folder}/old-answers/00_hello.1.ipynb."
    ]
    page = kubeish.summary().render_page()
    assert "Shout: passed" in page
    assert ANSWER in Words(page).words
