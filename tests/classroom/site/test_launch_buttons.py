"""The launch buttons lead to what is there, wherever the repository is published."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

import kubeish
from kubeish.classroom import course
from kubeish.classroom.site import launch_buttons, urls
from kubeish.classroom.site.project import NotPublished

ROOT = Path(__file__).resolve().parents[3]
LESSONS = course.load(ROOT).lessons
GITHUB = urls.CourseUrls("https://github.com/ann/kubeish", "https://ann.github.io/kubeish", "v1.2")
ELSEWHERE = urls.CourseUrls("https://codes.example.org/ann/kubeish", "https://ann.example.org", "v1.2")


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A checkout whose pyproject.toml names an owner."""
    for name in ("pyproject.toml", "course.toml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("OWNER", "ann"), encoding="utf-8")
    return tmp_path


def test_every_lesson_has_a_button_for_each_place(published: Path) -> None:
    rows = [row for row in launch_buttons.render_table(published).splitlines() if re.match(r"\| \d\d ", row)]
    assert [row.split(" | ")[0] for row in rows] == [f"| {lesson.number} {lesson.title}" for lesson in LESSONS]
    assert all(re.findall(r"\[(\w+)\]\(https://", row) == ["run", "Binder", "Colab", "notebook"] for row in rows)


@pytest.mark.parametrize("where", [GITHUB, ELSEWHERE], ids=["github", "elsewhere"])
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_a_button_names_a_notebook_that_is_there(lesson: course.Lesson, where: urls.CourseUrls) -> None:
    query = parse_qs(urlsplit(where.browser_url(lesson)).query)
    assert (ROOT / "notebooks" / query["path"][0]).is_file()
    opened = parse_qs(urlsplit(where.binder_url(lesson)).query)["urlpath"][0]
    assert (ROOT / opened.removeprefix("lab/tree/")).is_file()
    assert (ROOT / where.viewer_url(lesson).partition("/v1.2/")[2]).is_file()
    colab = where.colab_url(lesson)
    assert bool(colab) == (where is GITHUB)
    assert not colab or (ROOT / colab.partition("/ann/kubeish/blob/v1.2/")[2]).is_file()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_each_language_has_its_links(language: str) -> None:
    for lesson in LESSONS:
        opened = parse_qs(urlsplit(GITHUB.binder_url(lesson, language)).query)["urlpath"][0]
        assert (ROOT / opened.removeprefix("lab/tree/")).is_file()
        assert (ROOT / GITHUB.viewer_url(lesson, language).partition("/v1.2/")[2]).is_file()
        assert ("zh_CN/" in urls.path_in_site(lesson, language)) == ("zh_CN/" in opened) == (language == "zh_CN")


def test_binder_is_told_the_repository_and_a_tag() -> None:
    assert urlsplit(GITHUB.binder_url(LESSONS[0])).path == "/v2/gh/ann/kubeish/v1.2"
    kind, repository, tag = urlsplit(ELSEWHERE.binder_url(LESSONS[0])).path.removeprefix("/v2/").split("/")
    assert (kind, unquote(repository), tag) == ("git", "https://codes.example.org/ann/kubeish", "v1.2")


def test_the_tag_is_the_version_and_an_address_with_a_slip_is_refused(tmp_path: Path) -> None:
    text = (ROOT / "pyproject.toml").read_text()
    found = urls.load(ROOT)
    assert found.tag == f"v{kubeish.__version__}"
    for slip in ("http://github.com/OWNER/kubeish", "https://github.com/OWNER/kubeish/"):
        (tmp_path / "pyproject.toml").write_text(text.replace(f'"{found.repository}"', f'"{slip}"'))
        with pytest.raises(NotPublished, match="'Repository' is wanted as an https:// address"):
            urls.load(tmp_path)


def test_until_it_is_published_one_line_says_how_and_no_link_is_dead() -> None:
    shown = launch_buttons.render_table(ROOT)
    assert (shown == launch_buttons.NOT_YET) == urls.load(ROOT).is_placeholder
    assert "OWNER" not in (ROOT / "README.md").read_text(encoding="utf-8")
    assert not GITHUB.is_placeholder


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:ann/kubeish.git", "https://github.com/ann/kubeish"),
        ("https://ann@github.com/ann/kubeish", "https://github.com/ann/kubeish"),
        ("ssh://git@codes.example.org/ann/kubeish.git", "https://codes.example.org/ann/kubeish"),
        ("/srv/kubeish", ""),
    ],
)
def test_the_git_remote_is_proposed(tmp_path: Path, remote: str, address: str) -> None:
    assert urls.propose_repository(tmp_path) == ""
    for command in (["init", "-q"], ["remote", "add", "origin", remote]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    assert urls.propose_repository(tmp_path) == address


def test_the_first_cell_installs_from_the_repository_once_there_is_one(published: Path) -> None:
    assert urls.find_requirement(published) == f"git+https://github.com/ann/kubeish@v{kubeish.__version__}"
    assert urls.load(ROOT).is_placeholder == (urls.find_requirement(ROOT) == f"kubeish=={kubeish.__version__}")
    assert urls.find_requirement(published / "nothing") == ""


def test_the_devcontainer_calls_what_the_makefile_has() -> None:
    text = (ROOT / ".devcontainer" / "devcontainer.json").read_text()
    told = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.M))
    target = told["postCreateCommand"].removeprefix("make ")
    assert f"\n{target}:" in (ROOT / "Makefile").read_text()
    assert told["postAttachCommand"] == ".venv/bin/kubeish doctor"
