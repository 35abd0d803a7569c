"""``explore`` beside SPIN, minicheck and frontrun, on the same program in the same run.

The program is that of explore_growth.py: each writer gets a list, appends its number, and swaps; where the list has
changed it starts again. SPIN gets it as a model in Promela, minicheck as a function of states to their next ones. Such
models forget what a writer has read before, where it does not matter any more; ``explore`` runs plain functions, of
which it cannot know that, and so has more positions to visit; it counts the orders as well. frontrun (a scheduler of
threads) gets it as a class with a lock, and runs it once for each order that makes a difference to it, without a bound
of preemptions. Each case runs in a process of its own, and is stopped after 75 seconds; a tool that was stopped is
left out from there on.

Run, where they are installed (pip install minicheck frontrun; apt-get install spin gcc):
python benchmarks/explore_peers.py --runs 3
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from explore_growth import ROOT, Measured, compile_model, format_row, measure_here, measure_spin, read_megabytes
from machine import describe

RESULTS = Path(__file__).parent / "results" / "explore_peers.txt"
WRITERS = range(3, 9)
SECONDS = 75

State = tuple[tuple[int, ...], tuple[tuple[int, ...] | None, ...]]
"""The list, and what each writer has read of it: None before it reads, its own number last when it is done."""


def run_minicheck(many: int) -> int:
    """Check the model; the number of its states."""
    from minicheck import Protocol, check_safety  # type: ignore[import-not-found]

    def list_next(state: State) -> list[tuple[str, State]]:
        written, copies = state
        found: list[tuple[str, State]] = []
        for me, copy in enumerate(copies):
            if copy is not None and copy[-1:] == (-1,):
                continue
            if copy is None:
                found.append((f"{me} reads", (written, (*copies[:me], written, *copies[me + 1 :]))))
            elif copy == written:
                done = (*copies[:me], (-1,), *copies[me + 1 :])
                found.append((f"{me} swaps", ((*written, me), done)))
            else:
                found.append((f"{me} is refused", (written, (*copies[:me], None, *copies[me + 1 :]))))
        return found

    def is_whole(fields: dict[str, tuple[object, ...]]) -> bool:
        return fields["copies"] != ((-1,),) * many or len(fields["written"]) == many

    start: State = ((), (None,) * many)
    model = Protocol(
        name="writers",
        candidate=False,
        fields=("written", "copies"),
        initial=start,
        transitions=list_next,
        invariants={"nothing is lost": is_whole},
    )
    answer = check_safety(model, max_states=10**9)
    if answer["properties"]["nothing is lost"]["holds"] is not True:
        raise SystemExit(f"minicheck found {answer}")
    return int(answer["states"] if "states" in answer else answer["reachable_states"])


class Store:
    """A list that is read and swapped under a lock."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.written: tuple[int, ...] = ()

    def read(self) -> tuple[int, ...]:
        with self.lock:
            return self.written

    def swap(self, before: tuple[int, ...], after: tuple[int, ...]) -> bool:
        with self.lock:
            if self.written != before:
                return False
            self.written = after
            return True


def append(me: int) -> Callable[[Store], None]:
    def run(store: Store) -> None:
        while True:
            before = store.read()
            if store.swap(before, (*before, me)):
                return

    return run


def run_frontrun(many: int) -> int:
    """Explore the threads; how many executions that took."""
    import frontrun  # type: ignore[import-not-found]

    answer = frontrun.explore(
        setup=Store,
        workers=[append(me) for me in range(many)],
        invariant=lambda store: len(store.written) == many,
        preemption_bound=None,
        stop_on_first=False,
        detect_io=False,
    )
    if answer.property_holds is not True:
        raise SystemExit(f"frontrun found {answer}")
    return int(answer.num_explored)


def measure(tool: str, many: int) -> Measured:
    """One case in this process."""
    if tool == "explore":
        return measure_here(many)
    if tool == "SPIN":
        with tempfile.TemporaryDirectory() as folder:
            return measure_spin(compile_model(Path(folder), many))
    before, begin = read_megabytes("VmRSS"), time.process_time()
    states = {"minicheck": run_minicheck, "frontrun": run_frontrun}[tool](many)
    seconds = time.process_time() - begin
    return {"states": states, "seconds": seconds, "megabytes": read_megabytes("VmHWM") - before}


def measure_apart(tool: str, many: int) -> Measured | None:
    """The same in a process of its own; None where the time or 8 GB of memory were not enough."""
    command = [sys.executable, __file__, "--tool", tool, "--case", str(many)]
    if tool == "frontrun":  # it wants to start the program itself
        command = [str(Path(sys.executable).with_name("frontrun")), *command]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            output, errors = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # and what it has started
            return None
    if process.returncode and "did not finish" in errors:
        return None
    if process.returncode:
        raise SystemExit(errors)
    found: Measured = json.loads(output.splitlines()[-1])
    return found


def main() -> None:
    """Measure all tools in turns, print the table, and write it to the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--tool", default="explore")
    parser.add_argument("--case", type=int)
    given = parser.parse_args()
    if given.case:
        print(json.dumps(measure(given.tool, given.case)))
        return
    others = [tool for tool in ("minicheck", "frontrun") if importlib.util.find_spec(tool)]
    tools = ["explore", *(["SPIN"] if shutil.which("spin") and shutil.which("gcc") else []), *others]
    missing = [f"no {tool} here" for tool in ("SPIN", "minicheck", "frontrun") if tool not in tools]
    versions = [f"{tool} {version(tool)}" for tool in others]
    if "SPIN" in tools:
        spin = subprocess.run(["spin", "-V"], capture_output=True, text=True, check=True)
        versions.insert(0, spin.stdout.strip())
    lines = [f"Made by: python benchmarks/explore_peers.py --runs {given.runs}", describe()]
    lines.append("; ".join(versions + missing))
    lines += [
        "",
        "Get, append, swap, and again where the list has changed. Seconds of processor time; megabytes at most.",
    ]
    lines += ["States are positions for explore, states for SPIN and minicheck, executions for frontrun."]
    lines += ["", "writers  tool          states  fastest   median  slowest      MB  runs"]
    print("\n".join(lines), flush=True)
    for many in WRITERS:
        for tool in list(tools):
            runs = [measure_apart(tool, many)]
            while runs[-1] is not None and len(runs) < given.runs and runs[0]["seconds"] < SECONDS / 6:  # type: ignore[index]
                runs.append(measure_apart(tool, many))
            whole = [run for run in runs if run is not None]
            row = format_row(many, tool, whole) if whole else f"{many:7}  {tool:10} not done after {SECONDS} s"
            tools = tools if whole else [other for other in tools if other != tool]
            print(row, flush=True)
            lines.append(row)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
