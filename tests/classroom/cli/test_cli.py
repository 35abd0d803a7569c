"""The commands do what they say on a tiny course, and a slip meets a sentence."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kubeish.classroom import notebooks, progress
from kubeish.classroom.cli import COMMANDS, lab_command, main
from tests.classroom.test_workspace import ANSWER
from tests.tiny import HELLO, of_a_learner


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = of_a_learner(tmp_path / "course", monkeypatch)
    monkeypatch.chdir(tmp_path)
    return root


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), input=answer, prog_name="kubeish")


def test_every_command_is_listed_and_has_its_help() -> None:
    assert re.findall(r"^  (\w+)  ", run("--help").output, re.MULTILINE) == [*COMMANDS]
    assert all(run(name, "--help").output.startswith(f"Usage: kubeish {name}") for name in COMMANDS)
    assert "No such command 'fly'" in run("fly").output


def test_a_wrong_slug_meets_the_nearest_and_no_traceback() -> None:
    for command in ("hint", "reset"):
        wrong = run(command, "shoot")
        assert (wrong.exit_code, wrong.output) == (1, "Error: There is no exercise 'shoot': did you mean 'shout'?\n")


def test_a_check_of_one_exercise_is_a_cell_of_its_notebook() -> None:
    assert "To check shout, run the cell below it in its notebook." in run("check", "shout").output


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    failed = run("lab", "--no-open", "--work", str(tmp_path / "file" / "work"))
    assert failed.exit_code == 1
    assert failed.output.startswith("Error: ")
    assert "name another folder by --work" in failed.output


@pytest.mark.parametrize(("command", "brings"), [("build", "'kubeish[author]'"), ("lab", "kubeish")])
def test_a_missing_package_is_told_with_the_command_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, command: str, brings: str
) -> None:
    for name in [name for name in sys.modules if name.startswith("kubeish.classroom.authoring")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "jupytext", None)
    monkeypatch.setattr(lab_command.importlib.util, "find_spec", lambda name: None)
    said = run(command)
    assert said.exit_code == 1
    assert said.output.endswith(f"which is not installed here: type `pip install {brings}`.\n")


def test_jupyter_gets_a_folder_where_the_home_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, root: Path, tmp_path: Path
) -> None:
    before = dict(os.environ)
    for name in ("JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HOME", str(tmp_path / "file" / "below"))
    assert run("lab", "--no-open").exit_code == 0
    assert os.environ["JUPYTER_RUNTIME_DIR"] == str(root / "work" / ".kubeish" / "jupyter_runtime_dir")
    assert before.keys() <= {*os.environ, "JUPYTER_DATA_DIR"}


def test_check_shows_where_to_go_on(root: Path) -> None:
    before = run("check").output
    assert before.startswith("shout                          not attempted yet    00_hello\n")
    place = min(str(root / "work"), os.path.relpath(root / "work"), key=len)
    assert f"Go on with shout in {place}/00_hello.ipynb\n" in before
    assert before.endswith("\nA hint: kubeish hint shout\n")
    progress.record("shout", progress.PASSED, root / "work")
    progress.record("a-box", progress.NOT_YET, root / "work")
    between = run("check").output
    assert "2 exercises: 1 not yet, 1 passed\n" in between
    assert "Go on with a-box" in between
    progress.record("a-box", progress.PASSED, root / "work")
    assert run("check").output.splitlines()[-2:][0] == "2 exercises: 2 passed"


def test_check_draws_a_table_for_who_watches(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kubeish.classroom.cli import check_command
    from kubeish.classroom.summary import summary

    monkeypatch.setenv("COLUMNS", "100")
    progress.record("shout", progress.PASSED, root / "work")
    with CliRunner().isolation() as (out, _, _):
        check_command.show_lessons(summary(root / "work"))
        lines = out.getvalue().decode().splitlines()
    assert [line.split() for line in lines if "shout" in line] == [["shout", "2", "min", "passed", "Shout"]]
    assert lines[0] == "00  Hello: 1 of 2 passed"
    assert max(map(len, lines)) <= 100


def test_summary_writes_a_page_beside_the_notebooks_or_says_why_not(root: Path) -> None:
    run("lab", "--no-open")
    page = root / "work" / "summary.html"
    done = run("summary")
    assert done.output == (
        f"2 exercises: 2 not attempted yet\nGo on with shout in {root / 'work' / '00_hello.ipynb'}\n"
        f"The page is {page}\n"
    )
    assert "<h1>What you did</h1>" in page.read_text()
    wrong = run("summary", "--out", str(root / "course.toml" / "page.html"))
    assert (wrong.exit_code, "name another by --out" in wrong.output) == (1, True)


def test_hints_come_one_at_a_time_and_are_counted_with_the_notebook(root: Path) -> None:
    assert run("hint", "shout").output == "shout · hint 1 of 3\n\nWhere?\n"
    assert progress.count_hints("shout", root / "work") == 1
    assert run("hint", "shout").output == "shout · hint 2 of 3\n\nWhat?\n"


def test_a_hint_without_a_name_or_with_a_lesson_s_number_is_of_the_exercise_to_go_on_with(root: Path) -> None:
    assert run("hint").output == "shout · hint 1 of 3\n\nWhere?\n"
    assert run("hint", "00").output == "shout · hint 2 of 3\n\nWhat?\n"
    progress.record("shout", progress.PASSED, root / "work")
    assert run("hint", "0").output.startswith("a-box · hint 1 of ")
    wrong = run("hint", "77")
    assert wrong.exit_code == 1
    assert "There is no lesson '77'" in wrong.output


def test_reset_asks_and_keeps_the_answer(root: Path) -> None:
    run("lab", "--no-open")
    mine = root / "work" / "00_hello.ipynb"
    notebook = notebooks.read(mine)
    notebooks.find_exercise_cells(notebook)["shout"]["source"] = ANSWER
    notebooks.write(mine, notebook)
    before = mine.read_bytes()
    assert run("reset", "shout", answer="n\n").exit_code == 1
    assert mine.read_bytes() == before
    done = run("reset", "shout", answer="y\n")
    assert "exercise shout is as it was. What stood there is kept in" in done.output
    assert (root / "work" / "old-answers" / "shout.1.py").read_text() == ANSWER + "\n"
    assert "TODO" in notebooks.get_source(notebooks.find_exercise_cells(notebooks.read(mine))["shout"])
    assert "lesson 00_hello is as it was" in run("reset", "0", "--yes").output


def test_lab_opens_the_lesson_in_the_learners_copy(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[list[str], Path]] = []
    monkeypatch.setattr(lab_command, "_start_jupyterlab", lambda arguments, here: started.append((arguments, here)))
    done = run("lab", "--no-browser", "--port", "8899")
    assert done.stdout == f"Your notebooks are in {root / 'work'}\n"
    (arguments, here) = started[0]
    assert (arguments[0], arguments[-3:]) == ("00_hello.ipynb", ["--no-browser", "--port", "8899"])
    assert here == root / "work"
    assert (root / "work" / "00_hello.ipynb").exists()
    assert "Lesson 01_bye has no notebook yet" in run("lab", "--lesson", "1").output


def test_build_writes_and_check_tells_what_differs(root: Path) -> None:
    first = run("build")
    assert "made solutions/00_hello.ipynb\n" in first.output
    assert "01_bye is not written yet: there is no solutions/01_bye.md.\n" in first.output
    assert run("build", "--check").exit_code == 0
    shipped = root / "notebooks" / "00_hello.ipynb"
    shipped.write_text(shipped.read_text().replace("loud", "quiet"))
    differs = run("build", "--check", "00")
    assert differs.exit_code == 1
    assert "notebooks/00_hello.ipynb is not what solutions/00_hello.md makes" in differs.output
    assert differs.output.endswith("Run: kubeish build 00\n")
    assert "quiet" in shipped.read_text()


def test_an_authors_slip_is_a_sentence(root: Path) -> None:
    (root / "solutions" / "00_hello.md").write_text(HELLO.replace("5 minutes", ""))
    slip = run("build")
    assert (slip.exit_code, "00_hello, its first cell does not say '5 minutes'" in slip.output) == (1, True)


def test_the_command_starts_without_the_heavy_libraries() -> None:
    run_hint = "from kubeish.classroom.cli import main; main(['hint', 'shout'], standalone_mode=False)"
    ask = f"import sys; {run_hint}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert not {"rich", "nbformat", "jupytext", "etcd3", "IPython"} & set(done.stdout.split())
