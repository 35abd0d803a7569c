"""One grading run: read the submissions, have them marked, write the report."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path

from kubeish.classroom import course
from kubeish.classroom.grading import executor
from kubeish.classroom.grading.code_fingerprint import compute_code_fingerprint
from kubeish.classroom.grading.exercise_specs import load_specs
from kubeish.classroom.grading.marking_scheme_file import read_scheme
from kubeish.classroom.grading.reading.folders import find_submissions
from kubeish.classroom.grading.reading.layouts import SubmissionFiles
from kubeish.classroom.grading.reading.roster import apply_roster, read_roster
from kubeish.classroom.grading.reading.submission import Submission, read_submission
from kubeish.classroom.grading.report.school_files import write_school_files
from kubeish.classroom.grading.report.write_report import WARNING, make_reports, write_report
from kubeish.classroom.grading.results import SubmissionMark
from kubeish.classroom.grading.results_db import ResultsDatabase, explain_full_disk, make_key
from kubeish.classroom.grading.sandbox_pool import SandboxPool
from kubeish.classroom.grading.settings import Bounds, Settings
from kubeish.classroom.grading.terminal_progress import ProgressBar
from kubeish.errors import KubeishError


class ReportMisplaced(KubeishError):
    """The report would lie among the submissions."""


class PackageMissing(KubeishError):
    """A package that answers may import is not installed."""


class Interrupted(KubeishError):
    """The instructor has stopped the run."""


class NotWanted(KubeishError):
    """The instructor says that the learners were not found rightly."""


@dataclass(frozen=True)
class GradingRun:
    """Options of `kubeish grade`. ``address``: of a Dask scheduler; ``seconds``: for an answer.

    ``schools``: systems that a table is written for, in which the marks' ``column`` is called so.
    ``packages`` that an answer may import beside the course's.
    """

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
    yes: bool = True
    roster: Path | None = None
    schools: tuple[str, ...] = ()
    column: str = ""
    packages: tuple[str, ...] = ()

    def mark(self) -> None:
        """Mark what is not marked yet, and write the report. A user's mistake is a KubeishError."""
        try:
            self._mark()
        except KeyboardInterrupt:
            raise Interrupted("Interrupted. What is marked is kept: give the same command again to go on.") from None

    def _mark(self) -> None:
        self._refuse_misplaced_report()
        root = course.find_root()
        specs = load_specs(root, self.lessons)
        scheme = read_scheme(specs, root / "course.toml", self.scheme)
        learners = self._find_learners(root)
        self._show(learners)
        with explain_full_disk(self.out), closing(ResultsDatabase(self.out)) as database:
            bounds = Bounds(self.seconds, database.choose_seed(self.seed))
            settings = Settings(bounds, not self.no_sandbox, not self.no_nbval, self._list_packages())
            common = specs.fingerprint, compute_code_fingerprint(), repr(settings)
            with self._start_workers(settings) as workers, ProgressBar(len(learners)) as progress:
                queue = _Queue(learners, database, progress, common)
                executor.Dispatcher(workers, specs, settings, queue.save).mark_all(queue)
            database.keep_only(set(learners))
            write_report(self.out, database, specs, scheme, settings.sandbox)
            for school in self.schools:
                reports = make_reports(database, specs, scheme)
                column = self.column or (specs.exercises[0].lesson if len(specs.references) == 1 else "kubeish")
                print(write_school_files(self.out, school, reports, learners.identities, column), file=sys.stderr)
        print(queue.summarize(self.out, settings.sandbox), file=sys.stderr)

    def _find_learners(self, root: Path) -> SubmissionFiles:
        roster = read_roster(self.roster) if self.roster else []
        learners = find_submissions(self.submissions, [lesson.name for lesson in course.load(root).lessons])
        return apply_roster(learners, roster) if roster else learners

    def _refuse_misplaced_report(self) -> None:
        submissions, out = self.submissions.resolve(), self.out.resolve()
        if out.is_relative_to(submissions):
            raise ReportMisplaced(
                f"The report would lie in {self.submissions}, among the submissions: name another --out."
            )
        if submissions.is_relative_to(out):
            raise ReportMisplaced(f"The submissions lie in {self.out}, where the report would be: name another --out.")

    def _show(self, learners: SubmissionFiles) -> None:
        """Print who was found, and ask whether that is right. What is odd needs an answer, or ``--yes``."""
        count = len(learners)
        print(f"{count} learner{'' if count == 1 else 's'} found:\n{learners.describe()}", file=sys.stderr)
        if self.yes:
            return
        if not sys.stdin.isatty():
            if learners.list_warnings():
                raise NotWanted("Nothing was marked, because of the warning above. If all is right, add --yes.")
            return
        print("Mark these? [Y/n] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() in ("n", "no"):
            raise NotWanted("Nothing was marked. Rename or move what was not understood, and give the command again.")

    def _list_packages(self) -> tuple[str, ...]:
        for package in self.packages:
            if not package.isidentifier() or importlib.util.find_spec(package) is None:
                raise PackageMissing(
                    f"--with {package}: no package of that name is installed here. Install it beside kubeish first."
                )
        return tuple(sorted(self.packages))

    def _start_workers(self, settings: Settings) -> AbstractContextManager[executor.Workers]:
        if self.address is not None:
            return executor.open_cluster(self.address)
        return executor.open_pool(
            self.jobs or os.cpu_count() or 1, SandboxPool(settings.sandbox, settings.nbval, settings.packages)
        )


class _Queue:
    """The submissions that are not marked yet, each read in its turn. ``save`` writes its marks.

    ``common``: what all marks of this run depend on, beside the submission itself.
    """

    def __init__(
        self, learners: SubmissionFiles, database: ResultsDatabase, progress: ProgressBar, common: tuple[str, ...]
    ) -> None:
        self._learners, self._database, self._progress, self._common = learners, database, progress, common
        self._marked = self._marked_before = 0

    def __iter__(self) -> Iterator[Submission]:
        for learner, entries in self._learners.items():
            submission = read_submission(learner, entries, self._learners.notes.get(learner, ()))
            if self._database.has(learner, self._make_key(submission)):
                self._marked_before += 1
                self._progress.step()
            else:
                yield submission

    def save(self, submission: Submission, mark: SubmissionMark) -> None:
        """Write down the marks of a submission; those that are not settled under no key."""
        self._database.write(mark, self._make_key(submission) if mark.settled else "")
        self._marked += 1
        self._progress.step()

    def _make_key(self, submission: Submission) -> str:
        return make_key(submission.digest, *self._common)

    def summarize(self, out: Path, sandbox: bool) -> str:
        """What was done, and where the report is."""
        before = f" ({self._marked_before} marked before)" if self._marked_before else ""
        plural = "" if self._marked == 1 else "s"
        words = f"{self._marked} submission{plural} marked{before}: {out / 'index.html'}, {out / 'grades.csv'}"
        return words if sandbox else f"{words}\n{WARNING}"
