"""Runner of the stages of `make test`: several at once, with the time, counts and failures of each.

`python tests/run_all.py unit build` runs those stages alone; `quick` stands for the stages of `make quick`.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 3  # Many tests wait for a browser, etcd or the network: three stages keep two cores busy.
GRACE = 30.0  # seconds in which an interrupted stage may clean up
# Seconds after which what still runs is interrupted and has failed. CI gives up after ninety minutes, and would not say
# which stage it waited for.
PATIENCE = 75 * 60.0
# The tests of a file stay together (but for those that tests/conftest.py names), slow files first.
FILES = "--dist loadfile --no-loadscope-reorder"
CORES = f"-n {min(4, (os.cpu_count() or 1) + 1)} {FILES}"
# Notebook stages need no workers: a kernel beside pytest does the work.
NBVAL = "-n 0 --nbval-current-env --nbval-cell-timeout=120 --nbval-kernel-startup-timeout=120 -p tests.notebooks.fresh"
# Notebooks in other languages have the same code to the byte: tests/classroom/test_translating.py. What their
# solutions show is other text: a stage compares it.
ENGLISH = "--ignore-glob=notebooks/*/* notebooks"
ENGLISH_SOLUTIONS = "--ignore-glob=solutions/*/* solutions"
TRANSLATED_SOLUTIONS = "--ignore-glob=solutions/[0-9]* solutions"
APART = ("tests/site", "tests/binder", "tests/browser")
FAST = "not slow and not etcd and not browser and not sandbox"


@dataclass(frozen=True)
class Stage:
    """A command that must succeed. The tests of a pytest run are counted; any other command counts as one test."""

    name: str
    what: str
    command: str
    environment: dict[str, str] = field(default_factory=dict)
    quick: bool = False
    full: bool = True

    @property
    def is_pytest(self) -> bool:
        return self.command.startswith("pytest ")


STAGES = [  # Started in this order: a long stage must not start last.
    Stage("lint", "ruff finds nothing", "ruff check .", quick=True),
    Stage("format", "ruff would change nothing", "ruff format --check .", quick=True),
    Stage("arrows", "imports between rooms point down", "lint-imports", quick=True),
    Stage(
        "fast",
        "the fast tests",
        f"pytest -q -p no:nbval {CORES} -m '{FAST}' {' '.join(f'--ignore={each}' for each in APART)}",
        quick=True,
        full=False,
    ),
    Stage(
        "site",
        "the site and Binder's image are made, and work",
        f"pytest -q -p no:nbval -n 2 {FILES} tests/site tests/binder",
    ),
    Stage(
        "unit",
        "the unit tests",
        f"pytest -q --durations 30 -p no:nbval {CORES} {' '.join(f'--ignore={each}' for each in APART)}",
    ),
    Stage("browser", "the figures and lessons in JupyterLab, in a browser", "pytest -q -p no:nbval tests/browser"),
    Stage("build", "notebooks are what their sources make", "kubeish build --check"),
    Stage("etcd", "solutions, on a real etcd", f"pytest -q --nbval {NBVAL} --store etcd {ENGLISH_SOLUTIONS}"),
    Stage("solutions", "solutions, on the embedded store", f"pytest -q --nbval {NBVAL} {ENGLISH_SOLUTIONS}"),
    Stage(
        "languages",
        "solutions in other languages, on the embedded store",
        f"pytest -q --nbval {NBVAL} {TRANSLATED_SOLUTIONS}",
    ),
    Stage(
        "graded",
        "untouched notebooks fail at each exercise when graded",
        f"pytest -q --nbval-lax {NBVAL} -p tests.notebooks.graded {ENGLISH}",
        {"KUBEISH_GRADE": "1"},
    ),
    Stage("untouched", "untouched notebooks run to their end", f"pytest -q --nbval-lax {NBVAL} {ENGLISH}"),
    Stage("types", "mypy finds nothing", "mypy", quick=True),
]


@dataclass
class Outcome:
    """The result of a stage: how many tests passed, failed and were skipped, and the seconds it took."""

    stage: Stage
    well: bool
    passed: int
    failed: int
    skipped: int
    seconds: float


def main(names: list[str]) -> int:
    known = [stage.name for stage in STAGES]
    if wrong := [name for name in names if name not in [*known, "quick"]]:
        print(f"There is no stage {', '.join(wrong)}; there are {', '.join(known)}, and quick for several of them.")
        return 2
    start = time.perf_counter()
    outcomes = run([stage for stage in STAGES if is_wanted(stage, names)])
    print("\n" + "\n".join(map(line, outcomes)))
    for stage in (outcome.stage for outcome in outcomes if not outcome.well):
        print(f"FAILED {stage.name}: {stage.what}. Again: python tests/run_all.py {stage.name}")
    print(summary(outcomes, time.perf_counter() - start))
    return 0 if all(outcome.well for outcome in outcomes) else 1


def is_wanted(stage: Stage, names: list[str]) -> bool:
    """Whether a run of ``names`` (none: of everything) includes the stage."""
    return stage.name in names or ("quick" in names and stage.quick) or (not names and stage.full)


def run(stages: list[Stage], patience: float = PATIENCE) -> list[Outcome]:
    """Run the stages, some at once. The output of each is shown when it has ended, in one piece.

    After ``patience`` seconds those that still run are interrupted, and they and those that wait have failed.
    """
    end = time.perf_counter() + patience
    waiting = list(stages)
    running: list[Running] = []
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            while waiting or running:
                while waiting and len(running) < AT_ONCE:
                    running.append(Running(waiting.pop(0), Path(folder)))
                for each in [each for each in running if each.process.poll() is not None]:
                    running.remove(each)
                    outcomes.append(each.outcome())
                if running and time.perf_counter() > end:
                    print(f"\nNot all has ended in {patience:.0f} seconds: what still runs is interrupted.", flush=True)
                    stop(running)
                    outcomes += [each.outcome() for each in running]
                    outcomes += [Outcome(each, False, 0, 0, 0, 0.0) for each in waiting]
                    running, waiting = [], []
                time.sleep(0.05)
        finally:
            stop(running)
    return sorted(outcomes, key=lambda outcome: stages.index(outcome.stage))


class Running:
    """A running stage, in a process group of its own, so that all its processes can be signalled at once."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage, self.start = stage, time.perf_counter()
        self.said, self.report = folder / f"{stage.name}.txt", folder / f"{stage.name}.xml"
        more = [f"--junitxml={self.report}"] if stage.is_pytest else []
        print(f"begins: {stage.name}: {stage.what}", flush=True)
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [*shlex.split(stage.command), *more],
                cwd=ROOT,
                env={**settings(), **stage.environment},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def outcome(self) -> Outcome:
        """Its result, now that it has ended; its output is shown."""
        seconds, well = time.perf_counter() - self.start, self.process.returncode == 0
        print(f"\n--- {self.stage.what}: {self.stage.command}", flush=True)
        print(self.said.read_text(encoding="utf-8", errors="replace"), flush=True)
        passed, failed, skipped = counts(self.report) if self.report.exists() else (int(well), int(not well), 0)
        return Outcome(self.stage, well, passed, failed, skipped, seconds)


