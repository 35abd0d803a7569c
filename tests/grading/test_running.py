"""A run over a class: nobody is lost or marked twice when workers die, and only a few are in memory at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from kubeish.grading import results
from kubeish.grading.marking import Settings
from kubeish.grading.papers import Papers
from kubeish.grading.reading.submission import Submission
from kubeish.grading.results import Marked
from kubeish.grading.running import Crew, NoCluster, Run
from kubeish.grading.sandbox.bubblewrap import NoSandbox
from kubeish.grading.sandbox.room import SandboxBroken

MANY = 10


class Workers(Executor):
    """Does at once what it is told, unless ``trouble(learner, how often it was tried)`` is an error: then it has that.

    A broken pool breaks everything that is out, and takes nothing more.
    """

    def __init__(self, trouble: Callable[[str, int], BaseException | None]) -> None:
        self.trouble, self.broken = trouble, False
        self.tried: Counter[str] = Counter()
        self.given: list[Any] = []

    def renew(self) -> Workers:
        self.broken = False
        return self

    def submit(self, work: Any, /, *args: Any, **_: Any) -> Future[Any]:
        if self.broken:
            raise BrokenProcessPool
        submission, papers, _settings = args
        self.given.append(papers)
        self.tried[submission.learner] += 1
        future: Future[Any] = Future()
        error = self.trouble(submission.learner, self.tried[submission.learner])
        if error is None:
            future.set_result(Marked(submission.learner, submission.digest, 0.0, ()))
        else:
            future.set_exception(error)
            self.broken = isinstance(error, BrokenProcessPool)
        return future


def run(papers: Papers, trouble: Callable[[str, int], BaseException | None], hands: int = 2) -> dict[str, Marked]:
    workers, done = Workers(trouble), []
    Run(Crew(workers.renew, hands), papers, Settings(), lambda _, marked: done.append(marked)).over(learners())
    assert len(done) == len({marked.learner for marked in done}) == MANY
    return {marked.learner: marked for marked in done}


def learners() -> Iterator[Submission]:
    return (Submission(f"l{number}", (), "digest") for number in range(MANY))


def test_everybody_is_marked_once(papers: Papers) -> None:
    assert all(marked.settled for marked in run(papers, lambda *_: None).values())


@pytest.mark.parametrize("error", [BrokenProcessPool(), MemoryError(), SandboxBroken("gone")], ids=repr)
def test_who_was_unlucky_once_is_marked_again(error: BaseException, papers: Papers) -> None:
    found = run(papers, lambda learner, tries: error if learner in ("l3", "l4") and tries == 1 else None)
    assert all(marked.settled for marked in found.values())


@pytest.mark.parametrize("error", [BrokenProcessPool(), MemoryError(), SandboxBroken("gone")], ids=repr)
def test_who_breaks_every_worker_is_noted_and_the_others_are_marked(error: BaseException, papers: Papers) -> None:
    found = run(papers, lambda learner, _: error if learner == "l3" else None)
    assert [learner for learner, marked in found.items() if not marked.settled] == ["l3"]
    assert {mark.status for mark in found["l3"].exercises} == {results.ERROR}
    assert "look at it yourself" in found["l3"].exercises[0].reason


def test_a_machine_without_a_sandbox_marks_nobody(papers: Papers) -> None:
    with pytest.raises(NoSandbox, match="apt"):
        run(papers, lambda *_: NoSandbox("sudo apt install bubblewrap"))


def test_a_cluster_that_goes_away_says_what_to_do(papers: Papers) -> None:
    class Gone(Workers):
        def submit(self, work: Any, /, *args: Any, **_: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    workers = Gone(lambda *_: CancelledError())
    with pytest.raises(NoCluster, match="it goes on"):
        Run(Crew(workers.renew, 2), papers, Settings(), lambda *_: None).over(learners())


def test_only_a_few_are_in_memory(papers: Papers) -> None:
    read = 0
    out: list[int] = []

    def counted() -> Iterator[Submission]:
        nonlocal read
        for submission in learners():
            read += 1
            yield submission

    workers = Workers(lambda *_: None)
    Run(Crew(workers.renew, 2), papers, Settings(), lambda *_: out.append(read)).over(counted())
    assert max(read - number for number, read in enumerate(out)) <= 4


def test_the_papers_are_handed_over_as_the_crew_wants_them(papers: Papers) -> None:
    workers = Workers(lambda *_: None)
    crew = Crew(workers.renew, 2, lambda given: ("handed over", given))
    Run(crew, papers, Settings(), lambda *_: None).over(learners())
    assert workers.given == [("handed over", papers)] * MANY
