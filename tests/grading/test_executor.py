"""The dispatcher: no submission is lost or marked twice, and only a few are in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from multiprocessing import Pipe
from typing import Any

import pytest

from kubeish.classroom.grading import results
from kubeish.classroom.grading.executor import Dispatcher, NoCluster, Workers
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.local_pool import WorkerDied, _run
from kubeish.classroom.grading.reading.submission import Submission
from kubeish.classroom.grading.results import SubmissionMark
from kubeish.classroom.grading.sandbox.bubblewrap import NoSandbox
from kubeish.classroom.grading.sandbox.sandbox import SandboxBroken
from kubeish.classroom.grading.settings import Settings

MANY = 10


class FakeExecutor(Executor):
    """Works at once, unless ``fail(learner, number of tries)`` gives an error to fail with."""

    def __init__(self, fail: Callable[[str, int], BaseException | None]) -> None:
        self.fail = fail
        self.tried: Counter[str] = Counter()
        self.shared: list[Any] = []

    def submit(self, work: Any, /, *args: Any, **_: Any) -> Future[Any]:
        submission, specs, _settings = args
        self.shared.append(specs)
        self.tried[submission.learner] += 1
        future: Future[Any] = Future()
        error = self.fail(submission.learner, self.tried[submission.learner])
        if error is None:
            future.set_result(SubmissionMark(submission.learner, submission.digest, 0.0, ()))
        else:
            future.set_exception(error)
        return future


def run(
    specs: ExerciseSpecs, fail: Callable[[str, int], BaseException | None], count: int = 2
) -> dict[str, SubmissionMark]:
    executor, done = FakeExecutor(fail), []
    Dispatcher(
        Workers(executor, count, share_itself), specs, Settings(), lambda _, marked: done.append(marked)
    ).mark_all(learners())
    assert len(done) == len({marked.learner for marked in done}) == MANY
    return {marked.learner: marked for marked in done}


def share_itself(specs: ExerciseSpecs) -> ExerciseSpecs:
    return specs


def learners() -> Iterator[Submission]:
    return (Submission(f"l{number}", (), "digest") for number in range(MANY))


def test_each_submission_is_marked_once(specs: ExerciseSpecs) -> None:
    assert all(marked.settled for marked in run(specs, lambda *_: None).values())


@pytest.mark.parametrize("error", [WorkerDied("killed"), MemoryError(), SandboxBroken("gone")], ids=repr)
def test_a_submission_whose_worker_dies_once_is_marked_again(error: BaseException, specs: ExerciseSpecs) -> None:
    found = run(specs, lambda learner, tries: error if learner in ("l3", "l4") and tries == 1 else None)
    assert all(marked.settled for marked in found.values())


def test_a_worker_may_die_more_often_than_a_submission_may_fail(specs: ExerciseSpecs) -> None:
    """As where memory is short: four deaths cost nobody a point."""
    found = run(specs, lambda learner, tries: WorkerDied("killed") if tries < 5 else None)
    assert all(marked.settled for marked in found.values())


@pytest.mark.parametrize("error", [WorkerDied("killed"), MemoryError(), SandboxBroken("gone")], ids=repr)
def test_one_that_breaks_every_worker_is_recorded_and_the_others_are_marked(
    error: BaseException, specs: ExerciseSpecs
) -> None:
    found = run(specs, lambda learner, _: error if learner == "l3" else None)
    assert [learner for learner, marked in found.items() if not marked.settled] == ["l3"]
    assert {mark.status for mark in found["l3"].exercises} == {results.ERROR}
    assert "look at it yourself" in found["l3"].exercises[0].reason


def test_a_machine_without_a_sandbox_marks_nothing(specs: ExerciseSpecs) -> None:
    with pytest.raises(NoSandbox, match="apt"):
        run(specs, lambda *_: NoSandbox("sudo apt install bubblewrap"))


def test_a_cluster_that_goes_away_says_what_to_do(specs: ExerciseSpecs) -> None:
    class Gone(FakeExecutor):
        def submit(self, work: Any, /, *args: Any, **_: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    executor = Gone(lambda *_: CancelledError())
    with pytest.raises(NoCluster, match="it goes on"):
        Dispatcher(Workers(executor, 2, share_itself), specs, Settings(), lambda *_: None).mark_all(learners())


def test_only_a_few_are_in_memory(specs: ExerciseSpecs) -> None:
    read = 0
    out: list[int] = []

    def count_reads() -> Iterator[Submission]:
        nonlocal read
        for submission in learners():
            read += 1
            yield submission

    executor = FakeExecutor(lambda *_: None)
    Dispatcher(Workers(executor, 2, share_itself), specs, Settings(), lambda *_: out.append(read)).mark_all(
        count_reads()
    )
    assert max(read - number for number, read in enumerate(out)) <= 4


def test_workers_are_sent_what_they_share_in_place_of_the_specs(specs: ExerciseSpecs) -> None:
    executor = FakeExecutor(lambda *_: None)
    workers = Workers(executor, 2, lambda given: ("shared", given))
    Dispatcher(workers, specs, Settings(), lambda *_: None).mark_all(learners())
    assert executor.shared == [("shared", specs)] * MANY


class Uncopied(Exception):
    """An error that another process cannot make again from what it is sent."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)


def test_an_error_that_cannot_be_copied_ends_its_task_and_not_the_pool() -> None:
    ours, theirs = Pipe()
    theirs.send((False, Uncopied("a", "b")))
    future: Future[Any] = Future()
    _run(ours, future, ())
    assert isinstance(future.exception(), TypeError)
