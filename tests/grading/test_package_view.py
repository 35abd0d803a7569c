"""Copies of kubeish for the sandbox: without the grader and the answers, shared by processes."""

from __future__ import annotations

import ast
import importlib
import os
from pathlib import Path
from typing import Any

import pytest

from kubeish.classroom import course
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.mark_exercise import mark_exercise
from kubeish.classroom.grading.mark_submission import Sandboxes
from kubeish.classroom.grading.reading.answer_candidates import AnswerCandidate
from kubeish.classroom.grading.sandbox import package_view
from kubeish.classroom.grading.sandbox.guest import preload
from kubeish.classroom.grading.sandbox.package_view import ANSWERS, NOTEBOOKS, PackageView, load_visibility
from kubeish.classroom.grading.settings import Bounds

# What has to run inside. A module that is added to the grader must not appear here by itself.
INSIDE = {
    "__init__.py",
    "channel.py",
    *(f"wire/{name}.py" for name in ("__init__", "error_codec", "forecast_table", "history_table", "kinds")),
    "sandbox/__init__.py",
    *(f"sandbox/guest/{name}.py" for name in ("__init__", "answer_server", "exec_cell", "forked_kernel", "isolate")),
    *(f"sandbox/guest/{name}.py" for name in ("limits", "linux", "nbval_server", "notebook_names", "own_cells")),
    *(f"sandbox/guest/{name}.py" for name in ("memory_bound", "preload", "python_text", "zygote")),
}


def list_files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"
    }


@pytest.mark.parametrize("room", [ANSWERS, NOTEBOOKS])
def test_nothing_of_the_grader_is_visible_but_what_runs_inside(room: str, tmp_path: Path) -> None:
    copy = PackageView(tmp_path).build_base(room)
    classroom = copy / "kubeish" / "classroom"
    assert list_files(classroom / "grading") == INSIDE
    assert {path.name for path in classroom.iterdir() if path.is_dir()} <= {"grading", "__pycache__"}
    for name in ("__init__.py", "sandbox/__init__.py"):
        (docstring,) = ast.parse((classroom / "grading" / name).read_text()).body
        assert isinstance(docstring, ast.Expr)
    assert not [path for path in copy.rglob("*") if path.suffix in (".ipynb", ".md") or path.name == "solutions"]


@pytest.mark.parametrize("room", [ANSWERS, NOTEBOOKS])
def test_of_the_hidden_folders_an_exercise_sees_what_it_may(room: str, tmp_path: Path) -> None:
    view, visibility = PackageView(tmp_path), load_visibility()
    base = list_files(view.build_base(room) / "kubeish")
    assert {name for name in base if name.startswith(tuple(visibility.hidden))} == set(visibility.always)
    for key in ("", "string-set", "run-pod+first-write", *visibility.exercises):
        overlay = view.build_overlay(room, key)
        shown = {name for name in list_files(overlay) if "is hidden while" not in (overlay / name).read_text()}
        assert shown == visibility.list_shown(room, key)
        assert {name for name in shown if room == ANSWERS and name.startswith("checks/")} <= set(visibility.always)


@pytest.mark.parametrize("slug", [exercise.slug for exercise in course.load().exercises])
def test_a_check_finds_all_of_its_own_modules_where_it_runs_with_the_answer(slug: str) -> None:
    shown = load_visibility().list_shown(NOTEBOOKS, slug)
    seen, left = set(), [f"checks/exercises/{slug.replace('-', '_')}.py"]
    while left:
        name = left.pop()
        seen.add(name)
        tree = ast.parse((package_view.PACKAGE / name).read_text(encoding="utf-8"))
        modules = [node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom)]
        names = [f"{module.removeprefix('kubeish.').replace('.', '/')}.py" for module in modules]
        left += [
            each for each in names if each.startswith(("checks/models/", "checks/exercises/")) and each not in seen
        ]
    assert seen <= shown


def test_exercises_share_a_room_where_they_see_the_same() -> None:
    groups = load_visibility().group(["is-etcd-conflict", "run-pod", "compare-and-swap-obj"])
    assert groups == [["is-etcd-conflict", "compare-and-swap-obj"], ["run-pod"]]


def test_an_answer_sees_no_other_copy(sandboxes: Sandboxes, specs: ExerciseSpecs) -> None:
    """The copy for notebooks, which a run with nbval makes too, has more modules."""
    sandboxes.answers.view.build_base(NOTEBOOKS)
    sandboxes.answers.view.build_overlay(NOTEBOOKS, "back-off")
    cell = """
import os
print(os.listdir("/course"), os.listdir("/course/overlays"), end=" ")
print([path for path, _, names in os.walk("/") for name in names if name in ("pr_557.py", "grades.csv", "course.toml")
       if "is hidden while" not in open(f"{path}/{name}").read()])
"""
    spec = next(spec for spec in specs.exercises if spec.slug == "warm-up")
    candidate = AnswerCandidate(cell, "its id", "a.ipynb", 1)
    mark = mark_exercise(sandboxes.answers, spec, [candidate], Bounds(seconds=60))
    assert mark.printed.strip() in ("['base', 'overlays'] [] []", "['overlays', 'base'] [] []")


BUILDS = [("build_base", (ANSWERS,)), ("build_base", (NOTEBOOKS,))]
BUILDS += [(build, (room, "run-pod")) for build in ("build_overlay", "build_whole") for room in (ANSWERS, NOTEBOOKS)]


@pytest.mark.parametrize(("build", "arguments"), BUILDS)
def test_another_process_never_sees_a_part_of_a_copy(
    build: str, arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, seen = package_view._copy, []

    def copy_and_let_another_in(path: Path, to: Path) -> None:
        copy(path, to)
        if not seen:
            seen.append(None)
            seen[0] = list_files(getattr(PackageView(tmp_path), build)(*arguments))

    monkeypatch.setattr(package_view, "_copy", copy_and_let_another_in)
    folder = getattr(PackageView(tmp_path), build)(*arguments)
    assert seen == [list_files(folder)]
    assert {path.name for path in tmp_path.iterdir()} <= {"answers", "notebooks", "whole"}


def test_another_user_may_read_the_copies(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        overlay = PackageView(tmp_path).build_overlay(ANSWERS, "run-pod")
    finally:
        os.umask(before)
    for path in (tmp_path, overlay.parent.parent, overlay.parent, overlay, *overlay.rglob("*")):
        assert path.stat().st_mode & 0o005 == 0o005, path


@pytest.mark.parametrize("names", [preload.FOR_ANSWERS, preload.FOR_LESSONS, preload.PACKAGES])
def test_what_is_imported_in_advance_is_there(names: list[str]) -> None:
    for name in names:
        importlib.import_module(name)


def test_nothing_that_an_exercise_hides_is_imported_in_advance() -> None:
    visibility: Any = load_visibility()
    for name in preload.FOR_ANSWERS:
        path = name.removeprefix("kubeish.").replace(".", "/") + ".py"
        assert not path.startswith(tuple(visibility.hidden)) or path in visibility.always


@pytest.mark.parametrize(
    ("build", "arguments"),
    [("build_base", (ANSWERS,)), ("build_overlay", (ANSWERS, "run-pod")), ("build_whole", (ANSWERS, "run-pod"))],
)
def test_a_folder_that_has_been_removed_stays_so(build: str, arguments: tuple[str, ...], tmp_path: Path) -> None:
    """By a worker whose grader has died, while another thread of it still marks."""
    with pytest.raises(FileNotFoundError):
        getattr(PackageView(tmp_path / "removed"), build)(*arguments)
    assert not list(tmp_path.iterdir())
