"""Mark a whole class: hand submissions to an executor, a few at a time, and write each down as it comes back."""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from kubeish.errors import KubeishError
from kubeish.grading import results, worker
from kubeish.grading.house import House
from kubeish.grading.marking import Settings
from kubeish.grading.papers import Papers
from kubeish.grading.reading.submission import Submission
from kubeish.grading.results import Examined, Marked
from kubeish.grading.sandbox.bubblewrap import NoSandbox

_TRIES = 2
"""A submission that took its worker with it so often is noted down as an error, and the class goes on."""

PATIENCE = 20.0
"""So many seconds are given to a cluster to answer at all."""


class NoCluster(KubeishError):
    """There is no Dask cluster at the address, or Dask is not installed."""


@dataclass(frozen=True)
class Crew:
    """Those who do the work: ``renew`` gives an executor (a new one after a worker of a pool has died).

    ``hands``: how many work at once. ``given``: what they are handed in place of the papers, which are large.
    """

    renew: Callable[[], Executor]
    hands: int
    given: Callable[[Papers], Any] = lambda papers: papers


@contextmanager
def pool(jobs: int, house: House) -> Iterator[Crew]:
    """``jobs`` processes on this machine, which work in the rooms of ``house``."""
    made: list[ProcessPoolExecutor] = []

    def renew() -> Executor:
        close()
        made.append(ProcessPoolExecutor(jobs, get_context("spawn"), worker.begin, (os.getpid(), house.keys)))
        return made[-1]

    def close() -> None:
        for each in made:
            each.shutdown(wait=True, cancel_futures=True)
        made.clear()

    try:
        yield Crew(renew, jobs)
    finally:
        close()
        house.close()


@contextmanager
def cluster(address: str) -> Iterator[Crew]:
    """The workers of the Dask cluster at ``address``."""
    try:
        from distributed import Client
    except ImportError:
        raise NoCluster("Dask is not installed: pip install 'kubeish[dask]'.") from None
    for name in ("distributed", "distributed.client", "tornado"):  # a cluster that goes is a sentence here
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise NoCluster(f"There is no Dask scheduler at {address}: {error}.") from None
    with client:
        executor = client.get_executor(pure=False)
        threads = sum(each["nthreads"] for each in client.scheduler_info(n_workers=-1)["workers"].values())
        if not threads:
            raise NoCluster(f"The Dask cluster at {address} has no workers: start one by `dask worker {address}`.")
        yield Crew(lambda: executor, threads, lambda papers: client.scatter(papers, broadcast=True))


@dataclass
class _Job:
    submission: Submission
    tries: int = 0


class Run:
    """One run over a class. ``done`` is called with each submission and its marks."""

    def __init__(
        self, crew: Crew, papers: Papers, settings: Settings, done: Callable[[Submission, Marked], Any]
    ) -> None:
        self._crew, self._papers, self._settings, self._done = crew, papers, settings, done
        self._executor: Executor | None = None
        self._given: Any = None
        self._again: deque[_Job] = deque()
        self._out: dict[Future[Marked], _Job] = {}

    def over(self, submissions: Iterable[Submission]) -> None:
        """Mark them all. However many there are, only a few are in memory."""
        waiting = map(_Job, submissions)
        while True:
            while len(self._out) < 2 * self._crew.hands and (job := self._next(waiting)):
                self._hand_out(job)
            if not self._out:
                return
            ready, _ = wait(self._out, return_when=FIRST_COMPLETED)
            for future in ready:
                self._take_back(future)

    def _next(self, waiting: Iterator[_Job]) -> _Job | None:
        return self._again.popleft() if self._again else next(waiting, None)

    def _hand_out(self, job: _Job) -> None:
        if self._executor is None:
            self._executor, self._given = self._crew.renew(), self._crew.given(self._papers)
        try:
            future = self._executor.submit(worker.work, job.submission, self._given, self._settings)
        except BrokenProcessPool:
            self._executor = self._crew.renew()
            future = self._executor.submit(worker.work, job.submission, self._given, self._settings)
        self._out[future] = job

    def _take_back(self, future: Future[Marked]) -> None:
        job = self._out.pop(future, None)
        if job is None:
            return
        error = _error_of(future)
        if error is None:
            self._done(job.submission, future.result())
        elif isinstance(error, BrokenProcessPool):
            self._pool_broke(job)
        else:
            self._strike(job, error)

    def _pool_broke(self, job: _Job) -> None:
        """Nobody knows whose fault it was: all that were out are marked again, one by one where it matters."""
        out = [job, *self._out.values()]
        self._out.clear()
        self._executor = self._crew.renew()
        for each in out:
            self._alone(each)

    def _alone(self, job: _Job) -> None:
        """Mark one while nobody else is out, so that if its worker dies it is known why."""
        self._hand_out(job)
        (future,) = self._out
        wait([future])
        self._out.clear()
        error = _error_of(future)
        if error is None:
            self._done(job.submission, future.result())
        else:
            if isinstance(error, BrokenProcessPool):
                self._executor = self._crew.renew()
            self._strike(job, error)

    def _strike(self, job: _Job, error: BaseException) -> None:
        job.tries += 1
        if job.tries < _TRIES:
            self._again.append(job)
        elif isinstance(error, NoSandbox):
            raise error
        else:
            self._done(job.submission, _given_up(job.submission, self._papers, error))


def _error_of(future: Future[Marked]) -> BaseException | None:
    """What went wrong with the marking. NoCluster where those who did it are gone."""
    try:
        return future.exception()
    except CancelledError:
        raise NoCluster("The Dask cluster is gone. Start it again, and then the same command: it goes on.") from None


def _given_up(submission: Submission, papers: Papers, error: BaseException) -> Marked:
    words = f"{type(error).__name__}: {' '.join(str(error).split())}"
    reason = f"it could not be marked, look at it yourself: {words}"[:300]
    marks = tuple(Examined(paper.slug, results.ERROR, reason) for paper in papers.exercises)
    return Marked(submission.learner, submission.digest, submission.when, marks, (reason,), settled=False)
