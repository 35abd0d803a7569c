"""Time that the explorer takes: processor time of several runs of each case, in one process.

Run: python benchmarks/explore.py --runs 9
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from machine import describe

sys.path.insert(0, str(Path(__file__).parents[1]))

from kubeish.etcd.client_protocol import Client
from kubeish.explorer import Outcome, explore
from tests.explorer.schedulers import (
    all_listed,
    append_swap,
    bare_swap,
    named,
    one_pod,
    run_pod,
    set_obj,
    swap,
)

T = TypeVar("T")
Work = Callable[[str], Callable[[Client], object]]

CASES: list[tuple[str, Work, int, int]] = [
    # name, the work of each client, how many clients, at most so many runs
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


def measure_ms(work: Callable[[], T]) -> tuple[float, T]:
    """Milliseconds of processor time, and the result."""
    begin = time.process_time()
    result = work()
    return (time.process_time() - begin) * 1000, result


def measure_machine() -> float:
    """Milliseconds for plain Python that has nothing to do with kubeish: shows how busy the machine is."""
    return min(measure_ms(lambda: sum(i * i for i in range(100_000)))[0] for _ in range(5))


def explore_case(work: Work, many: int) -> Outcome:
    """One exploration of ``many`` clients, on a list that exists."""
    return explore(named(work, many), one_pod, all_listed(many), breaking="lose a pod")


def format_row(name: str, work: Work, many: int, runs: int) -> str:
    """One row of the table."""
    before = measure_machine()
    measured = [measure_ms(lambda: explore_case(work, many)) for _ in range(runs)]
    outcome, times = measured[0][1], [ms for ms, _ in measured]
    spread = f"{min(times):9,.1f} {statistics.median(times):9,.1f} {max(times):9,.1f}"
    counts = f"{outcome.states:9,} {outcome.broken:6,} {outcome.interleavings:23,}"
    return f"{spread} {(before + measure_machine()) / 2:6.1f} {runs:4} {counts}  {many} × {name}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    print(f"Made by: python benchmarks/explore.py --runs {runs}\n{describe()}\n")
    print(
        "Processor time in milliseconds; yard: a sum of 100,000 squares, which takes 5 to 7 where nothing else runs.\n"
    )
    print("  fastest    median   slowest   yard runs    states broken                  orders  clients")
    explore_case(set_obj, 2)  # so that no case pays for the imports
    for name, work, many, most in CASES:
        print(format_row(name, work, many, min(runs, most)), flush=True)


if __name__ == "__main__":
    main()
