"""An evening's marking, from the first file that is read to the last page that is written."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from kubeish import course
from kubeish.errors import KubeishError
from kubeish.grading import running
from kubeish.grading.examining import Bounds
from kubeish.grading.house import House
from kubeish.grading.journal import Journal, key
from kubeish.grading.marking import Settings
from kubeish.grading.papers import Papers, code_fingerprint, draw_up
from kubeish.grading.progress import Progress
from kubeish.grading.reading.folders import Pile, pile
from kubeish.grading.reading.submission import Submission, read
from kubeish.grading.report import writing
from kubeish.grading.results import Marked
from kubeish.grading.scheme import Scheme
from kubeish.grading.scheme_file import read as read_scheme


class Misplaced(KubeishError):
    """The report would lie among the submissions."""


@dataclass(frozen=True)
class Evening:
    """What `kubeish grade` was told; see its options."""

    submissions: Path
    out: Path
    lessons: tuple[str, ...] = ()
    jobs: int | None = None
    address: str | None = None
    scheme: Path | None = None
    seconds: float = 10.0
    seed: int | None = None
    no_nbval: bool = False
    no_sandbox: bool = False

    def mark(self) -> None:
        """Mark what is not marked yet, and write the report."""
        if self.out.resolve().is_relative_to(self.submissions.resolve()):
            raise Misplaced(f"The report would lie in {self.submissions}, among the submissions: name another --out.")
        papers = draw_up(course.root(), self.lessons)
        scheme = read_scheme(papers, course.root() / "course.toml", self.scheme)
        learners = pile(self.submissions, papers.references)
        journal = Journal(self.out)
        try:
            self._run(papers, learners, journal, scheme)
        finally:
            journal.close()

    def _run(self, papers: Papers, learners: Pile, journal: Journal, scheme: Scheme) -> None:
        bounds = Bounds(self.seconds, seed=journal.seed(self.seed))
        settings = Settings(bounds, not self.no_sandbox, nbval=not self.no_nbval)
        todo = _Todo(papers, settings, learners, journal)
        with self._crew(settings) as crew, Progress(len(learners)) as progress:
            todo.progress = progress
            running.Run(crew, papers, settings, todo.done).over(todo)
        journal.keep_only(set(learners))
        writing.write(self.out, journal, papers, scheme, settings.sandbox)
        print(_summary(self.out, todo, settings.sandbox), file=sys.stderr)

    def _crew(self, settings: Settings) -> AbstractContextManager[running.Crew]:
        if self.address is not None:
            return running.cluster(self.address)
        return running.pool(self.jobs or os.cpu_count() or 1, House(settings.sandbox, settings.nbval))


class _Todo:
    """The submissions that are not marked yet, read one by one; ``done`` writes the marks of one down."""

    def __init__(self, papers: Papers, settings: Settings, learners: Pile, journal: Journal) -> None:
        self._same = (papers.fingerprint, code_fingerprint(), repr(settings))
        self._learners, self._journal = learners, journal
        self.progress: Progress | None = None
        self.marked = self.before = 0

    def __iter__(self) -> Iterator[Submission]:
        for learner, entries in self._learners.items():
            submission = read(learner, entries)
            if self._journal.has(learner, self._key(submission)):
                self.before += 1
                self._step()
                continue
            yield submission

    def done(self, submission: Submission, marked: Marked) -> None:
        """Write it down."""
        self._journal.write(marked, self._key(submission) if marked.settled else "")
        self.marked += 1
        self._step()

    def _key(self, submission: Submission) -> str:
        return key(submission.digest, *self._same)

    def _step(self) -> None:
        if self.progress is not None:
            self.progress.step()


def _summary(out: Path, todo: _Todo, sandbox: bool) -> str:
    before = f" ({todo.before} marked before)" if todo.before else ""
    plural = "" if todo.marked == 1 else "s"
    words = f"{todo.marked} submission{plural} marked{before}: {out / 'index.html'}, {out / 'grades.csv'}"
    return words if sandbox else f"{words}\n{writing.WARNING}"
