"""`make test`: everything that must hold, stage by stage, with what each took and what failed.

`python tests/run_all.py unit build` runs those stages alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
# Each file's tests stay together, in their order. One worker more than cores: many tests wait, for a browser or etcd.
WORKERS = min(4, (os.cpu_count() or 1) + 1)
CORES = f"-n {WORKERS} --dist loadfile"
NBVAL = (
    f"{CORES} --nbval-current-env --nbval-cell-timeout=60 --nbval-kernel-startup-timeout=40 -p tests.notebooks.fresh"
)


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


STAGES = [
    Stage("lint", "ruff finds nothing", "ruff check ."),
    Stage("format", "ruff would change nothing", "ruff format --check ."),
    Stage("types", "mypy finds nothing", "mypy"),
    Stage("unit", "the unit tests", f"pytest -q -p no:nbval {CORES} --ignore=tests/site --ignore=tests/binder"),
    Stage("build", "notebooks are what their sources make", "kubeish build --check"),
    Stage("solutions", "solutions, on the embedded store", f"pytest -q --nbval {NBVAL} solutions"),
    Stage("etcd", "solutions, on a real etcd", f"pytest -q --nbval {NBVAL} --store etcd solutions"),
    Stage("untouched", "untouched notebooks run to their end", f"pytest -q --nbval-lax {NBVAL} notebooks"),
    Stage(
        "graded",
        "untouched notebooks fail at each exercise when graded",
        f"pytest -q --nbval-lax {NBVAL} -p tests.notebooks.graded notebooks",
        {"KUBEISH_GRADE": "1"},
    ),
    Stage(
        "site",
        "the site and Binder's image are made, and work",
        f"pytest -q -p no:nbval {CORES} tests/site tests/binder",
    ),
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
    outcomes = [run(stage) for stage in STAGES if stage.name in names or not names]
    print("\n" + "\n".join(map(line, outcomes)))
    for stage in (outcome.stage for outcome in outcomes if not outcome.well):
        print(f"FAILED {stage.name}: {stage.what}. Again: python tests/run_all.py {stage.name}")
    print(summary(outcomes))
    return 0 if all(outcome.well for outcome in outcomes) else 1


def run(stage: Stage) -> Outcome:
    """Run one stage, whose output goes where ours does."""
    print(f"\n--- {stage.what}: {stage.command}", flush=True)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        command = [sys.executable, "-m", *stage.command.split(), *([f"--junitxml={report}"] if stage.is_pytest else [])]
        well = (
            subprocess.call(command, cwd=ROOT, env={**settings(), **stage.environment}, stdin=subprocess.DEVNULL) == 0
        )
        passed, failed, skipped = counts(report) if report.exists() else (int(well), int(not well), 0)
    return Outcome(stage, well, passed, failed, skipped, time.perf_counter() - start)


def settings() -> dict[str, str]:
    """Our own settings, but for those of a learner who runs this, with the commands of this Python found first."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KUBEISH_")}
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


def summary(outcomes: list[Outcome]) -> str:
    passed, failed, skipped = (
        sum(getattr(each, name) for each in outcomes) for name in ("passed", "failed", "skipped")
    )
    # A stage may also fail as a whole, with no test to blame.
    failed += sum(not outcome.well and not outcome.failed for outcome in outcomes)
    seconds = sum(outcome.seconds for outcome in outcomes)
    return f"{passed} passed, {failed} failed, {skipped} skipped in {seconds:.0f} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
