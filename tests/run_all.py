"""`make test`: everything that must hold, several stages at once, with what each took and what failed.

`python tests/run_all.py unit build` runs those stages alone.
"""

from __future__ import annotations

import contextlib
import os
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
AT_ONCE = 3  # Many tests wait, for a browser, etcd or the network: so many stages keep two cores at work.
PATIENCE = 30.0  # seconds in which a stage that is interrupted may tidy up
# Each file's tests stay together, in the order in which they are collected, which is the longest first.
FILES = "--dist loadfile --no-loadscope-reorder"
CORES = f"-n {min(4, (os.cpu_count() or 1) + 1)} {FILES}"
# These have a kernel beside them, which does the work.
NBVAL = "-n 0 --nbval-current-env --nbval-cell-timeout=120 --nbval-kernel-startup-timeout=120 -p tests.notebooks.fresh"
APART = ("tests/site", "tests/binder", "tests/browser")


@dataclass(frozen=True)
class Stage:
    """A command that must succeed. Of a run of pytest the tests are counted; any other counts as one."""

    name: str
    what: str
    command: str
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def is_pytest(self) -> bool:
        return self.command.startswith("pytest ")


STAGES = [  # They begin in this order: what takes long must not begin last.
    Stage("lint", "ruff finds nothing", "ruff check ."),
    Stage("format", "ruff would change nothing", "ruff format --check ."),
    Stage(
        "site",
        "the site and Binder's image are made, and work",
        f"pytest -q -p no:nbval -n 4 {FILES} tests/site tests/binder",
    ),
    Stage("unit", "the unit tests", f"pytest -q -p no:nbval {CORES} {' '.join(f'--ignore={each}' for each in APART)}"),
    Stage("browser", "the figures and lessons in JupyterLab, in a browser", "pytest -q -p no:nbval tests/browser"),
    Stage("build", "notebooks are what their sources make", "kubeish build --check"),
    Stage("etcd", "solutions, on a real etcd", f"pytest -q --nbval {NBVAL} --store etcd solutions"),
    Stage("solutions", "solutions, on the embedded store", f"pytest -q --nbval {NBVAL} solutions"),
    Stage(
        "graded",
        "untouched notebooks fail at each exercise when graded",
        f"pytest -q --nbval-lax {NBVAL} -p tests.notebooks.graded notebooks",
        {"KUBEISH_GRADE": "1"},
    ),
    Stage("untouched", "untouched notebooks run to their end", f"pytest -q --nbval-lax {NBVAL} notebooks"),
    Stage("types", "mypy finds nothing", "mypy"),
]


@dataclass
class Outcome:
    """What came of a stage: how many passed, failed and were skipped, and in how many seconds."""

    stage: Stage
    well: bool
    passed: int
    failed: int
    skipped: int
    seconds: float


def main(names: list[str]) -> int:
    known = {stage.name: stage for stage in STAGES}
    if wrong := [name for name in names if name not in known]:
        print(f"There is no stage {', '.join(wrong)}; there are {', '.join(known)}.")
        return 2
    start = time.perf_counter()
    outcomes = run([stage for stage in STAGES if stage.name in names or not names])
    print("\n" + "\n".join(map(line, outcomes)))
    for stage in (outcome.stage for outcome in outcomes if not outcome.well):
        print(f"FAILED {stage.name}: {stage.what}. Again: python tests/run_all.py {stage.name}")
    print(summary(outcomes, time.perf_counter() - start))
    return 0 if all(outcome.well for outcome in outcomes) else 1


def run(stages: list[Stage]) -> list[Outcome]:
    """Run the stages, some at once. What each says is shown when it has ended, so that it stands together."""
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
                time.sleep(0.05)
        finally:
            stop(running)
    return sorted(outcomes, key=lambda outcome: stages.index(outcome.stage))


class Running:
    """A stage that has begun, in a session of its own, so that all its processes can be reached at once."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage, self.start = stage, time.perf_counter()
        self.said, self.report = folder / f"{stage.name}.txt", folder / f"{stage.name}.xml"
        more = [f"--junitxml={self.report}"] if stage.is_pytest else []
        print(f"begins: {stage.name}: {stage.what}", flush=True)
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *stage.command.split(), *more],
                cwd=ROOT,
                env={**settings(), **stage.environment},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def outcome(self) -> Outcome:
        """What came of it, now that it has ended; what it said is shown."""
        seconds, well = time.perf_counter() - self.start, self.process.returncode == 0
        print(f"\n--- {self.stage.what}: {self.stage.command}", flush=True)
        print(self.said.read_text(encoding="utf-8", errors="replace"), flush=True)
        passed, failed, skipped = counts(self.report) if self.report.exists() else (int(well), int(not well), 0)
        return Outcome(self.stage, well, passed, failed, skipped, seconds)


def stop(running: list[Running]) -> None:
    """Interrupt what still runs, as Ctrl-C does, and leave none of its processes behind."""
    for number in (signal.SIGINT, signal.SIGKILL):
        for each in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(each.process.pid, number)
        for each in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                each.process.wait(PATIENCE)


def settings() -> dict[str, str]:
    """Our own settings, but for those of a learner who runs this, with the commands of this Python found first.

    Python is to keep what it compiles: hundreds of processes begin here, and each would compile all of kubeish anew.
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith("KUBEISH_")}
    kept = {name: value for name, value in ours.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])}


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
    # A stage may also fail as a whole, with no test to blame.
    failed += sum(not outcome.well and not outcome.failed for outcome in outcomes)
    return f"{passed} passed, {failed} failed, {skipped} skipped in {seconds:.0f} s"


def from_shell(names: list[str]) -> NoReturn:
    """Be ended from outside as by Ctrl-C: with a word, and with nothing left behind."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main(names))
    except KeyboardInterrupt:
        sys.exit("Interrupted.")


if __name__ == "__main__":
    from_shell(sys.argv[1:])
