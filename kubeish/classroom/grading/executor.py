"""Marking of a whole class: a few submissions at a time are with an executor."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kubeish.classroom.grading import results, worker
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.local_pool import LocalPool, WorkerDied
from kubeish.classroom.grading.reading.submission import Submission
from kubeish.classroom.grading.results import ExerciseMark, SubmissionMark
from kubeish.classroom.grading.sandbox.bubblewrap import NoSandbox
from kubeish.classroom.grading.sandbox_pool import SandboxPool
from kubeish.classroom.grading.settings import Settings
from kubeish.errors import KubeishError

_MAX_TRIES, _MAX_DEATHS = 2, 5
"""A submission that fails this often, or whose worker dies so often, is recorded as an error, and the class goes on.

A worker may be killed from outside, again and again where memory is short.
"""

CLUSTER_TIMEOUT = 20.0
"""Seconds in which a cluster must answer at all."""


class NoCluster(KubeishError):
    """There is no Dask cluster at the address, or Dask is not installed."""


@dataclass(frozen=True)
class Workers:
    """Processes that mark. ``count``: how many work at once.

    ``share``: what they are sent in place of the large specs.
    """

    executor: Executor
    count: int
    share: Callable[[ExerciseSpecs], Any]


@contextmanager
def open_pool(jobs: int, pool: SandboxPool) -> Iterator[Workers]:
    """``jobs`` processes on this machine, which share the sandboxes of ``pool``. Closes both."""
    executor = LocalPool(jobs, pool)
    try:
        yield Workers(executor, jobs, executor.share)
    except BaseException:
        executor.kill()  # an interrupted run does not wait for the answers that it examines
        raise
    finally:
        executor.shutdown()
        pool.close()


@contextmanager
def open_cluster(address: str) -> Iterator[Workers]:
    """The workers of the Dask cluster at ``address``. NoCluster if there are none."""
    try:
        from distributed import Client
    except ImportError:
        raise NoCluster("Dask is not installed: pip install 'kubeish[dask]'.") from None
    for name in ("distributed", "distributed.client", "tornado"):  # a lost cluster is reported in one sentence
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=CLUSTER_TIMEOUT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise NoCluster(f"There is no Dask scheduler at {address}: {error}.") from None
    with client:
        executor = client.get_executor(pure=False)
        threads = sum(each["nthreads"] for each in client.scheduler_info(n_workers=-1)["workers"].values())
        if not threads:
            raise NoCluster(f"The Dask cluster at {address} has no workers: start one by `dask worker {address}`.")
        yield Workers(executor, threads, lambda specs: client.scatter(specs, broadcast=True))


@dataclass
class _Job:
    submission: Submission
    tries: int = 0


class Dispatcher:
    """Sends submissions to workers, and retries. ``done`` is called with each and its marks."""

    def __init__(
        self,
        workers: Workers,
        specs: ExerciseSpecs,
        settings: Settings,
        done: Callable[[Submission, SubmissionMark], object],
    ) -> None:
        self._workers, self._specs, self._settings, self._done = workers, specs, settings, done
        self._is_shared = False
        self._shared: Any = None
        self._retries: deque[_Job] = deque()
        self._running: dict[Future[SubmissionMark], _Job] = {}

    def mark_all(self, submissions: Iterable[Submission]) -> None:
        """Mark them all. However many there are, only two for each worker are in memory."""
        waiting = map(_Job, submissions)
        while True:
            while len(self._running) < 2 * self._workers.count and (job := self._take_next(waiting)):
                self._submit(job)
            if not self._running:
                return
            ready, _ = wait(self._running, return_when=FIRST_COMPLETED)
            for future in ready:
                self._collect(future)

    def _take_next(self, waiting: Iterator[_Job]) -> _Job | None:
        return self._retries.popleft() if self._retries else next(waiting, None)

    def _submit(self, job: _Job) -> None:
        if not self._is_shared:
            self._is_shared, self._shared = True, self._workers.share(self._specs)
        arguments = (job.submission, self._shared, self._settings)
        self._running[self._workers.executor.submit(worker.mark_in_worker, *arguments)] = job

    def _collect(self, future: Future[SubmissionMark]) -> None:
        job = self._running.pop(future)
        if (error := _get_error(future)) is None:
            self._done(job.submission, future.result())
        else:
            self._retry_or_give_up(job, error)

    def _retry_or_give_up(self, job: _Job, error: BaseException) -> None:
        job.tries += 1
        if job.tries < (_MAX_DEATHS if isinstance(error, WorkerDied) else _MAX_TRIES):
            self._retries.append(job)
        elif isinstance(error, NoSandbox):
            raise error
        else:
            self._done(job.submission, _mark_failure(job.submission, self._specs, error))


def _get_error(future: Future[SubmissionMark]) -> BaseException | None:
    """The error that ended the marking, if any. NoCluster where the workers are gone."""
    try:
        return future.exception()
    except CancelledError:
        raise NoCluster("The Dask cluster is gone. Start it again, and then the same command: it goes on.") from None


def _mark_failure(submission: Submission, specs: ExerciseSpecs, error: BaseException) -> SubmissionMark:
    words = f"{type(error).__name__}: {' '.join(str(error).split())}"
    reason = f"it could not be marked, look at it yourself: {words}"[:300]
    marks = tuple(ExerciseMark(spec.slug, results.ERROR, reason) for spec in specs.exercises)
    return SubmissionMark(submission.learner, submission.digest, submission.when, marks, (reason,), settled=False)
