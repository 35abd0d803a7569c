"""One run of cluster.py: its scheduler processes, the faults that they and the cluster meet, and the audit."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cluster_scheduler import pod_name

from kubeish.etcd.cluster import LocalEtcd, open_client
from kubeish.registry.placement import read_placements
from tests.tools.history import Recorder, read_history
from tests.tools.linearizability import Verdict, check

TIMEOUT = 2  # seconds for one call
DOWN = 0.7  # seconds that a member is away


@dataclass(frozen=True)
class Size:
    """How much work, for how many."""

    schedulers: int = 16
    pods: int = 2000
    machines: int = 40
    every: tuple[float, float] = (1.0, 2.0)  # seconds between two faults: at least, at most
    faults: int = 1_000_000  # no more than so many

    def __str__(self) -> str:
        return f"{self.schedulers} schedulers, {self.pods} pods, {self.machines} machines"


@dataclass
class Run:
    """What one run did, and what was found after it."""

    seconds: float = 0.0
    leaders_killed: int = 0
    members_paused: int = 0
    schedulers_killed: int = 0
    unknown: int = 0
    lost: int = 0
    repeated: int = 0
    listed_without_key: int = 0
    requests: int = 0
    checking: float = 0.0
    verdict: Verdict | None = None

    @property
    def good(self) -> bool:
        """Nothing is wrong with the pods, nor with the history."""
        return not (self.lost or self.repeated or self.listed_without_key) and bool(self.verdict)

    def __str__(self) -> str:
        order = "yes" if self.verdict else "NO"
        return (
            f"{self.seconds:7.1f} {self.leaders_killed:7} {self.members_paused:7} {self.schedulers_killed:10} "
            f"{self.unknown:8} {self.requests:9} {self.lost:6} {self.repeated:9} {self.listed_without_key:11} "
            f"{order:>13} {self.checking:8.1f}"
        )


class Schedulers:
    """The scheduler processes of a run, each with its share of the pods. One that is killed gets a successor."""

    def __init__(self, url: str, folder: Path, kind: str, size: Size) -> None:
        self.url, self.folder, self.kind, self.size = url, folder, kind, size
        self.lives = Counter[int]()
        self.running = {number: self._start(number) for number in range(size.schedulers)}
        for process in self.running.values():
            process.stdout.readline()  # ready

    def _start(self, number: int) -> subprocess.Popen[str]:
        self.lives[number] += 1
        name, size = f"scheduler-{number:02}-{self.lives[number]}", self.size
        first, last = (n * size.pods // size.schedulers for n in (number, number + 1))
        program = str(Path(__file__).with_name("cluster_scheduler.py"))
        what = [self.url, str(self.folder), name, self.kind, str(size.machines), str(first), str(last)]
        argv = [sys.executable, program, *what]
        return subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def go(self, process: subprocess.Popen[str] | None = None) -> None:
        """Let one begin, or all."""
        for one in [process] if process else self.running.values():
            one.stdin.write("go\n")
            one.stdin.flush()

    def list_busy(self) -> list[int]:
        """Those that have not ended."""
        return [number for number, process in self.running.items() if process.poll() is None]

    def kill(self, number: int) -> None:
        """SIGKILL at any moment; its successor goes through the same pods."""
        self.running[number].kill()
        self.running[number].communicate()
        self.running[number] = self._start(number)
        self.go(self.running[number])

    def close(self) -> None:
        """End those that are left, where a run is broken off."""
        for process in self.running.values():
            process.kill()
            process.communicate()

    def count_unknown(self) -> int:
        """How many writes had an outcome that was not known, once all have ended well."""
        outputs = [process.communicate()[0] for process in self.running.values()]
        failed = [number for number, process in self.running.items() if process.returncode]
        if failed:
            raise SystemExit(f"Schedulers {failed} ended with an error: see above.")
        return sum(int(text.split()[-1]) for text in outputs)


class Faults:
    """The faults of the cluster and of its clients, in turn, until the schedulers have ended."""

    def __init__(self, etcd: LocalEtcd, schedulers: Schedulers, seed: int, run: Run) -> None:
        self.etcd, self.schedulers, self.run, self.random = etcd, schedulers, run, random.Random(seed)

    def run_all(self) -> None:
        """Cause one fault after the other, and return when all schedulers have ended."""
        turns = [self.kill_leader, self.kill_scheduler, self.kill_leader, self.pause_member]
        for number in range(self.schedulers.size.faults):
            if not self._wait(self.random.uniform(*self.schedulers.size.every)):
                return
            turns[number % len(turns)]()
        self._wait(float("inf"))

    def _wait(self, seconds: float) -> bool:
        """Whether a scheduler is still at work after so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.schedulers.list_busy():
            time.sleep(0.05)
        return bool(self.schedulers.list_busy())

    def kill_leader(self) -> None:
        """SIGKILL the leader, and bring it back when another leads."""
        leader = self.etcd.wait_for_leader()
        self.etcd.kill(leader)
        self._wait(DOWN)
        self.etcd.revive(leader)
        self.run.leaders_killed += 1

    def pause_member(self) -> None:
        """Let a follower hang for a while."""
        member = (self.etcd.wait_for_leader() + 1) % 3
        self.etcd.pause(member)
        self._wait(DOWN)
        self.etcd.revive(member)
        self.run.members_paused += 1

    def kill_scheduler(self) -> None:
        """SIGKILL a scheduler at any moment."""
        busy = self.schedulers.list_busy()
        if busy:  # else all have ended just now
            self.schedulers.kill(self.random.choice(busy))
            self.run.schedulers_killed += 1


def run_once(kind: str, seed: int, size: Size) -> Run:
    """Start a cluster and schedulers, cause faults in both, and audit what is left."""
    run, folder = Run(), Path(tempfile.mkdtemp(prefix="kubeish-history-"))
    try:
        with LocalEtcd(members=3) as etcd:
            with closing(Schedulers(f"{etcd.url}?timeout={TIMEOUT}", folder, kind, size)) as schedulers:
                start = time.monotonic()
                schedulers.go()
                Faults(etcd, schedulers, seed, run).run_all()
                run.unknown = schedulers.count_unknown()
                run.seconds = time.monotonic() - start
            audit(etcd, folder, run, size)
        check_history(folder, run)
    finally:
        shutil.rmtree(folder)
    return run


def audit(etcd: LocalEtcd, folder: Path, run: Run, size: Size) -> None:
    """Count what is wrong with the pods' keys and the machines' lists."""
    with open_client(etcd.url, Recorder(folder, "auditor")) as client:
        placements = read_placements(client)
    wanted = {pod_name(number) for number in range(size.pods)}
    run.lost = len(wanted - placements.listed.keys())
    run.repeated = sum(len(machines) > 1 for machines in placements.listed.values())
    run.listed_without_key = len(placements.listed.keys() - placements.keyed.keys())


def check_history(folder: Path, run: Run) -> None:
    history = read_history(folder)
    run.requests = len(history)
    start = time.monotonic()
    run.verdict = check(history)
    run.checking = time.monotonic() - start
