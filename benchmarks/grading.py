"""What grading costs: a class by `kubeish grade`, and the same notebooks by nbgrader's autograder in the same run.

nbgrader gets an environment of its own, since it is no part of kubeish (and an installed nbval slows nothing there):

    python -m venv build/nbgrader && build/nbgrader/bin/pip install nbgrader==0.9.6 ipywidgets anywidget
    python benchmarks/grading.py --nbgrader build/nbgrader/bin/nbgrader > benchmarks/results/grading.txt

Without --nbgrader that part is left out. Wall time says little on a machine that is busy: processor time is given too.
What runs in the sandbox is counted there, by looking at the warm processes, which bear the cost of all that they fork.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from machine import describe

sys.path.insert(0, str(Path(__file__).parents[1]))

from kubeish import course
from tests.answers import PRELUDE
from tests.grading import handing_in as hand

ROOT = Path(__file__).parents[1]
TICK = os.sysconf("SC_CLK_TCK")
LOOP = """
def {name}(*args):
    while True:
        try:
            pass
        except BaseException:
            pass
"""


@dataclass
class Cost:
    """Seconds of wall and of processor time; the most memory, in MB, of any of the grader's own processes."""

    wall: float = 0.0
    cpu: float = 0.0
    memory: float = 0.0
    per_part: dict[str, list[float]] = field(default_factory=dict)


class Watch:
    """Looks at a process and all below it, ten times a second: their processor time, and the grader's own memory."""

    def __init__(self, process: int) -> None:
        self._root, self._seconds = process, dict[int, float]()
        self.memory = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on)
        self._thread.start()

    def end(self) -> float:
        """Processor seconds in all."""
        self._over.set()
        self._thread.join()
        return sum(self._seconds.values())

    def _look_on(self) -> None:
        while not self._over.wait(0.1):
            for process, inside in list(_below(self._root)):
                with contextlib.suppress(OSError, IndexError, ValueError):
                    self._note(process, inside)

    def _note(self, process: int, inside: bool) -> None:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        # Own time; in the sandbox that of ended children too, which nobody else can see.
        counted = fields[11:15] if inside else fields[11:13]
        self._seconds[process] = max(self._seconds.get(process, 0.0), sum(map(int, counted)) / TICK)
        if not inside:
            self.memory = max(self.memory, _memory(process))


def _below(root: int) -> Iterator[tuple[int, bool]]:
    """(process, whether it is a sandbox's warm one) of ``root`` and all below that, but for what the warm ones fork."""
    waiting = [root]
    while waiting:
        process = waiting.pop()
        words = _words(process)
        inside = b"inside import warm" in words and not words.startswith((b"/usr/bin/bwrap", b"bwrap"))
        yield process, inside
        if not inside:
            with contextlib.suppress(OSError):
                for task in Path(f"/proc/{process}/task").iterdir():
                    waiting += [int(each) for each in (task / "children").read_text().split()]