def stop(running: list[Running]) -> None:
    """Interrupt the stages that still run, as Ctrl-C does, and leave none of their processes behind."""
    for number in (signal.SIGINT, signal.SIGKILL):
        for each in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(each.process.pid, number)
        for each in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                each.process.wait(GRACE)


def settings() -> dict[str, str]:
    """The environment of the stages: without kubeish's own variables, and with the commands of this Python first.

    PYTHONDONTWRITEBYTECODE goes too: hundreds of processes start here, and each would compile the package anew.
    Files are read and written in UTF-8, whatever the locale: a test that wants another encoding says so.
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith("KUBEISH_")}
    kept = {name: value for name, value in ours.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept,
        "PYTHONUTF8": "1",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
    }


def counts(report: Path) -> tuple[int, int, int]:
    """How many tests of a JUnit report passed, failed and were skipped."""
    cases = [{child.tag for child in case} for case in ElementTree.parse(report).iter("testcase")]
    failed = sum(bool(tags & {"failure", "error"}) for tags in cases)
    skipped = sum("skipped" in tags for tags in cases)
    return len(cases) - failed - skipped, failed, skipped


def line(outcome: Outcome) -> str:
    mark = "ok    " if outcome.well else "FAILED"
    return f"{mark} {outcome.seconds:6.1f} s  {outcome.stage.name:<10} {outcome.stage.what}"


def summary(outcomes: list[Outcome], seconds: float) -> str:
    passed, failed, skipped = (
        sum(getattr(each, name) for each in outcomes) for name in ("passed", "failed", "skipped")
    )
    # A stage may also fail as a whole, without a failed test.
    failed += sum(not outcome.well and not outcome.failed for outcome in outcomes)
    return f"{passed} passed, {failed} failed, {skipped} skipped in {seconds:.0f} s"


def from_shell(names: list[str]) -> NoReturn:
    """Run from the shell. SIGTERM ends it as Ctrl-C does: with a word, and with no process left behind.

    A script starts what runs in its background with SIGINT ignored, and a handler undoes that for the stages too.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        sys.exit(main(names))
    except KeyboardInterrupt:
        sys.exit("Interrupted.")


if __name__ == "__main__":
    from_shell(sys.argv[1:])
