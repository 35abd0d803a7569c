"""Processes on this machine that mark. One that is killed costs its own submission a second try, and no other.

Python's own pool ends all its processes where one is killed, and its shutdown may then never return
(https://github.com/python/cpython/issues/94777).
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any

from kubeish.classroom.grading import worker
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.sandbox_pool import SandboxPool

_SPAWN = get_context("spawn")
_Task = tuple[Future[Any], tuple[Any, ...]]


class WorkerDied(Exception):
    """The process that marked a submission was killed, or ended by itself."""


class LocalPool(Executor):
    """``jobs`` processes, each started when it is first needed, which share the sandboxes of ``pool``.

    A thread for each sends it a task and waits for the reply, or for its end. What all tasks have in
    common, ``share``, is sent to a process once.
    """

    def __init__(self, jobs: int, pool: SandboxPool) -> None:
        self._jobs, self._pool = jobs, pool
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._specs: ExerciseSpecs | None = None
        self._processes: set[BaseProcess] = set()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._closed = False

    def share(self, specs: ExerciseSpecs) -> None:
        """Have all processes know ``specs``. To be called before the first task."""
        self._specs = specs

    def submit(self, work: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        """Have ``worker.mark_in_worker``, which ``work`` must be, run in a process. NoSandbox if none can be had."""
        if not self._threads:
            arguments = os.getpid(), self._pool.sandboxes, self._specs
            self._threads = [
                threading.Thread(target=self._serve, args=arguments, daemon=True) for _ in range(self._jobs)
            ]
            for thread in self._threads:
                thread.start()
        future: Future[Any] = Future()
        self._tasks.put((future, args))
        return future

    def _serve(self, *arguments: Any) -> None:
        """Give tasks to one process after the other, each for as long as it lives."""
        task = self._tasks.get()
        while task is not None:
            try:
                connection, process = self._start(arguments)
            except OSError as error:  # no memory, or no handle left for one
                task[0].set_exception(error)
                task = self._tasks.get()
                continue
            try:
                while task is not None:
                    _run(connection, *task)
                    task = self._tasks.get()
                _tell_end(connection)
            except WorkerDied:
                task = self._tasks.get()
            connection.close()
            process.join()
            self._processes.discard(process)

    def _start(self, arguments: tuple[Any, ...]) -> tuple[Connection, BaseProcess]:
        connection, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=worker.serve, args=(theirs, *arguments), daemon=True)
        with self._lock, theirs:
            if self._closed:
                raise ConnectionError("the pool is closed")
            process.start()
            self._processes.add(process)
        return connection, process

    def kill(self) -> None:
        """End all processes at once, whatever they do."""
        with self._lock:
            self._closed = True
            for process in self._processes:
                process.kill()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes once they have nothing left to do."""
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()
        self._threads = []


def _tell_end(connection: Connection) -> None:
    """Have a process end. Without a word it would take the grader for dead."""
    with contextlib.suppress(OSError):
        connection.send(None)


def _run(connection: Connection, future: Future[Any], args: tuple[Any, ...]) -> None:
    """Have a process do a task. WorkerDied, also as the task's error, if it ends meanwhile."""
    try:
        connection.send(args)
        is_done, found = connection.recv()
    except (OSError, EOFError):
        error = WorkerDied("the process that marked it was killed")
        future.set_exception(error)
        raise error from None
    except Exception as error:  # what it sent was no value here, such as an error of a class that cannot be copied
        future.set_exception(error)
        return
    if is_done:
        future.set_result(found)
    else:
        future.set_exception(found)
