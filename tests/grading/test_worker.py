"""A worker whose grader has died ends only when the grader's folder is gone, and one that is told to end leaves it."""

from __future__ import annotations

import multiprocessing
import shutil
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kubeish.classroom.grading import worker

SLOW = 0.3  # seconds that the removal takes, in which the worker must not end


@pytest.fixture
def removed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that are removed, slowly. The worker runs in this process, and must change nothing of it."""
    found: list[Path] = []

    def remove(folder: Path, **_: Any) -> None:
        time.sleep(SLOW)
        found.append(folder)
        folder.rmdir()

    monkeypatch.setattr(worker.shutil, "rmtree", remove)
    monkeypatch.setattr(worker.os, "_exit", lambda _: None)
    monkeypatch.setattr(worker.signal, "signal", lambda *_: None)
    monkeypatch.setattr("resource.setrlimit", lambda *_: None)
    monkeypatch.setattr(worker, "_shared", [])
    monkeypatch.setattr(worker, "_TRIES", 1)
    monkeypatch.setattr(worker, "_PERIOD", 0.01)
    return found


def serve(folder: Path, parent: int, words: list[object]) -> None:
    """Serve a grader that sends ``words`` and then closes the connection."""
    ours, theirs = multiprocessing.Pipe()
    with theirs:
        for word in words:
            ours.send(word)
        ours.close()
        sandboxes: Any = SimpleNamespace(answers=SimpleNamespace(view=SimpleNamespace(folder=folder)))
        worker.serve(theirs, parent, sandboxes, None)  # type: ignore[arg-type]  # nothing is marked


def test_it_ends_after_the_folder_of_a_dead_grader(removed: list[Path], tmp_path: Path) -> None:
    serve(tmp_path, -1, [])
    assert removed == [tmp_path]


def test_a_folder_to_which_others_still_write_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, remove, written = tmp_path / "folder", shutil.rmtree, []
    folder.mkdir()

    def remove_and_write(folder: Path, **options: Any) -> None:
        """As where another thread builds a copy in the folder after its files are listed."""
        if len(written) < 3:
            written.append((folder / "late").write_text("late"))
        else:
            remove(folder, **options)

    monkeypatch.setattr(worker.shutil, "rmtree", remove_and_write)
    worker._remove(folder)
    assert written
    assert not folder.exists()


def test_it_leaves_the_folder_of_a_grader_that_lives(
    removed: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [tmp_path / "silent", tmp_path / "told"]
    for folder, words in zip(folders, ([], [None]), strict=True):
        folder.mkdir()
        serve(folder, worker.os.getppid(), words)
    time.sleep(SLOW / 3)
    assert removed == []
    monkeypatch.setattr(worker.os, "getppid", lambda: -1)  # so that no thread is left that looks after it
    while len(removed) < 2:
        time.sleep(0.01)
