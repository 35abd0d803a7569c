"""`kubeish site` says what is in its way, replaces only what is a site, and leaves the old one where it fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kubeish.classroom import course, notebooks
from kubeish.classroom.cli import main
from kubeish.classroom.site import lite_notebooks, project, site, static_pages
from kubeish.classroom.site.project import NotPublished
from kubeish.classroom.site.subprocess_run import run

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What of the checkout the reading edition is made from."""
    root = tmp_path / "checkout"
    root.mkdir()
    for name in ("pyproject.toml", "course.toml", "constraints.txt"):
        shutil.copy(ROOT / name, root / name)
    for name in ("solutions", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    return root


def test_what_is_no_checkout_has_nothing_to_publish(tmp_path: Path) -> None:
    with pytest.raises(NotPublished, match="is none: clone it, then make site"):
        site.build(tmp_path, tmp_path / "site", only_reading=True)


def test_a_folder_that_is_no_site_is_not_replaced(checkout: Path, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "to-ann.txt").write_text("Dear Ann")
    with pytest.raises(NotPublished, match="is there and no site of ours"):
        site.build(checkout, letters, only_reading=True)
    assert (letters / "to-ann.txt").read_text() == "Dear Ann"


def test_a_broken_link_keeps_the_old_site(checkout: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    site.build(checkout, out, only_reading=True)
    before = sorted(path.name for path in (out / "read").iterdir())
    assert before == sorted(
        ["index.html", "zh_CN", *(f"{lesson.name}.html" for lesson in static_pages.find_built_lessons(checkout))]
    )
    spoilt = notebooks.read(checkout / "solutions" / "00_start_here.ipynb")
    spoilt["cells"][0]["source"] += "\n[gone](gone.html)"
    notebooks.write(checkout / "solutions" / "00_start_here.ipynb", spoilt)
    with pytest.raises(NotPublished, match=r"read/00_start_here.html: the link gone.html leads nowhere"):
        site.build(checkout, out, only_reading=True)
    assert sorted(path.name for path in (out / "read").iterdir()) == before


@pytest.fixture(params=[0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_every_user_may_read_all_of_it(checkout: Path, tmp_path: Path) -> None:
    site.build(checkout, tmp_path / "site", only_reading=True)
    assert find_unreadable(tmp_path / "site") == []


@pytest.mark.usefixtures("umask")
def test_notebooks_that_only_their_author_may_read_are_readable_in_a_site(checkout: Path, tmp_path: Path) -> None:
    for path in (checkout / "notebooks").glob("*.ipynb"):
        path.chmod(0o600)
    lite_notebooks.copy_notebooks(checkout, tmp_path / "files")
    site.make_readable(tmp_path / "files")
    assert find_unreadable(tmp_path / "files") == []


def find_unreadable(folder: Path) -> list[Path]:
    """What a user who is neither the owner nor in the group may not read, or enter."""
    wanted = {path: 0o005 if path.is_dir() else 0o004 for path in (folder, *folder.rglob("*"))}
    return [path for path, bits in wanted.items() if path.stat().st_mode & bits != bits]


class Killed(BaseException):
    """What a process that is killed in the middle never gets over."""


@pytest.mark.parametrize("step", range(8))
def test_a_build_that_is_killed_leaves_a_whole_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Before each call that changes files: the old site or the new one lies whole, in its place or beside it."""
    for name in ("out", "made"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name)
    calls: list[str] = []

    def count(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            if len(calls) == step:
                raise Killed
            calls.append(name)
            return function(*arguments, **options)

        return counted

    with monkeypatch.context() as patch:
        for module, name in ((shutil, "rmtree"), (shutil, "move"), (Path, "rename")):
            patch.setattr(module, name, count(name, getattr(module, name)))
        try:
            site.replace_folder(tmp_path / "made", tmp_path / "out")
        except Killed:
            assert len(calls) == step
        else:
            assert calls == ["rmtree", "move", "rmtree", "rename", "rename", "rmtree"]
    kept = {path.parent.name: path.read_text() for path in tmp_path.rglob("index.html")}
    assert "out" in kept or {".out.new", ".out.old"} <= set(kept)
    (tmp_path / "made").mkdir(exist_ok=True)
    (tmp_path / "made" / "index.html").write_text("made")
    site.replace_folder(tmp_path / "made", tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out" / "index.html").read_text() == "made"


def test_a_site_that_cannot_be_replaced_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("out", "made"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name)
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name == ".out.new":
            raise OSError(1, "Operation not permitted")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="not permitted"):
        site.replace_folder(tmp_path / "made", tmp_path / "out")
    assert (tmp_path / "out" / "index.html").read_text() == "out"


def test_the_command_tells_how_to_see_it(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEISH_COURSE", str(checkout))
    made = CliRunner().invoke(main, ["site", "--only-reading", "--out", str(tmp_path / "site")])
    assert made.exit_code == 0, made.output
    assert f"python -m http.server --directory {tmp_path / 'site'}" in made.output


def test_the_first_lesson_says_that_it_runs_in_a_page_and_no_other_does(checkout: Path, tmp_path: Path) -> None:
    lite_notebooks.copy_notebooks(checkout, tmp_path / "files")
    laid = sorted((tmp_path / "files").glob("*.ipynb"))
    about = [
        path.name for path in laid if lite_notebooks.ABOUT["id"] in [c["id"] for c in notebooks.read(path)["cells"]]
    ]
    assert (len(laid), about) == (len(course.load().lessons), ["00_start_here.ipynb"])
    cells = [cell["id"] for cell in notebooks.read(laid[0])["cells"]]
    assert cells.index(lite_notebooks.ABOUT["id"]) == cells.index(lite_notebooks.BELOW) + 1


def test_a_pin_is_one_version(checkout: Path) -> None:
    assert project.find_pin(checkout, "anywidget").startswith("anywidget==")
    with pytest.raises(NotPublished, match="no-such is wanted at one version, and constraints"):
        project.find_pin(checkout, "no-such")


def test_a_program_that_fails_or_is_not_there_says_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(NotPublished, match=r"failed in .*:\nwhy not"):
        run(["sh", "-c", "echo why not >&2; exit 3"], tmp_path)
    with pytest.raises(NotPublished, match="no-such-program cannot be started"):
        run(["no-such-program"], tmp_path)


def test_each_language_has_its_notebooks_with_the_note_on_work_in_a_page(checkout: Path, tmp_path: Path) -> None:
    lite_notebooks.copy_notebooks(checkout, tmp_path / "files")
    laid = sorted((tmp_path / "files" / "zh_CN").iterdir())
    assert [path.name for path in laid] == [f"{lesson.name}.ipynb" for lesson in course.load().lessons]
    (about,) = (cell for cell in notebooks.read(laid[0])["cells"] if cell["id"] == lite_notebooks.ABOUT["id"])
    assert "你正在使用浏览器版" in notebooks.get_source(about)


def test_a_page_has_each_script_and_style_of_its_figures_once() -> None:
    figure = '<div class="kubeish-figure"><style>a{}</style><script type="module">b();</script></div>'
    other = figure.replace("b()", "c()")
    assert static_pages.drop_repeated_code(figure + figure + other) == (
        f'{figure}<div class="kubeish-figure"><style></style></div>'
        '<div class="kubeish-figure"><style></style><script type="module">c();</script></div>'
    )
