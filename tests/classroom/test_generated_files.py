"""`kubeish build` makes README.md's tables and Binder's pins as well, and `--check` names each that differs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kubeish.classroom import generated_files, readme_sections
from kubeish.classroom.cli import main
from kubeish.errors import CourseError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with no lesson to build, so that only the tables are made."""
    for name in ("README.md", "pyproject.toml", "constraints.txt", "course.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "binder", tmp_path / "binder")
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "story.md", tmp_path / "docs")
    monkeypatch.setenv("KUBEISH_COURSE", str(tmp_path))
    return tmp_path


def test_the_readme_and_binders_pins_are_what_is_made() -> None:
    assert generated_files.find_differences(ROOT, generated_files.make_tables(ROOT), "`kubeish build`") == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("README.md", "(With nothing to install,", "(With little to install,"),
        ("docs/story.md", "18 of 20", "17 of 20"),
        ("binder/requirements.txt", "anywidget==", "anywidget>="),
    ],
)
def test_what_differs_is_named_and_made_again(checkout: Path, name: str, old: str, new: str) -> None:
    file = checkout / name
    before = file.read_text()
    assert old in before
    file.write_text(before.replace(old, new, 1))
    check = CliRunner().invoke(main, ["build", "--check"])
    assert (check.exit_code, check.output.count(" is not what ")) == (1, 1)
    assert f"{name} is not what `kubeish build` makes:\n" in check.output
    assert check.output.endswith("\nRun: kubeish build\n")
    made = CliRunner().invoke(main, ["build"])
    assert f"made {name}\n" in made.output
    assert file.read_text() == before
    assert CliRunner().invoke(main, ["build", "--check"]).exit_code == 0


def test_a_readme_without_its_marks_is_refused(checkout: Path) -> None:
    begin, end = readme_sections.get_marks("launch")
    for text in ("", begin, end + begin, begin + end + end):
        (checkout / "README.md").write_text(text)
        with pytest.raises(CourseError, match="no place for the launch table: it needs '<!-- launch: made by"):
            generated_files.make_tables(checkout)


def test_a_section_is_replaced_and_all_else_stays() -> None:
    begin, end = readme_sections.get_marks("story")
    text = f"Before.\n{begin}\nold\n{end}\nAfter.\n"
    assert readme_sections.replace_section(text, "story", "new") == f"Before.\n{begin}\n\nnew\n\n{end}\nAfter.\n"


def test_a_course_outside_a_checkout_has_no_tables(tmp_path: Path) -> None:
    assert generated_files.make_tables(tmp_path) == {}
