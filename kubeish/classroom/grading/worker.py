"""A worker: marks one submission after the other. For the local pool and for Dask."""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.mark_submission import Sandboxes, mark_submission
from kubeish.classroom.grading.reading.submission import Submission
from kubeish.classroom.grading.results import SubmissionMark
from kubeish.classroom.grading.sandbox_pool import SandboxPool
from kubeish.classroom.grading.settings import Settings

# The explorer's watchdog and its hold on the output are one for the whole process.
_ONE_AT_A_TIME = threading.Lock()
_MAX_MEMORY = 4 << 30
_PERIOD, _TRIES = 0.5, 10  # seconds between two looks at the grader, and how many without a word from it
_REMOVALS = 100
_shared: list[Sandboxes] = []


def mark_in_worker(submission: Submission, specs: ExerciseSpecs, settings: Settings) -> SubmissionMark:
    """Mark one submission in this process."""
    with _ONE_AT_A_TIME:
        sandboxes = _shared[0] if _shared else _open_sandboxes(settings.sandbox, settings.nbval, settings.packages)
        return mark_submission(submission, specs, settings, sandboxes)


@functools.cache
def _open_sandboxes(sandbox: bool, nbval: bool, packages: tuple[str, ...]) -> Sandboxes:
    pool = SandboxPool(sandbox, nbval, packages)
    atexit.register(pool.close)
    return pool.sandboxes


def serve(connection: Connection, parent: int, sandboxes: Sandboxes, specs: ExerciseSpecs) -> None:
    """In a process of the local pool: mark what comes, until None comes or the grader has died."""
    watcher = _initialize(parent, sandboxes)
    with contextlib.suppress(OSError, EOFError):
        while (task := connection.recv()) is not None:
            submission, _, settings = task
            try:
                reply: tuple[bool, object] = True, mark_in_worker(submission, specs, settings)
            except Exception as error:  # the grader's own trouble, which it tries once more
                reply = False, error
            connection.send(reply)
        return
    for _ in range(_TRIES):  # the connection of a grader that dies is closed a moment before it is gone
        if os.getppid() != parent:
            watcher.join()  # which has to clean up first
        time.sleep(_PERIOD)


def _initialize(parent: int, sandboxes: Sandboxes) -> threading.Thread:
    """End when the grader ends or is killed, and bound the memory.

    ``sandboxes``: the grader's own. If it is killed its zygotes end, but its folder has to go: the
    thread that is returned sees to that.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes, and the grader ends this one
    _shared.append(sandboxes)
    folder = sandboxes.answers.view.folder
    clean_up = functools.partial(_remove, folder)
    watcher = threading.Thread(target=_exit_with_parent, args=(parent, clean_up), daemon=True)
    watcher.start()
    with contextlib.suppress(ImportError, OSError, ValueError, AttributeError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_MAX_MEMORY, _MAX_MEMORY))
    return watcher


def _remove(folder: Path) -> None:
    """Remove a folder to which other threads and workers may still write: until it is gone, it is tried again."""
    for _ in range(_REMOVALS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_PERIOD / _REMOVALS)


def _exit_with_parent(parent: int, clean_up: Callable[[], object]) -> None:
    while os.getppid() == parent:
        time.sleep(_PERIOD)
    clean_up()
    os._exit(1)
