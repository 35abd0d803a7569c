"""What grading costs: a class by `kubeish grade`, and the same notebooks by nbgrader's autograder in the same run.

nbgrader gets an environment of its own, since it is no part of kubeish (and an installed nbval slows nothing there):

    python -m venv build/nbgrader && build/nbgrader/bin/pip install nbgrader==0.9.6 ipywidgets anywidget
    python benchmarks/grading.py --nbgrader build/nbgrader/bin/nbgrader > benchmarks/results/grading.txt

Without --nbgrader that part is left out. Wall time says little on a busy machine: processor time is given too.
What runs in the sandbox is counted by its zygotes, to which the cost of all that they fork is accounted.
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

from kubeish.classroom import course
from tests.answers import PRELUDE
from tests.grading import notebook_samples as samples

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


class ProcessMonitor:
    """Samples a process and all below it, ten times a second: their processor time, and the grader's own memory."""

    def __init__(self, process: int) -> None:
        self._root, self._seconds = process, dict[int, float]()
        self.memory = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._sample_until_stopped)
        self._thread.start()

    def stop(self) -> float:
        """Processor seconds in all."""
        self._stopped.set()
        self._thread.join()
        return sum(self._seconds.values())

    def _sample_until_stopped(self) -> None:
        while not self._stopped.wait(0.1):
            for process, inside in list(_list_processes(self._root)):
                with contextlib.suppress(OSError, IndexError, ValueError):
                    self._sample(process, inside)

    def _sample(self, process: int, inside: bool) -> None:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        # Own time; of a zygote that of its ended children too, which cannot be seen from here.
        counted = fields[11:15] if inside else fields[11:13]
        self._seconds[process] = max(self._seconds.get(process, 0.0), sum(map(int, counted)) / TICK)
        if not inside:
            self.memory = max(self.memory, _read_memory(process))


def _list_processes(root: int) -> Iterator[tuple[int, bool]]:
    """(process, whether it is a zygote) of ``root`` and all below that, but for what the zygotes fork."""
    waiting = [root]
    while waiting:
        process = waiting.pop()
        command = _read_command(process)
        inside = b"guest import zygote" in command and not command.startswith((b"/usr/bin/bwrap", b"bwrap"))
        yield process, inside
        if not inside:
            with contextlib.suppress(OSError):
                for task in Path(f"/proc/{process}/task").iterdir():
                    waiting += [int(each) for each in (task / "children").read_text().split()]