def _words(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def _memory(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def measured(command: list[str], folder: Path, surroundings: dict[str, str] | None = None) -> Cost:
    """What ``command`` costs."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    watch = Watch(process.pid)
    said = process.communicate()[0].decode(errors="replace")
    cost = Cost(time.perf_counter() - begin, watch.end(), watch.memory)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{said[-3000:]}")
    return cost


def graded(submissions: Path, report: Path, *options: str) -> Cost:
    """`kubeish grade`, from nothing."""
    shutil.rmtree(report, ignore_errors=True)
    command = [sys.executable, "-m", "kubeish", "grade", str(submissions), "--out", str(report), *options]
    cost = measured(command, ROOT)
    with contextlib.closing(sqlite3.connect(report / "journal.sqlite")) as journal:
        for (whole,) in journal.execute("SELECT whole FROM marked ORDER BY learner"):
            for part, seconds in json.loads(whole)["seconds"].items():
                cost.per_part.setdefault(part, []).append(seconds)
    return cost


def a_class(folder: Path, lesson: str, many: int, answer: Callable[[str, int], str]) -> Path:
    """``many`` learners with a notebook of the lesson each; ``answer`` by the exercise and the learner's number."""
    slugs = [exercise.slug for exercise in course.load(ROOT).lesson(lesson).exercises]
    for number in range(many):
        place = folder / f"learner{number:02}"
        place.mkdir(parents=True)
        notebook = hand.filled_in(lesson, {slug: answer(slug, number) for slug in slugs})
        (place / f"{lesson}.ipynb").write_bytes(hand.text_of(notebook))
    return folder


def mixed(slug: str, number: int) -> str:
    """Right for one learner in three, else one wrong answer after the other."""
    rights, wrongs = hand.answers_to(slug)
    if number % 3 == 0:
        return PRELUDE + rights[number % len(rights)].source
    return PRELUDE + wrongs[number % len(wrongs)].source


def right(slug: str, number: int) -> str:
    """The same right answer for all."""
    return hand.right(slug)


def looping(slug: str, number: int) -> str:
    """One learner's answer never ends; the others' are as mixed as before."""
    names = course.load(ROOT).exercise(slug).names
    return LOOP.format(name=names[0]) if number == 1 else mixed(slug, number)


def printing(slug: str, number: int) -> str:
    """Every answer prints for as long as it may."""
    names = course.load(ROOT).exercise(slug).names
    return f"def {names[0]}(*args):\n    while True:\n        print('x' * 1_000_000)\nprint('y' * 300_000_000)\n"


def by_nbgrader(binary: str, submissions: Path, lesson: str, folder: Path) -> Cost:
    """nbgrader's autograder on the same notebooks. Only `autograde` is timed, not what comes before it."""
    source, name = folder / "source" / "ps1", f"{lesson}.ipynb"
    source.mkdir(parents=True)
    (source / name).write_bytes(hand.text_of(_for_nbgrader(hand.handed_out(lesson))))
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.ExecutePreprocessor.timeout = 10\n")
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "KUBEISH_GRADE": "1", "KUBEISH_COURSE": str(ROOT)}
    surroundings |= {
        "PATH": f"{Path(binary).parent}:{os.environ['PATH']}",
        "KUBEISH_PROGRESS": str(folder / "progress"),
    }
    measured([binary, "generate_assignment", "ps1"], folder, surroundings)
    for place in sorted(submissions.iterdir()):
        to = folder / "submitted" / place.name / "ps1"
        to.mkdir(parents=True)
        notebook = json.loads((place / name).read_text())
        (to / name).write_bytes(hand.text_of(_for_nbgrader(notebook)))
    return measured([binary, "autograde", "ps1"], folder, surroundings)


def _for_nbgrader(notebook: hand.Notebook) -> hand.Notebook:
    """With nbgrader's own metadata: an exercise's cell is a solution, its check a test of one point."""
    for cell in notebook["cells"]:
        own = hand.notebooks.own(cell)
        if own.get("exercise") or own.get("check"):
            answer = bool(own.get("exercise"))
            note = {"schema_version": 3, "grade_id": cell["id"], "locked": not answer, "task": False}
            note |= {"solution": True, "grade": False} if answer else {"solution": False, "grade": True, "points": 1}
            cell["metadata"]["nbgrader"] = note
    return notebook


def line(what: str, cost: Cost, many: int) -> str:
    """A row: in all, and of one submission."""
    parts = "  ".join(f"{part} {statistics.median(each):6.3f}" for part, each in cost.per_part.items())
    one = f"{cost.wall / many:7.3f} {cost.cpu / many:7.3f} {60 * many / cost.wall:8.0f}"
    return f"{cost.wall:8.1f} {cost.cpu:8.1f} {one} {cost.memory:7.0f}   {what}{f'   ({parts})' if parts else ''}"


def further(few: Cost, many: Cost, difference: int) -> str:
    """What one more submission costs: the slope between a small class and a large one."""
    wall, cpu = (many.wall - few.wall) / difference, (many.cpu - few.cpu) / difference
    return f"      one more submission: {wall:6.3f} s wall, {cpu:6.3f} s processor"


def table(lesson: str, many: int, folder: Path, nbgrader: str) -> None:
    """The costs of one lesson's class."""
    cells = sum(cell["cell_type"] == "code" for cell in hand.handed_out(lesson)["cells"])
    print(f"\n{lesson}: {cells} code cells, {many} learners, mixed answers, two at a time")
    whole = a_class(folder / lesson / "whole", lesson, many, mixed)
    few = a_class(folder / lesson / "few", lesson, many // 4, mixed)
    for what, options in (("the marks alone", ["--no-nbval"]), ("with the nbval run", [])):
        options = ["--jobs", "2", "--lesson", lesson, *options]
        small, large = graded(few, folder / "report", *options), graded(whole, folder / "report", *options)
        print(line(f"kubeish grade, {what}", large, many))
        print(further(small, large, many - many // 4), flush=True)
    if nbgrader:
        small, large = (
            by_nbgrader(nbgrader, each, lesson, folder / f"nbgrader-{lesson}-{each.name}") for each in (few, whole)
        )
        print(line("nbgrader autograde, which does one at a time", large, many))
        print(further(small, large, many - many // 4), flush=True)


def harm(lesson: str, many: int, folder: Path) -> None:
    """What a loop costs, and what a flood of output does to the grader's memory."""
    options = ["--jobs", "2", "--lesson", lesson, "--seconds", "5"]
    print(f"\nHarm: {lesson}, {many} learners, a limit of 5 seconds")
    for what, answer in (("nobody loops", mixed), ("one of them loops", looping)):
        cost = graded(a_class(folder / "harm" / what, lesson, many, answer), folder / "report", *options)
        longest = max(map(sum, zip(*cost.per_part.values())))
        print(f"{line(what, cost, many)}   longest {longest:.1f} s", flush=True)
    flood = a_class(folder / "harm" / "flood", lesson, 2, printing)
    print(line("two print without end", graded(flood, folder / "report", *options), 2), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=28)
    parser.add_argument("--lessons", nargs="*", default=["04_string_set", "02_compare_and_swap"])
    parser.add_argument("--nbgrader", default="", help="the nbgrader to compare with")
    options = parser.parse_args()
    print(f"Made by: python benchmarks/grading.py --learners {options.learners} --nbgrader ...\n{describe()}\n")
    print("Seconds. memory: MB, the largest of the grader's own processes. In brackets: the median of one submission's")
    print(
        "parts, by the clock. The load says how busy the machine was with other things: two cores have no more", end=""
    )
    print(" than 2 to give.\n")
    print("    wall      cpu   wall/1   cpu/1  a minute  memory")
    with tempfile.TemporaryDirectory(prefix="grading-") as name:
        folder = Path(name)
        for lesson in options.lessons:
            first = lesson == options.lessons[0]  # nbgrader takes its time: it is compared on one lesson
            nbgrader = str(Path(options.nbgrader).absolute()) if options.nbgrader and first else ""
            table(lesson, options.learners, folder, nbgrader)
        harm(options.lessons[0], options.learners, folder)


if __name__ == "__main__":
    main()
