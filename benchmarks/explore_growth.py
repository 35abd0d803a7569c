"""How the explorer grows with the number of writers, beside SPIN on the same program in the same run.

The program: each writer gets a list, appends its number, and swaps; where the list has changed it starts again. SPIN
gets it as a model in Promela: one step to copy the list, one to compare and swap. It searches without partial-order
reduction, since ``explore`` counts all orders and has none either. SPIN does not count orders. Both use one thread.

Run: python benchmarks/explore_growth.py --runs 5
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import describe

sys.path.insert(0, str(Path(__file__).parents[1]))

from kubeish.explorer import explore
from tests.explorer.schedulers import append_swap, one_pod

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "explore_growth.txt"
WRITERS = (3, 4, 5, 6)
SLOW = 6  # so many writers take a minute

MODEL = """
byte list[N]; byte length = 0; byte ended = 0;

proctype writer(byte me) {
    byte copy[N]; byte seen = 0; byte i; bool swapped = false;
    do
    :: swapped -> break
    :: !swapped ->
        d_step { i = 0; do :: i < length -> copy[i] = list[i]; i++ :: else -> break od; i = 0; seen = length }
        d_step {
            if
            :: length == seen -> list[length] = me; length++; swapped = true; ended++
            :: else -> skip
            fi
        }
    od
}

init { byte w = 0; atomic { do :: w < N -> run writer(w); w++ :: else -> break od; w = 0 }
       (ended == N) -> assert(length == N) }
"""

Measured = dict[str, float]


def read_megabytes(name: str) -> float:
    """A line of this process's status: VmRSS is what it takes, VmHWM the most that it took."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1000


def measure_here(many: int) -> Measured:
    """Explore so many writers in this process."""
    clients = {name: append_swap(name.lower()) for name in "ABCDEFGH"[:many]}
    before, begin = read_megabytes("VmRSS"), time.process_time()
    outcome = explore(clients, one_pod, max_states=10**9, max_megabytes=10**5)
    seconds = time.process_time() - begin
    return {"states": outcome.states, "seconds": seconds, "megabytes": read_megabytes("VmHWM") - before}


def measure_explore(many: int) -> Measured:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--case", str(many)]
    found: Measured = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout)
    return found


def compile_model(folder: Path, many: int) -> Path:
    """SPIN's verifier of so many writers."""
    (folder / "model.pml").write_text(f"#define N {many}\n{MODEL}", encoding="utf-8")
    subprocess.run(["spin", "-a", "model.pml"], cwd=folder, check=True, capture_output=True)
    program = folder / f"pan{many}"
    flags = ["-O2", "-DNOREDUCE", "-DSAFETY", "-DMEMLIM=8000"]
    subprocess.run(["gcc", *flags, "-o", str(program), "pan.c"], cwd=folder, check=True, capture_output=True)
    return program


def read_children() -> float:
    """Seconds of processor time of all processes that were started here and have ended."""
    used = os.times()
    return used.children_user + used.children_system


def measure_spin(program: Path) -> Measured:
    """One run of a verifier, by its own report: the memory has the hash table in it."""
    begin = read_children()
    done = subprocess.run([str(program), "-m10000", "-w22"], capture_output=True, text=True, check=True)
    seconds = read_children() - begin
    errors = re.search(r"errors: (\d+)", done.stdout)
    states, memory = re.search(r"(\d+) states, stored", done.stdout), re.search(r"([\d.]+)\s+total actual", done.stdout)
    if (
        errors is None
        or errors[1] != "0"
        or states is None
        or memory is None
        or "max search depth too small" in done.stdout
        or "not completed" in done.stdout
    ):
        raise SystemExit(f"SPIN did not finish: {done.stdout}{done.stderr}")
    return {"states": int(states[1]), "seconds": seconds, "megabytes": float(memory[1])}


def format_row(many: int, tool: str, measured: list[Measured]) -> str:
    """States, seconds (fastest, median, slowest) and the most memory of several runs."""
    seconds = [each["seconds"] for each in measured]
    spread = f"{min(seconds):8.2f} {statistics.median(seconds):8.2f} {max(seconds):8.2f}"
    memory = max(each["megabytes"] for each in measured)
    return f"{many:7}  {tool:8} {int(measured[0]['states']):11,} {spread} {memory:7.0f} {len(measured):5}"


def main() -> None:
    """Measure both in turns, print the table, and write it to the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--slow-runs", type=int, default=2, help=f"of {SLOW} writers")
    parser.add_argument("--case", type=int)
    given = parser.parse_args()
    if given.case:
        print(json.dumps(measure_here(given.case)))
        return
    has_spin = bool(shutil.which("spin") and shutil.which("gcc"))
    lines = [
        f"Made by: python benchmarks/explore_growth.py --runs {given.runs} --slow-runs {given.slow_runs}",
        describe(),
    ]
    if has_spin:
        version = subprocess.run(["spin", "-V"], capture_output=True, text=True, check=True).stdout.strip()
        lines.append(f"{version}; gcc -O2 -DNOREDUCE -DSAFETY; pan -w22")
    else:
        lines.append("SPIN is left out: spin or gcc is not installed (on Debian: apt-get install spin gcc)")
    lines += [
        "",
        "Get, append, swap, and again where the list has changed. Seconds of processor time; megabytes at most.",
    ]
    lines += ["", "writers  tool          states  fastest   median  slowest      MB  runs"]
    print("\n".join(lines), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for many in WRITERS:
            verifier = compile_model(Path(folder), many) if has_spin else None
            ours, theirs = [], []
            for _ in range(given.slow_runs if many >= SLOW else given.runs):
                ours.append(measure_explore(many))
                if verifier is not None:
                    theirs.append(measure_spin(verifier))
            rows = [format_row(many, "explore", ours)]
            rows += [format_row(many, "SPIN", theirs)] if theirs else []
            print("\n".join(rows), flush=True)
            lines += rows
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
