"""Scheduler processes: started together, handed jobs, listened to, and gone when their fleet is closed."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from kubeish.errors import KubeishError

from .placing import Job, Placed

PATIENCE = 50.0  # seconds for a start or a run, which take a few


class FleetError(KubeishError):
    """The schedulers did not do what was asked of them."""


class Processes:
    """So many scheduler processes, each a ``kubeish.fleet.worker`` on the store that ``url`` names."""

    def __init__(self, url: str, many: int) -> None:
        self._said: queue.Queue[tuple[int, dict[str, Any]]] = queue.Queue()
        self._running = [self._start(url, number) for number in range(many)]
        ready = self._listen(set(range(many)), "ready")
        try:
            for _ in ready:
                pass
        except BaseException:
            self.close()
            raise

    def _start(self, url: str, number: int) -> subprocess.Popen[str]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen([sys.executable, "-m", "kubeish.fleet.worker", url], text=True, **pipes)  # type: ignore[call-overload]
        threading.Thread(target=self._read, args=(number, process.stdout), daemon=True).start()
        return process

    def _read(self, number: int, lines: Any) -> None:
        with suppress(ValueError):  # closed while it was read
            for line in lines:
                self._said.put((number, json.loads(line)))
        self._said.put((number, {"failed": "the process has ended."}))

    def work(self, jobs: Sequence[Job]) -> Iterator[Placed]:
        """Give each of the first processes its job, and tell of each pod as it is placed."""
        for process, job in zip(self._running, jobs):
            assert process.stdin is not None
            process.stdin.write(json.dumps(asdict(job)) + "\n")
            process.stdin.flush()
        yield from self._listen(set(range(len(jobs))), "done")

    def _listen(self, busy: set[int], last_word: str) -> Iterator[Placed]:
        """What is placed, until each of ``busy`` has said its last word."""
        deadline = time.monotonic() + PATIENCE
        while busy:
            try:
                number, said = self._said.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise FleetError(f"{len(busy)} schedulers had not finished after {PATIENCE:g} s: try again.") from None
            if "failed" in said:
                raise FleetError(f"scheduler {number} stopped: {said['failed']}")
            if "placed" in said:
                yield Placed(**said["placed"])
            elif last_word in said:
                busy.discard(number)

    def close(self) -> None:
        """End them all; when this returns they are gone."""
        for process in self._running:
            process.kill()
        for process in self._running:
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError, ValueError):
                        pipe.close()
