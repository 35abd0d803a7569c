"""The launch buttons lead to what is there, wherever the repository is published."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

import kubeish
from kubeish import course
from kubeish.publishing import address, launch
from kubeish.publishing.__main__ import main
from kubeish.publishing.running import NotPublished

ROOT = Path(__file__).resolve().parent.parent.parent
LESSONS = course.load(ROOT).lessons
GITHUB = address.Address("https://github.com/ann/kubeish", "https://ann.github.io/kubeish", "v1.2")
ELSEWHERE = address.Address("https://codes.example.org/ann/kubeish", "https://ann.example.org", "v1.2")


def test_the_readme_and_binders_pins_are_what_is_made(capsys: pytest.CaptureFixture[str]) -> None:
    assert (main(["--check"]), capsys.readouterr().err) == (0, "")


def test_what_differs_is_named_and_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("README.md", "pyproject.toml", "constraints.txt", "course.toml", "binder"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    monkeypatch.setenv("KUBEISH_COURSE", str(tmp_path))
    readme = tmp_path / "README.md"
    readme.write_text(readme.read_text().replace("| 01 The race | [run]", "| 01 The place | [run]"))
    assert main(["--check"]) == 1
    assert main([]) == 0
    assert readme.read_text() == (ROOT / "README.md").read_text()


def test_every_lesson_has_a_button_for_each_place() -> None:
    rows = [row for row in launch.table(ROOT).splitlines() if re.match(r"\| \d\d ", row)]
    assert [row.split(" | ")[0] for row in rows] == [f"| {lesson.number} {lesson.title}" for lesson in LESSONS]
    assert all(re.findall(r"\[(\w+)\]\(https://", row) == ["run", "Binder", "notebook"] for row in rows)


@pytest.mark.parametrize("where", [GITHUB, ELSEWHERE], ids=["github", "elsewhere"])
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_a_button_names_a_notebook_that_is_there(lesson: course.Lesson, where: address.Address) -> None:
    query = parse_qs(urlsplit(where.in_browser(lesson)).query)
    assert (ROOT / "notebooks" / query["path"][0]).is_file()
    opened = parse_qs(urlsplit(where.on_binder(lesson)).query)["urlpath"][0]
    assert (ROOT / opened.removeprefix("lab/tree/")).is_file()
    assert (ROOT / where.in_viewer(lesson).partition("/v1.2/")[2]).is_file()


def test_binder_is_told_the_repository_and_a_tag() -> None:
    assert urlsplit(GITHUB.on_binder(LESSONS[0])).path == "/v2/gh/ann/kubeish/v1.2"
    kind, repository, tag = urlsplit(ELSEWHERE.on_binder(LESSONS[0])).path.removeprefix("/v2/").split("/")
    assert (kind, unquote(repository), tag) == ("git", "https://codes.example.org/ann/kubeish", "v1.2")


def test_the_tag_is_the_version_and_an_address_with_a_slip_is_refused(tmp_path: Path) -> None:
    text = (ROOT / "pyproject.toml").read_text()
    found = address.load(ROOT)
    assert found.tag == f"v{kubeish.__version__}"
    for slip in ("http://github.com/OWNER/kubeish", "https://github.com/OWNER/kubeish/"):
        (tmp_path / "pyproject.toml").write_text(text.replace(f'"{found.repository}"', f'"{slip}"'))
        with pytest.raises(NotPublished, match="'Repository' is wanted as an https:// address"):
            address.load(tmp_path)


def test_until_it_is_published_the_buttons_say_so() -> None:
    note = launch.NOT_YET in launch.table(ROOT)
    assert note == address.load(ROOT).is_placeholder
    assert not GITHUB.is_placeholder


def test_a_readme_without_its_marks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(launch.END + launch.BEGIN)
    with pytest.raises(NotPublished, match="no place for the buttons"):
        launch.readme(tmp_path)


def test_the_devcontainer_calls_what_the_makefile_has() -> None:
    text = (ROOT / ".devcontainer" / "devcontainer.json").read_text()
    told = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.M))
    target = told["postCreateCommand"].removeprefix("make ")
    assert f"\n{target}:" in (ROOT / "Makefile").read_text()
    assert told["postAttachCommand"] == ".venv/bin/kubeish doctor"
