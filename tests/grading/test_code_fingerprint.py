"""Marks are made anew when any module that they depend on has changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kubeish
from kubeish.classroom.grading.code_fingerprint import compute_code_fingerprint

PACKAGE = Path(kubeish.__file__).parent
CHANGED = (
    "api.py",
    "errors.py",
    "explorer/directed_race.py",
    "etcd/store/embedded.py",
    "lessons/fleet/simulation.py",
    "registry/placement.py",
    "checks/exercises/run_pod.py",
    "classroom/grading/wire/kinds.py",
    "classroom/grading/sandbox/guest/exec_cell.py",
    "classroom/grading/sandbox/shown.toml",
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package."""
    copy = tmp_path_factory.mktemp("copy") / "kubeish"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "_course"))
    return copy


@pytest.mark.parametrize("name", CHANGED)
def test_a_changed_module_changes_it(name: str, package: Path) -> None:
    before = compute_code_fingerprint(package)
    text = (package / name).read_text()
    (package / name).write_text(f"{text}\n# changed\n")
    assert compute_code_fingerprint(package) != before
    (package / name).write_text(text)
    assert compute_code_fingerprint(package) == before


def test_a_module_that_is_new_or_moved_changes_it_and_a_compiled_one_does_not(package: Path) -> None:
    before = compute_code_fingerprint(package)
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "api.cpython-311.pyc").write_bytes(b"x")
    assert compute_code_fingerprint(package) == before
    (package / "new.py").write_text("")
    added = compute_code_fingerprint(package)
    (package / "new.py").rename(package / "checks" / "new.py")
    assert len({before, added, compute_code_fingerprint(package)}) == 3
