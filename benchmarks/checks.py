"""How long a check takes: on each answer of the tests, right and wrong, in this process, as a learner's notebook does.

Wanted: at most 2 s for a right answer and 5 s for a wrong one. A time is that of one run, or the shortest of five where
it is over that, since a machine that does something else meanwhile only makes it longer.

Run: python benchmarks/checks.py
"""

from __future__ import annotations

import contextlib
import importlib
import io
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from machine import describe

from kubeish.classroom import course
from tests.answers import Right, Wrong
from tests.checks_harness import verdict_on

RESULTS = Path(__file__).parent / "results" / "checks.txt"
LIMITS = {Right: 2.0, Wrong: 5.0}  # seconds
ROUNDS, MOST_ROUNDS = 1, 5
Timed = tuple[float, Right | Wrong]


def main() -> int:
    rows: list[str] = []
    slow: list[str] = []
    for exercise in course.load().exercises:
        answers = importlib.import_module(f"tests.answers.{exercise.slug.replace('-', '_')}")
        for kind, words in ((Right, "right"), (Wrong, "wrong")):
            times = [
                measure(exercise.slug, answer) for answer in [*answers.RIGHT, *answers.WRONG] if type(answer) is kind
            ]
            rows.append(make_row(exercise.slug, words, times))
            slow += [
                f"{exercise.slug}, {each.title}: {seconds:.1f} s" for seconds, each in times if seconds > LIMITS[kind]
            ]
    head = f"{describe()}\n\n{'exercise':<28} {'answers':>14} {'median':>8} {'slowest':>8}  which\n"
    tail = "\n".join(["", *(slow or ["None took longer than it may."])])
    text = head + "\n".join(rows) + tail + "\n"
    print(text)
    RESULTS.write_text(text, encoding="utf-8")
    return 1 if slow else 0


def measure(slug: str, answer: Right | Wrong) -> Timed:
    """The seconds of its check, and the answer. What an answer raises or prints does not matter here."""
    times: list[float] = []
    while len(times) < ROUNDS or (min(times) > LIMITS[type(answer)] and len(times) < MOST_ROUNDS):
        began = time.perf_counter()
        with contextlib.suppress(BaseException), contextlib.redirect_stdout(io.StringIO()):
            verdict_on(slug, answer.source, answer.title)
        times.append(time.perf_counter() - began)
    return min(times), answer


def make_row(slug: str, words: str, times: list[Timed]) -> str:
    seconds, slowest = max(times, key=lambda timed: timed[0])
    median = statistics.median(each for each, _ in times)
    return f"{slug:<28} {len(times):>8} {words} {median:>6.2f} s {seconds:>6.2f} s  {slowest.title}"


if __name__ == "__main__":
    sys.exit(main())
