"""How long the explorer takes: processor time of several runs of each case, in one process.

Run: python benchmarks/explore.py --runs 9
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from machine import describe

sys.path.insert(0, str(Path(__file__).parents[1]))

from kubeish.explorer import Outcome, explore
from tests.explorer.schedulers import all_listed, append_swap, bare_swap, named, one_pod, run_pod, set_obj, swap

CASES: list[tuple[str, Callable[[str], Any], int, int]] = [
    # what it is, the work of each client, how many clients, at most so many runs
    ("read, write (before #265)", set_obj, 4, 99),
    ("get, append, swap, again", append_swap, 2, 99),
    ("get, append, swap, again", append_swap, 3, 99),
    ("get, append, swap, again", append_swap, 4, 99),
    ("get, append, swap, again", append_swap, 5, 3),
    ("the same, with JSON taken apart", bare_swap, 4, 99),
    ("the same, with JSON taken apart", bare_swap, 5, 3),
    ("the same by #265's helper and errors", swap, 4, 99),
    ("#265's run_pod", run_pod, 2, 99),
    ("#265's run_pod", run_pod, 3, 99),
    ("#265's run_pod", run_pod, 4, 99),
    ("#265's run_pod", run_pod, 5, 3),
]


def processor_ms(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds of processor time, and what came of it."""
    begin = time.process_time()
    done = work()
    return (time.process_time() - begin) * 1000, done


def yardstick() -> float:
    """Milliseconds for plain Python that has nothing to do with kubeish: to see how busy the machine is."""
    return min(processor_ms(lambda: sum(i * i for i in range(100_000)))[0] for _ in range(5))


def one_case(work: Callable[[str], Any], many: int) -> Outcome:
    """One exploration of so many clients on a list that is there."""
    return explore(named(work, many), one_pod, all_listed(many), breaking="lose a pod")


def line_of(what: str, work: Callable[[str], Any], many: int, runs: int) -> str:
    """One row of the table."""
    before = yardstick()
    measured = [processor_ms(lambda: one_case(work, many)) for _ in range(runs)]
    outcome, times = measured[0][1], [ms for ms, _ in measured]
    spread = f"{min(times):9,.1f} {statistics.median(times):9,.1f} {max(times):9,.1f}"
    counts = f"{outcome.states:9,} {outcome.broken:6,} {outcome.interleavings:23,}"
    return f"{spread} {(before + yardstick()) / 2:6.1f} {runs:4} {counts}  {many} × {what}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    print(f"Made by: python benchmarks/explore.py --runs {runs}\n{describe()}\n")
    print(
        "Processor time in milliseconds; yard: a sum of 100,000 squares, which takes 5 to 7 where nothing else runs.\n"
    )
    print("  fastest    median   slowest   yard runs    states broken                  orders  clients")
    one_case(set_obj, 2)  # so that no case pays for the imports
    for what, work, many, most in CASES:
        print(line_of(what, work, many, min(runs, most)), flush=True)


if __name__ == "__main__":
    main()
