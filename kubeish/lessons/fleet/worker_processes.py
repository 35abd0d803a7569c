"""Scheduler processes that are started together, given jobs, and ended with their fleet.

This module is also their program: ``python -m kubeish.lessons.fleet.worker_processes URL``. It
reads a job from each line of its input, ends with its input, and prints lines of JSON: ``ready`` at
its start, ``placed`` for each pod, ``done`` or ``failed`` for each job.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from kubeish.errors import KubeishError
from kubeish.etcd.connect import connect

from .place_pods import Job, PlacedPod, place_pod

TIMEOUT = 50.0  # seconds for a start or a run, which take a few


class FleetError(KubeishError):
    """A scheduler process failed, ended, or did not finish in time."""


class WorkerProcesses:
    """``count`` scheduler processes on the store at ``url``.

    If one cannot start, all are ended, and FleetError or the OSError is raised.
    """

    def __init__(self, url: str, count: int) -> None:
        self._messages: queue.Queue[tuple[int, dict[str, Any]]] = queue.Queue()
        self._processes: list[subprocess.Popen[str]] = []
        try:
            for number in range(count):
                self._start(url, number)
            for _ in self._receive(count, "ready"):
                pass
        except BaseException:
            self.close()
            raise

    def _start(self, url: str, number: int) -> None:
        command = [sys.executable, "-m", "kubeish.lessons.fleet.worker_processes", url]
        process = subprocess.Popen(
            command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._processes.append(process)
        threading.Thread(target=self._read, args=(number, process.stdout), daemon=True).start()

    def _read(self, number: int, lines: Iterable[str]) -> None:
        with suppress(ValueError):  # the pipe was closed meanwhile
            for line in lines:
                self._messages.put((number, json.loads(line)))
        self._messages.put((number, {"failed": "the process has ended."}))

    def work(self, jobs: Sequence[Job]) -> Iterator[PlacedPod]:
        """Give each of the first processes its job, and yield each pod once it is placed."""
        for process, job in zip(self._processes, jobs):
            assert process.stdin is not None
            process.stdin.write(json.dumps(asdict(job)) + "\n")
            process.stdin.flush()
        yield from self._receive(len(jobs), "done")

    def _receive(self, count: int, last: str) -> Iterator[PlacedPod]:
        """Yield the placed pods until each of the first ``count`` processes has sent ``last``."""
        busy, deadline = set(range(count)), time.monotonic() + TIMEOUT
        while busy:
            try:
                number, message = self._messages.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise FleetError(f"{len(busy)} schedulers had not finished after {TIMEOUT:g} s: try again.") from None
            if "failed" in message:
                raise FleetError(f"scheduler {number} stopped: {message['failed']}")
            if "placed" in message:
                yield PlacedPod(**message["placed"])
            elif last in message:
                busy.discard(number)

    def close(self) -> None:
        """End all processes, and wait until they have ended."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            with suppress(OSError, ValueError), process:  # closes the pipes, and waits
                pass


def send(**message: object) -> None:
    """Print one line for the parent process."""
    print(json.dumps(message), flush=True)


def main(url: str) -> None:
    """Do jobs until the input ends."""
    client = connect(url)
    send(ready=True)
    for line in sys.stdin:
        try:
            job = Job(**json.loads(line))
            for nth in range(len(job.pods)):
                send(placed=asdict(place_pod(job, nth, client, time.sleep)))
            send(done=True)
        except Exception as error:  # the parent shows it to the learner
            send(failed=f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main(sys.argv[1])
