"""Clusters that are started and ended under load, at random moments by a seed: is a process, a folder or a port left?

Each run is a Python of its own that starts one or three members, makes them fail and writes meanwhile. It ends by
itself or by a signal, half of the time in the middle of its start. As many processes as there are cores do nothing but
count. What belongs to a run is known by a mark in its environment, so Linux is needed (/proc).
Run: python benchmarks/cluster_starts.py [--starts N] [--seed N]
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from machine import describe

from kubeish.etcd.cluster.ports import is_free

RUN = """
import random, sys
from kubeish.etcd.cluster import LocalEtcd, LocalEtcdError
import kubeish
members, chance, end = int(sys.argv[1]), random.Random(sys.argv[2]), sys.argv[3] == "by itself"
with LocalEtcd(members, partitions=members > 1) as etcd:
    print("started", flush=True)
    with kubeish.connect(f"{etcd.url}?timeout=0.5") as client:
        for _ in range(3 if end else 10**9):
            try:
                act = chance.choice(["kill", "pause", "revive", "partition", "heal"])
                getattr(etcd, act)(chance.randrange(members))
            except LocalEtcdError as error:
                assert "ended" not in str(error) and "Waited" not in str(error), error
            try:
                client.put("key", "value")
            except kubeish.KubeishError:
                pass
"""
COUNT = "while True: pass"
ENDS = {"SIGKILL": signal.SIGKILL, "SIGTERM": signal.SIGTERM, "Ctrl-C": signal.SIGINT, "hang up": signal.SIGHUP}
BY_ITSELF = "by itself"
LATEST = 3.0  # seconds from the start of Python, or of the cluster, to the signal
PATIENCE = 60.0  # seconds for all to go


@dataclass
class Tally:
    """What was found of the runs that ended in one way."""

    runs: int = 0
    early: int = 0
    slowest: float = 0.0
    left: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def find_marked(mark: str) -> dict[int, str]:
    """The processes with this mark in their environment, each with its command line."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is another user's
            if mark.encode() in (process / "environ").read_bytes():
                found[int(process.name)] = (process / "cmdline").read_text(errors="replace").replace("\0", " ")
    return found


def find_ports(commands: dict[int, str]) -> set[int]:
    """The ports in the command lines of members and proxies: those of each run are above 9999."""
    return {int(text) for command in commands.values() for text in re.findall(r"\b\d{5}\b", command)} - {*commands}


def wait_until_gone(mark: str) -> dict[int, str]:
    """Wait for the end of all that has this mark; what is left after PATIENCE seconds."""
    end = time.monotonic() + PATIENCE
    while (left := find_marked(mark)) and time.monotonic() < end:
        time.sleep(0.02)
    return left


def run_once(how: str, members: int, chance: random.Random, tally: Tally) -> None:
    """Start one cluster, end it, and note what is left of it."""
    with tempfile.TemporaryDirectory(prefix="kubeish-starts-") as folder:
        mark = f"KUBEISH_STARTS_MARK={folder}"
        environment = {**os.environ, "TMPDIR": folder, "KUBEISH_STARTS_MARK": folder}
        argv = [sys.executable, "-c", RUN, str(members), str(chance.random()), how]
        python = subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        said = python.stdout.readline() if how == BY_ITSELF or chance.random() < 0.5 else ""
        with suppress(subprocess.TimeoutExpired):
            python.wait(PATIENCE if how == BY_ITSELF else chance.uniform(0, LATEST))
        ports, ended = find_ports(find_marked(mark)), time.monotonic()
        if python.poll() is None and how in ENDS:
            python.send_signal(ENDS[how])
        with suppress(subprocess.TimeoutExpired):
            python.wait(PATIENCE)
        left = wait_until_gone(mark)
        tally.runs += 1
        tally.slowest = max(tally.slowest, time.monotonic() - ended)
        tally.left += [f"process {command.splitlines()[0]}" for command in left.values()]
        tally.left += [f"folder {path}" for path in Path(folder).iterdir()]
        tally.left += [f"port {port}" for port in ports if not is_free(port)]
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        rest, errors = python.communicate()
        tally.early += "started" not in said + rest
        last = (errors.strip().splitlines() or [""])[-1]
        if "Error" in last:
            tally.failed.append(last)


def keep_busy(stack: ExitStack) -> None:
    """Let as many processes count as there are cores, until the stack is left."""
    for _ in range(os.cpu_count() or 1):
        counter = subprocess.Popen([sys.executable, "-c", COUNT])
        stack.callback(counter.wait)
        stack.callback(counter.kill)


def main() -> None:
    """Start and end them all; end with 1 where anything was left, or a start failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    print(f"Made by: python benchmarks/cluster_starts.py --starts {given.starts} --seed {given.seed}")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # or those that it starts might ignore it too
    with ExitStack() as stack:
        keep_busy(stack)
        chance, tallies = random.Random(given.seed), defaultdict[str, Tally](Tally)
        ways = [*ENDS, BY_ITSELF]
        for number in range(given.starts):
            how = ways[number % len(ways)]
            run_once(how, chance.choice([1, 3]), chance, tallies[how])
        print(describe())
    print("\nended by    clusters  during the start  left behind  failed  slowest end (s)")
    for how, tally in tallies.items():
        print(
            f"{how:10} {tally.runs:9} {tally.early:17} {len(tally.left):12} {len(tally.failed):7} {tally.slowest:16.1f}"
        )
    wrong = [text for tally in tallies.values() for text in tally.left + tally.failed]
    print(*wrong, sep="\n")
    print(f"{given.starts} starts and ends: {len(wrong)} faults.")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
