"""How long `make lab` takes from an empty clone to the server's address, part by part, in several states by turns.

Each run clones each state anew and does what its Makefile does for `make lab`: the environment, pip, what the course
needs, and `kubeish lab`, which is ended at the address. A run before these fills pip's cache. It needs a package index.
Run: python benchmarks/lab.py 100d9a8 HEAD
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from machine import describe

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "lab.txt"
PIP = ".venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt"
PARTS = {
    "environment": "make .venv/made",
    "pip": f"{PIP} pip",
    "packages": f"{PIP} --build-constraint constraints.txt --editable .",
}
LAB = [".venv/bin/python", "-m", "kubeish", "lab", "--no-browser", "--ServerApp.port=0"]
Cost = tuple[float, float]
"""Seconds by the clock, and of processor time."""


def measure(act: Callable[[], None]) -> Cost:
    """What ``act`` costs, with the processes that it waits for."""
    clock, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    act()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def open_lab(clone: Path, environment: dict[str, str]) -> None:
    """Start JupyterLab and end it when it has told its address."""
    lab = subprocess.Popen(
        LAB, cwd=clone, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    assert lab.stdout is not None
    for line in lab.stdout:
        if "http://" in line:
            break
    else:
        raise RuntimeError(f"kubeish lab in {clone} ended without an address")
    lab.kill()
    lab.communicate()


def run(state: str, folder: Path) -> dict[str, Cost]:
    """Each part's cost in a new clone of ``state``. Jupyter's own files are in ``folder`` too."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    subprocess.run(["git", "checkout", "--quiet", state], cwd=clone, check=True)
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KUBEISH_")}
    environment = {**kept, **{name: str(folder / name) for name in names}}

    def run_part(command: str) -> None:
        subprocess.run(command.split(), cwd=clone, env=environment, check=True)

    costs = {name: measure(lambda command=command: run_part(command)) for name, command in PARTS.items()}
    costs["kubeish lab"] = measure(lambda: open_lab(clone, environment))
    costs["kubeish lab, again"] = measure(lambda: open_lab(clone, environment))
    return costs


def row(name: str, costs: list[Cost]) -> str:
    """The median and the worst by the clock, and of processor time."""
    clock, processor = zip(*costs)
    return f"  {name:<20}" + "".join(f"{statistics.median(each):8.1f}{max(each):8.1f}" for each in (clock, processor))


def total(costs: dict[str, Cost]) -> Cost:
    """The cost of all parts until the first address."""
    first = [cost for name, cost in costs.items() if name != "kubeish lab, again"]
    return sum(clock for clock, _ in first), sum(processor for _, processor in first)


def name_state(state: str) -> str:
    """The commit and its subject."""
    return subprocess.run(
        ["git", "log", "-1", "--format=%h %s", state], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def main() -> int:
    """Measure, and write the results; 1 if the last state takes more processor time than the first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("states", nargs="+", help="commits, the oldest first")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    found: dict[str, list[dict[str, Cost]]] = {state: [] for state in map(name_state, arguments.states)}
    for number in range(arguments.runs + 1):
        # Whichever comes second takes some seconds more, for pip: each is first in every other round.
        for state, runs in list(found.items())[:: 1 if number % 2 else -1]:
            with tempfile.TemporaryDirectory() as folder:
                costs = run(state.split()[0], Path(folder))
            if number:  # the first fills the cache
                runs.append(costs)
    lines = [f"Made by: python benchmarks/lab.py {' '.join(arguments.states)} --runs {arguments.runs}", describe()]
    lines += ["", f"  {'seconds':<20}{'clock':>8}{'worst':>8}{'cpu':>8}{'worst':>8}"]
    for state, runs in found.items():
        lines += ["", state, *(row(name, [costs[name] for costs in runs]) for name in runs[0])]
        lines.append(row("to the first address", [total(costs) for costs in runs]))
    text = "\n".join(lines)
    print(text)
    RESULTS.write_text(text + "\n", encoding="utf-8")
    medians = [statistics.median(total(costs)[1] for costs in runs) for runs in found.values()]
    return int(medians[-1] > medians[0])


if __name__ == "__main__":
    sys.exit(main())
