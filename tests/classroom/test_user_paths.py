"""Folders that a user names: ~, no home, and one that cannot be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubeish.classroom import course, user_paths, workspace
from kubeish.errors import CourseError


def test_a_tilde_is_the_home_folder_wherever_a_folder_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable, find in {"KUBEISH_WORK": workspace.find_folder, "KUBEISH_COURSE": course.find_root}.items():
        monkeypatch.setenv(variable, "~/k")
        assert find() == tmp_path / "k"
        monkeypatch.delenv(variable)


def test_a_user_without_a_home_is_told_to_name_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object = None) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", fail)
    monkeypatch.setattr(Path, "home", fail)
    with pytest.raises(user_paths.NoHome, match="name a folder for your notebooks by --work"):
        user_paths.find_home()
    with pytest.raises(user_paths.NoHome, match="~/k is in your home folder"):
        user_paths.expand("~/k")


def test_a_folder_that_cannot_be_written_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path / "00_start_here.ipynb"))

    monkeypatch.setattr(workspace.shutil, "copyfile", refuse)
    with pytest.raises(CourseError, match=r"00_start_here.ipynb cannot be written \(Permission denied\): name another"):
        workspace.fill(tmp_path)
