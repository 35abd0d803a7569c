"""A worker: a process that marks one submission after the other, in rooms that stay warm. Local pool and Dask alike."""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from kubeish.grading.house import FOLDER, Keys
from kubeish.grading.marking import Rooms, Settings, mark
from kubeish.grading.papers import Papers
from kubeish.grading.reading.submission import Submission
from kubeish.grading.results import Marked
from kubeish.grading.sandbox.room import Room
from kubeish.grading.sandbox.tree import Tree

# The explorer's alarm and the output that it holds back are one for the whole process.
_ONE_AT_A_TIME = threading.Lock()
_MEMORY = 4 << 30
_to_close: list[Callable[[], object]] = []
_keys: list[Keys] = []


def work(submission: Submission, papers: Papers, settings: Settings) -> Marked:
    """Mark one submission in this process."""
    with _ONE_AT_A_TIME:
        return mark(submission, papers, settings, _rooms(settings.sandbox))


def begin(parent: int, keys: Keys | None) -> None:
    """In a process of the pool: end when the grader does, however that came about, and take no boundless memory.

    ``keys``: those to the grader's own rooms.
    """
    if keys is not None:
        _keys.append(keys)
        _to_close.append(keys.tidy)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    with contextlib.suppress(ImportError, OSError, ValueError, AttributeError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    for close in reversed(_to_close):
        with contextlib.suppress(Exception):
            close()
    os._exit(1)


@functools.cache
def _rooms(sandbox: bool) -> Rooms:
    if _keys:
        return _keys[0].rooms()
    folder = tempfile.TemporaryDirectory(prefix=FOLDER)
    tree = Tree(Path(folder.name))
    rooms = Rooms(Room("answers", tree, sandbox), Room("notebooks", tree, sandbox))
    for close in (folder.cleanup, rooms.close):
        atexit.register(close)
        _to_close.append(close)
    return rooms
