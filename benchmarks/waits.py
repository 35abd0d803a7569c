"""Time of the check of run-pod on answers that wait, beside one that does not: here and in the sandbox.

The answers take turns, so that what else the machine does meets them all.

Run: python benchmarks/waits.py --runs 7
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from machine import describe

sys.path.insert(0, str(Path(__file__).parents[1]))

from kubeish.checks import LocalAnswer, examine
from kubeish.classroom.grading.exercise_specs import ExerciseSpec, load_specs
from kubeish.classroom.grading.mark_exercise import examine_candidate
from kubeish.classroom.grading.reading.answer_candidates import AnswerCandidate
from kubeish.classroom.grading.sandbox.package_view import PackageView
from kubeish.classroom.grading.sandbox.sandbox import Sandbox
from kubeish.classroom.grading.settings import Bounds
from kubeish.classroom.grading.verdict_cache import VerdictCache
from tests.answers import PRELUDE
from tests.answers.run_pod import RIGHT

PLAIN = "as #265 has it"
WAITING = (
    "a pause that grows, and a log",
    "a sleep by its own name",
    "tenacity's own decorator, and a deadline far off",
    "tenacity around the whole function, which is the answer",
    "full jitter by a seed, in asyncio's sleep",
)
SOURCES = {answer.title: answer.source for answer in RIGHT}


def check_here(source: str) -> str:
    """The verdict's status in this process."""
    names: dict[str, object] = {}
    exec(compile(PRELUDE + source, "<run-pod>", "exec"), names)
    return examine("run-pod", LocalAnswer(("run_pod",), names)).status


def measure(check: Callable[[str], str], runs: int) -> None:
    """Print a row for each answer: the fastest and the median run, and the median's ratio to the plain answer's."""
    times: dict[str, list[float]] = {title: [] for title in (PLAIN, *WAITING)}
    for _ in range(runs):
        for title, measured in times.items():
            began = time.perf_counter()
            status = check(SOURCES[title])
            measured.append((time.perf_counter() - began) * 1000)
            if status != "passed":
                raise SystemExit(f"{title}: {status}")
    plain = statistics.median(times[PLAIN])
    for title, measured in times.items():
        median = statistics.median(measured)
        print(f"{min(measured):9,.0f} {median:9,.0f} {median / plain:8.2f}  {title}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    print(f"Made by: python benchmarks/waits.py --runs {runs}\n{describe()}\n")
    print("Milliseconds of one check, and how many times the median of the answer that does not wait.\n")
    print("  fastest    median    ratio  in this process")
    measure(check_here, runs)
    if shutil.which("bwrap") is None:
        print("\nin the sandbox: bubblewrap is not installed")
        return
    specs = load_specs(Path(__file__).parents[1])
    (spec,) = (each for each in specs.exercises if each.slug == "run-pod")
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox("answers", PackageView(Path(folder)))
        try:
            print("\n  fastest    median    ratio  in the sandbox of `kubeish grade`")
            measure(lambda source: check_in_sandbox(sandbox, spec, source), runs)
        finally:
            sandbox.close()


def check_in_sandbox(sandbox: Sandbox, spec: ExerciseSpec, source: str) -> str:
    """The status of the mark for an answer that runs in the sandbox."""
    candidate = AnswerCandidate(source, "its id", "ann.ipynb", 1)
    return examine_candidate(sandbox, spec, candidate, Bounds(60), VerdictCache()).status


if __name__ == "__main__":
    main()