def _read_command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def _read_memory(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def measure(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> Cost:
    """Run ``command`` and return its cost."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    monitor = ProcessMonitor(process.pid)
    output = process.communicate()[0].decode(errors="replace")
    cost = Cost(time.perf_counter() - begin, monitor.stop(), monitor.memory)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{output[-3000:]}")
    return cost


def grade(submissions: Path, report: Path, *options: str) -> Cost:
    """The cost of `kubeish grade`, with no earlier report."""
    shutil.rmtree(report, ignore_errors=True)
    command = [sys.executable, "-m", "kubeish", "grade", "--yes", str(submissions), "--out", str(report), *options]
    cost = measure(command, ROOT)
    with contextlib.closing(sqlite3.connect(report / "journal.sqlite")) as database:
        for (whole,) in database.execute("SELECT whole FROM marked ORDER BY learner"):
            for part, seconds in json.loads(whole)["seconds"].items():
                cost.per_part.setdefault(part, []).append(seconds)
    return cost


def write_class(folder: Path, lesson: str, many: int, answer: Callable[[str, int], str]) -> Path:
    """``many`` learners with a notebook of the lesson each; ``answer`` by the exercise and the learner's number."""
    slugs = [exercise.slug for exercise in course.load(ROOT).find_lesson(lesson).exercises]
    for number in range(many):
        place = folder / f"learner{number:02}"
        place.mkdir(parents=True)
        notebook = samples.fill_in(lesson, {slug: answer(slug, number) for slug in slugs})
        (place / f"{lesson}.ipynb").write_bytes(samples.to_bytes(notebook))
    return folder


def choose_mixed(slug: str, number: int) -> str:
    """Right for one learner in three, else one wrong answer after the other."""
    rights, wrongs = samples.load_answers(slug)
    if number % 3 == 0:
        return PRELUDE + rights[number % len(rights)].source
    return PRELUDE + wrongs[number % len(wrongs)].source


def choose_right(slug: str, number: int) -> str:
    """The same right answer for all."""
    return samples.get_right_answer(slug)


def choose_with_loop(slug: str, number: int) -> str:
    """One learner's answer never ends; the others' are as mixed as before."""
    names = course.load(ROOT).find_exercise(slug).names
    return LOOP.format(name=names[0]) if number == 1 else choose_mixed(slug, number)


def choose_printing(slug: str, number: int) -> str:
    """Every answer prints for as long as it may."""
    names = course.load(ROOT).find_exercise(slug).names
    return f"def {names[0]}(*args):\n    while True:\n        print('x' * 1_000_000)\nprint('y' * 300_000_000)\n"


def grade_by_nbgrader(binary: str, submissions: Path, lesson: str, folder: Path) -> Cost:
    """nbgrader's autograder on the same notebooks. Only `autograde` is timed, not what comes before it."""
    source, name = folder / "source" / "ps1", f"{lesson}.ipynb"
    source.mkdir(parents=True)
    (source / name).write_bytes(samples.to_bytes(_convert_for_nbgrader(samples.load_notebook(lesson))))
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.ExecutePreprocessor.timeout = 10\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "KUBEISH_GRADE": "1", "KUBEISH_COURSE": str(ROOT)}
    environment |= {
        "PATH": f"{Path(binary).parent}:{os.environ['PATH']}",
        "KUBEISH_PROGRESS": str(folder / "progress"),
    }
    measure([binary, "generate_assignment", "ps1"], folder, environment)
    for place in sorted(submissions.iterdir()):
        to = folder / "submitted" / place.name / "ps1"
        to.mkdir(parents=True)
        notebook = json.loads((place / name).read_text())
        (to / name).write_bytes(samples.to_bytes(_convert_for_nbgrader(notebook)))
    return measure([binary, "autograde", "ps1"], folder, environment)


def _convert_for_nbgrader(notebook: samples.Notebook) -> samples.Notebook:
    """With nbgrader's own metadata: an exercise's cell is a solution, its check a test of one point."""
    for cell in notebook["cells"]:
        own = samples.notebooks.get_metadata(cell)
        if own.get("exercise") or own.get("check"):
            answer = bool(own.get("exercise"))
            note = {"schema_version": 3, "grade_id": cell["id"], "locked": not answer, "task": False}
            note |= {"solution": True, "grade": False} if answer else {"solution": False, "grade": True, "points": 1}
            cell["metadata"]["nbgrader"] = note
    return notebook


def format_cost(what: str, cost: Cost, many: int) -> str:
    """A row: in all, and of one submission."""
    parts = "  ".join(f"{part} {statistics.median(each):6.3f}" for part, each in cost.per_part.items())
    one = f"{cost.wall / many:7.3f} {cost.cpu / many:7.3f} {60 * many / cost.wall:8.0f}"
    return f"{cost.wall:8.1f} {cost.cpu:8.1f} {one} {cost.memory:7.0f}   {what}{f'   ({parts})' if parts else ''}"


def format_slope(few: Cost, many: Cost, difference: int) -> str:
    """What one more submission costs: the slope between a small class and a large one."""
    wall, cpu = (many.wall - few.wall) / difference, (many.cpu - few.cpu) / difference
    return f"      one more submission: {wall:6.3f} s wall, {cpu:6.3f} s processor"


def print_costs(lesson: str, many: int, folder: Path, nbgrader: str) -> None:
    """The costs of one lesson's class."""
    cells = sum(cell["cell_type"] == "code" for cell in samples.load_notebook(lesson)["cells"])
    print(f"\n{lesson}: {cells} code cells, {many} learners, mixed answers, two at a time")
    whole = write_class(folder / lesson / "whole", lesson, many, choose_mixed)
    few = write_class(folder / lesson / "few", lesson, many // 4, choose_mixed)
    for what, options in (("the marks alone", ["--no-nbval"]), ("with the nbval run", [])):
        options = ["--jobs", "2", "--lesson", lesson, *options]
        small, large = grade(few, folder / "report", *options), grade(whole, folder / "report", *options)
        print(format_cost(f"kubeish grade, {what}", large, many))
        print(format_slope(small, large, many - many // 4), flush=True)
    if nbgrader:
        small, large = (
            grade_by_nbgrader(nbgrader, each, lesson, folder / f"nbgrader-{lesson}-{each.name}")
            for each in (few, whole)
        )
        print(format_cost("nbgrader autograde, which does one at a time", large, many))
        print(format_slope(small, large, many - many // 4), flush=True)


def print_harm(lesson: str, many: int, folder: Path) -> None:
    """What a loop costs, and what a flood of output does to the grader's memory."""
    options = ["--jobs", "2", "--lesson", lesson, "--seconds", "5"]
    print(f"\nHarm: {lesson}, {many} learners, a limit of 5 seconds")
    for what, answer in (("nobody loops", choose_mixed), ("one of them loops", choose_with_loop)):
        cost = grade(write_class(folder / "harm" / what, lesson, many, answer), folder / "report", *options)
        longest = max(map(sum, zip(*cost.per_part.values())))
        print(f"{format_cost(what, cost, many)}   longest {longest:.1f} s", flush=True)
    flood = write_class(folder / "harm" / "flood", lesson, 2, choose_printing)
    print(format_cost("two print without end", grade(flood, folder / "report", *options), 2), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=28)
    parser.add_argument("--lessons", nargs="*", default=["05_string_set", "02_compare_and_swap"])
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
            print_costs(lesson, options.learners, folder, nbgrader)
        print_harm(options.lessons[0], options.learners, folder)


if __name__ == "__main__":
    main()
