"""Notebooks are written whole or not at all, for everybody who may read them, whatever their text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubeish.classroom import notebooks

HALF = "\ud83d"  # half a surrogate pair, which JSON can hold and UTF-8 cannot
NOTEBOOK = {"cells": [{"id": "00-a", "source": f"x = 'ü{HALF}'"}]}


@pytest.fixture(params=[0o022, 0o077, 0o002], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_new_file_has_the_mode_of_any_other(tmp_path: Path, umask: int) -> None:
    notebooks.write(tmp_path / "a.ipynb", NOTEBOOK)
    assert mode(tmp_path / "a.ipynb") == 0o666 & ~umask


def test_a_file_that_was_there_keeps_its_mode(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "a.ipynb"
    for wanted in (0o644, 0o600, 0o444):
        path.touch()
        path.chmod(wanted)
        notebooks.write(path, NOTEBOOK)
        assert mode(path) == wanted


def test_half_a_surrogate_pair_is_read_as_it_was_written(tmp_path: Path) -> None:
    notebooks.write(tmp_path / "a.ipynb", NOTEBOOK)
    assert notebooks.read(tmp_path / "a.ipynb") == NOTEBOOK
    assert "'ü\\ud83d'" in (tmp_path / "a.ipynb").read_text(encoding="utf-8")
    assert not notebooks.is_pristine(NOTEBOOK)


def test_what_cannot_be_written_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text("old")
    with pytest.raises(TypeError):
        notebooks.write(path, {"cells": [object()]})
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").touch()
    with pytest.raises(OSError, match="Is a directory"):
        notebooks.write(tmp_path / "folder", NOTEBOOK)
    assert path.read_text() == "old"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.ipynb", "folder"]
