"""How long each attempt to cheat or to harm keeps the grader beyond its limit, those of tests/grading/cheats in turn.

    python benchmarks/overshoot.py > benchmarks/results/overshoot.txt

A submission's time is that of its marks and of its nbval run together, from before its first process is forked until
after the last one is killed. Its limit is what ``--seconds`` says, and twice that where prompt replies keep the
examiner itself at work. A submission that took less than its limit counts as 0.
"""

from __future__ import annotations

import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from machine import describe

sys.path.insert(0, str(Path(__file__).parents[1]))

from kubeish.classroom.grading.exercise_specs import load_specs
from kubeish.classroom.grading.mark_submission import Sandboxes, mark_submission
from kubeish.classroom.grading.reading.folders import find_submissions
from kubeish.classroom.grading.reading.submission import read_submission
from kubeish.classroom.grading.results import SubmissionMark
from kubeish.classroom.grading.sandbox.package_view import PackageView
from kubeish.classroom.grading.sandbox.sandbox import Sandbox
from kubeish.classroom.grading.settings import Bounds, Settings
from tests.grading.cheats import Cheat, cheats
from tests.grading.cheats.graded_cheats import SECONDS, GradedCheats, hand_in

ROOT = Path(__file__).parents[1]
ALLOWED = 2.0
"""Seconds beyond its limit that a submission may take."""


@dataclass(frozen=True)
class AttemptTimes:
    """Seconds of one attempt. ``neighbour``: those of the honest submission after it."""

    cheat: Cheat
    examiner: float
    nbval: float
    neighbour: float
    busy: bool

    @property
    def beyond(self) -> float:
        """Seconds beyond its limit."""
        limit = Bounds(SECONDS).examination_seconds if self.busy else SECONDS
        return max(0.0, self.examiner + self.nbval - limit)


def measure_attempts(folder: Path) -> Iterator[AttemptTimes]:
    """Grade all attempts, each with its neighbour after it, in one worker's sandboxes."""
    specs, view = load_specs(ROOT), PackageView(_make_folder(folder / "package"))
    (folder / "canary").write_text("alive", encoding="utf-8")
    hand_in(GradedCheats(folder, f"kubeish-{secrets.token_hex(6)}"), "all", list(cheats()), 9)
    settings = Settings(Bounds(SECONDS, seed=20140606))
    submissions = find_submissions(folder / "all" / "class", specs.references)
    with closing(Sandboxes(Sandbox("answers", view), Sandbox("notebooks", view))) as sandboxes:

        def mark(learner: str) -> tuple[SubmissionMark, float]:
            submission, begin = read_submission(learner, submissions[learner]), time.perf_counter()
            marks = mark_submission(submission, specs, settings, sandboxes)
            return marks, time.perf_counter() - begin

        mark(cheats()[0].neighbour)  # no attempt bears the cost of the first start
        for cheat in cheats():
            found, whole = mark(cheat.folder)
            busy = any("kept the examiner busy" in each.reason for each in found.exercises)
            examiner = found.seconds["examiner"]
            yield AttemptTimes(cheat, examiner, whole - examiner, mark(cheat.neighbour)[1], busy)


def _make_folder(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> None:
    print(f"Made by: python benchmarks/overshoot.py\n{describe()}\n")
    with tempfile.TemporaryDirectory(prefix="overshoot-") as name:
        taken = list(measure_attempts(Path(name)))
    print(f"Seconds beyond a limit of {SECONDS:g}; the load when all was done: {describe().split('; ')[2]}\n")
    print("attempts  beyond 0  beyond 2   worst   which")
    for kind in dict.fromkeys(each.cheat.kind for each in taken):
        mine = [each for each in taken if each.cheat.kind == kind]
        worst = max(mine, key=lambda each: each.beyond)
        over = [sum(each.beyond > most for each in mine) for most in (0, ALLOWED)]
        print(f"{len(mine):8} {over[0]:9} {over[1]:9} {worst.beyond:7.2f}   {kind}: {worst.cheat.title}")
    print("\n beyond  examiner   nbval   the ten worst")
    for each in sorted(taken, key=lambda each: each.beyond, reverse=True)[:10]:
        print(f"{each.beyond:7.2f} {each.examiner:9.2f} {each.nbval:7.2f}   {each.cheat.kind}: {each.cheat.title}")
    honest = statistics.median(each.neighbour for each in taken)
    (dies,) = [each for each in taken if each.cheat.title == "a kernel that dies"]
    print(f"\nAn honest one takes {honest:.2f} s (median of {len(taken)}, each graded after an attempt).")
    print(f"One whose kernel dies takes {dies.nbval + dies.examiner:.2f} s.")


if __name__ == "__main__":
    main()
