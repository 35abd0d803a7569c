"""Nothing that a learner wrote is lost: not by a new edition of the course, not by a reset."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kubeish.classroom import notebooks, progress, workspace
from kubeish.errors import NotebookUnreadable
from tests.tiny import HELLO, of_a_learner, ship

ANSWER = 'def shout(text):\n    return text + "!"'


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = of_a_learner(tmp_path / "course", monkeypatch)
    workspace.fill(root / "work")
    return root


def mine(root: Path) -> Path:
    return root / "work" / "00_hello.ipynb"


def write_into(root: Path, name: str, text: str) -> None:
    notebook = notebooks.read(mine(root))
    next(cell for cell in notebook["cells"] if cell["id"] == name)["source"] = text
    notebooks.write(mine(root), notebook)


def add_cell(root: Path, below: str, text: str) -> None:
    notebook = notebooks.read(mine(root))
    names = [cell["id"] for cell in notebook["cells"]]
    cell = {"cell_type": "markdown", "id": "a1b2c3", "metadata": {}, "source": text}
    notebook["cells"].insert(names.index(below) + 1, cell)
    notebooks.write(mine(root), notebook)


def sources(path: Path) -> dict[str, str]:
    return {cell["id"]: notebooks.get_source(cell) for cell in notebooks.read(path)["cells"]}


def kept(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "work" / "old-answers").glob("*"))


def test_the_first_fill_copies_and_a_second_changes_nothing(root: Path) -> None:
    assert mine(root).read_bytes() == (root / "notebooks" / "00_hello.ipynb").read_bytes()
    write_into(root, "00-shout", ANSWER)
    before = mine(root).read_bytes()
    assert workspace.fill(root / "work") == []
    assert mine(root).read_bytes() == before


def test_an_untouched_notebook_gives_way_to_the_new_edition_though_it_was_run(root: Path) -> None:
    ran = notebooks.read(mine(root))
    ran["cells"][1] |= {"execution_count": 1, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}
    mine(root).write_text(json.dumps(ran))
    ship(root, HELLO.replace("Boxes keep things.", "Boxes keep much."))
    assert workspace.fill(root / "work") == ["00_hello.ipynb is new: you had not written into the one before."]
    assert sources(mine(root))["00-why-a-box"] == "Boxes keep much."
    assert kept(root) == []


def test_answers_and_own_cells_go_over_into_the_new_edition(root: Path) -> None:
    write_into(root, "00-shout", ANSWER)
    add_cell(root, "00-shout", "my note")
    old = mine(root).read_text()
    new = HELLO.replace("Boxes keep things.", "Boxes keep much.").replace(
        "thing = None  # TODO", "thing = None  # new stub"
    )
    ship(root, new.replace("The exercise: make it *loud*.", "Your turn, make it loud."))
    (said,) = workspace.fill(root / "work")
    assert said.startswith("00_hello.ipynb is new, with your answers in it; as it was, it is ")
    now = sources(mine(root))
    assert now["00-shout"] == ANSWER
    assert "new stub" in now["00-a-box"]
    assert now["00-why-a-box"] == "Boxes keep much."
    assert list(now)[list(now).index("00-shout") :][:3] == ["00-shout", "a1b2c3", "00-shout-check"]
    assert kept(root) == ["00_hello.1.ipynb"]
    assert (root / "work" / "old-answers" / "00_hello.1.ipynb").read_text() == old
    assert workspace.fill(root / "work") == []


def test_a_copied_exercise_cell_does_not_take_the_place_of_the_answer(root: Path) -> None:
    notebook = notebooks.read(mine(root))
    at = [cell["id"] for cell in notebook["cells"]].index("00-shout")
    notebook["cells"].insert(at, notebook["cells"][at] | {"id": "copy", "source": "a try"})
    notebook["cells"][at + 1]["source"] = ANSWER
    notebooks.write(mine(root), notebook)
    ship(root, HELLO.replace("Boxes keep things.", "Boxes keep much."))
    workspace.fill(root / "work")
    assert (sources(mine(root))["00-shout"], sources(mine(root))["copy"]) == (ANSWER, "a try")


def test_a_file_that_is_no_notebook_is_left_alone(root: Path) -> None:
    mine(root).write_text("{")
    ship(root, HELLO.replace("Boxes keep things.", "Boxes keep much."))
    (said,) = workspace.fill(root / "work")
    assert "is not a notebook" in said
    assert said.endswith("It stays as it is.")
    assert mine(root).read_text() == "{"


def test_a_reset_brings_the_stub_and_keeps_the_answer(root: Path) -> None:
    stub = sources(mine(root))["00-shout"]
    for answer in (ANSWER, ANSWER + "  # again"):
        write_into(root, "00-shout", answer)
        progress.record("shout", progress.PASSED, root / "work")
        path = workspace.reset_exercise("shout", root / "work")
        assert path is not None
        assert path.read_text() == answer + "\n"
        assert sources(mine(root))["00-shout"] == stub
        assert progress.load(root / "work").get_status("shout") == progress.NOT_ATTEMPTED
    assert kept(root) == ["shout.1.py", "shout.2.py"]


def test_a_merge_and_a_reset_keep_the_mode_and_half_a_surrogate_pair(root: Path) -> None:
    write_into(root, "00-shout", ANSWER + "  # \ud83d")
    mine(root).chmod(0o664)
    ship(root, HELLO.replace("Boxes keep things.", "Boxes keep much."))
    workspace.fill(root / "work")
    assert sources(mine(root))["00-shout"] == ANSWER + "  # \ud83d"
    path = workspace.reset_exercise("shout", root / "work")
    assert path is not None
    assert path.read_text() == ANSWER + "  # \\ud83d\n"
    assert mine(root).stat().st_mode & 0o777 == 0o664


def test_a_reset_brings_back_a_cell_that_was_deleted(root: Path) -> None:
    order = list(sources(mine(root)))
    notebook = notebooks.read(mine(root))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "00-shout"]
    notebooks.write(mine(root), notebook)
    assert workspace.reset_exercise("shout", root / "work") is None
    assert list(sources(mine(root))) == order


def test_a_whole_lesson_can_be_reset(root: Path) -> None:
    write_into(root, "00-shout", ANSWER)
    path = workspace.reset_lesson("00", root / "work")
    assert sources(path)["00-shout"] == ANSWER
    assert mine(root).read_bytes() == (root / "notebooks" / "00_hello.ipynb").read_bytes()


def test_what_was_never_opened_cannot_be_reset(root: Path) -> None:
    mine(root).unlink()
    with pytest.raises(NotebookUnreadable, match=r"no .*00_hello.ipynb: nothing to put back"):
        workspace.reset_exercise("shout", root / "work")


def test_where_the_learner_works(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert workspace.find_folder() == root / "work"
    monkeypatch.chdir(root / "work")
    assert workspace.find_folder() == root / "work"
    monkeypatch.chdir(root / "notebooks")
    assert workspace.find_folder() == root / "notebooks"
    monkeypatch.setenv("KUBEISH_WORK", str(tmp_path / "mine"))
    assert workspace.find_folder() == tmp_path / "mine"
