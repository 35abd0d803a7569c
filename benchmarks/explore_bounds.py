"""Memory and time at the bounds of ``explore``: each case in a process of its own, as large as it may become.

A case that is too large must end within a gigabyte. Linux alone: the most memory is read from /proc.
Run: python benchmarks/explore_bounds.py
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from machine import describe

sys.path.insert(0, str(Path(__file__).parents[1]))

from kubeish.etcd.client_protocol import Client
from kubeish.explorer import Outcome, TooLarge, explore
from tests.explorer.schedulers import append_swap, one_pod, run_pod

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "explore_bounds.txt"
MOST = 1_000  # megabytes

Work = Callable[[str], Callable[[Client], object]]


def write_own_key(times: int, size: int = 0) -> Work:
    """A client that writes a key of its own so many times, values of at least ``size`` bytes."""
    return lambda name: lambda client: [client.put(name, str(number).rjust(size)) for number in range(times)]


def write_shared_key(times: int) -> Work:
    """A client that writes its name to one key, so many times."""
    return lambda name: lambda client: [client.put("k", name) for _ in range(times)]


def read_and_write(times: int) -> Work:
    """A client that reads what another wrote, and writes on."""

    def of(name: str) -> Callable[[Client], object]:
        def client(client: Client) -> None:
            for number in range(times):
                client.put(name, str(number))
                client.get_response("A")

        return client

    return of


CASES: dict[str, tuple[Work, int]] = {
    "5 × write a key of its own 20 times": (write_own_key(20), 5),
    "4 × write a key of its own 30 times": (write_own_key(30), 4),
    "4 × the same, values of 2,000 bytes": (write_own_key(30, 2_000), 4),
    "8 × write a key of its own 4 times": (write_own_key(4), 8),
    "6 × write one key 8 times": (write_shared_key(8), 6),
    "4 × write a key, read another, 8 times": (read_and_write(8), 4),
    "6 × get, append, swap, again": (append_swap, 6),
    "6 × #265's run_pod": (run_pod, 6),
}


def read_megabytes(name: str) -> float:
    """A line of this process's status: VmRSS is what it takes, VmHWM the most that it took."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1000


def measure(case: str) -> dict[str, object]:
    """Explore one case in this process."""
    work, many = CASES[case]
    before, begin = read_megabytes("VmRSS"), time.process_time()
    try:
        outcome: Outcome | None = explore({name: work(name.lower()) for name in "ABCDEFGH"[:many]}, one_pod)
        words = f"{outcome.interleavings:,} orders" if outcome else ""
    except TooLarge as error:
        outcome, words = error.outcome, error.why
    seconds = time.process_time() - begin
    return {
        "states": outcome.states if outcome else 0,
        "seconds": seconds,
        "megabytes": read_megabytes("VmHWM") - before,
        "words": words,
    }


def measure_apart(case: str) -> dict[str, object]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--case", case]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def main() -> int:
    """Measure, write the results, and fail if a case takes too much memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=CASES)
    case = parser.parse_args().case
    if case:
        print(json.dumps(measure(case)))
        return 0
    lines = ["Made by: python benchmarks/explore_bounds.py", describe(), ""]
    lines += ["    states  seconds       MB  clients, and how it ended"]
    most = 0.0
    for name in CASES:
        found = measure_apart(name)
        most = max(most, float(str(found["megabytes"])))
        lines.append("{states:10,} {seconds:8.1f} {megabytes:8.0f}  ".format_map(found) + f"{name}: {found['words']}")
        print(lines[-1], flush=True)
    lines += ["", f"{most:6.0f} MB at most; {MOST:,} are promised"]
    RESULTS.write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    return int(most > MOST)


if __name__ == "__main__":
    sys.exit(main())
