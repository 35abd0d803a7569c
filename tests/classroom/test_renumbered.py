"""Answers in the notebooks of version 0.1.0 move to the lessons of today, whose numbers are others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kubeish.classroom import course, notebooks, workspace

EDITION = Path(__file__).with_name("edition_0_1_0")
ROOT = Path(__file__).resolve().parents[2]
SLUGS = [exercise.slug for exercise in course.load(ROOT).exercises if exercise.slug != "fenced-put"]
"""The exercises of that version: the last lesson came later."""


def write_answer(notebook: notebooks.Notebook, slug: str, names: tuple[str, ...]) -> None:
    cell = notebooks.find_exercise_cells(notebook)[slug]
    cell["source"] = "\n".join(f"{name} = 'my answer'" for name in names)


def fill_with_answers(folder: Path, answered: set[str]) -> None:
    """Lay out the old edition with answers to the exercises of these slugs, and bring it up to date."""
    folder.mkdir()
    for old in sorted(EDITION.glob("*.ipynb")):
        notebook = notebooks.read(old)
        for slug in answered & set(notebooks.find_exercise_cells(notebook)):
            (exercise,) = [each for each in course.load().exercises if each.slug == slug]
            write_answer(notebook, slug, exercise.names)
        notebooks.write(folder / old.name, notebook)
    workspace.fill(folder)


def read_answers(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for lesson in course.load().lessons:
        cells = notebooks.find_exercise_cells(notebooks.read(folder / f"{lesson.name}.ipynb"))
        found |= {slug: notebooks.get_source(cell) for slug, cell in cells.items()}
    return {slug: text for slug, text in found.items() if slug in SLUGS}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "work"


def test_every_answer_is_found_in_the_lesson_that_has_its_exercise_now(work: Path) -> None:
    fill_with_answers(work, set(SLUGS))
    answers = read_answers(work)
    assert list(answers) == SLUGS
    assert all("my answer" in text for text in answers.values())


@pytest.mark.parametrize("slug", SLUGS)
def test_one_answer_alone_moves(work: Path, slug: str) -> None:
    fill_with_answers(work, {slug})
    assert [name for name, text in read_answers(work).items() if "my answer" in text] == [slug]


def test_no_notebook_of_the_old_edition_stays_among_the_lessons_and_none_is_lost(work: Path) -> None:
    fill_with_answers(work, {"string-set", "nobody-stranded"})
    lessons = [f"{lesson.name}.ipynb" for lesson in course.load().lessons]
    assert sorted(path.name for path in work.glob("*.ipynb")) == lessons
    kept = " ".join(path.read_text() for path in (work / workspace.KEPT).glob("*.ipynb"))
    assert kept.count("my answer") == 2


def test_untouched_notebooks_give_way_without_a_trace(work: Path) -> None:
    fill_with_answers(work, set())
    lessons = [f"{lesson.name}.ipynb" for lesson in course.load().lessons]
    assert sorted(path.name for path in work.iterdir()) == lessons
    for name in lessons:
        assert (work / name).read_bytes() == (course.find_root() / "notebooks" / name).read_bytes()


def test_a_second_fill_changes_nothing(work: Path) -> None:
    fill_with_answers(work, set(SLUGS))
    before = {path.name: path.read_bytes() for path in work.glob("*.ipynb")}
    assert workspace.fill(work) == []
    assert {path.name: path.read_bytes() for path in work.glob("*.ipynb")} == before


def test_own_cells_keep_their_place(work: Path) -> None:
    work.mkdir()
    notebook = notebooks.read(EDITION / "04_string_set.ipynb")
    ids = [cell["id"] for cell in notebook["cells"]]
    note = {"cell_type": "markdown", "id": "a1b2c3", "metadata": {}, "source": "my note"}
    notebook["cells"].insert(ids.index("04-string-set") + 1, note)
    notebooks.write(work / "04_string_set.ipynb", notebook)
    workspace.fill(work)
    now = [cell["id"] for cell in notebooks.read(work / "05_string_set.ipynb")["cells"]]
    assert now[now.index("a1b2c3") - 1] == "05-string-set"


def test_an_answer_to_an_exercise_that_asks_for_other_names_now_is_kept_as_a_comment(work: Path) -> None:
    work.mkdir()
    shutil.copy(EDITION / "02_compare_and_swap.ipynb", work)
    notebook = notebooks.read(work / "02_compare_and_swap.ipynb")
    write_answer(notebook, "why-did-the-tests-pass", ("guilty_line", "HonestFake"))
    notebooks.write(work / "02_compare_and_swap.ipynb", notebook)
    workspace.fill(work)
    text = read_answers(work)["why-did-the-tests-pass"]
    stub, old = text.split("an earlier edition, which asked for other names:")
    assert "guilty_lines = TODO" in stub.splitlines()
    assert "# guilty_line = 'my answer'" in old
