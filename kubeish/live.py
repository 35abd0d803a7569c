"""Real threads on a real etcd: the race without an explorer. How many pods are lost varies; that some are does not."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kubeish.api import Pod

MACHINE = "m1"


@dataclass(frozen=True)
class Tally:
    """How many pods the writers were told are running (``told``), and how many the machine's list has (``listed``)."""

    told: int
    listed: int

    @property
    def lost(self) -> int:
        """Pods that somebody was told are running, and that are not on the list."""
        return self.told - self.listed


@dataclass(frozen=True)
class NoTally:
    """Stands for a Tally, and for what is asked of it, where there is no etcd: it says why, and lets a lesson go on."""

    why: str

    @property
    def lost(self) -> NoTally:
        """Nobody has counted."""
        return self

    def __gt__(self, _: object) -> NoTally:
        return self

    def __repr__(self) -> str:
        return self.why


def run_on_threads(make_registry: Callable[..., Any], writers: int = 4, pods_each: int = 10) -> Tally | NoTally:
    """Start an etcd, let ``writers`` threads add ``pods_each`` pods each to one machine's list, and count.

    ``make_registry(client, machines)`` is a version of EtcdRegistry. Where no etcd can be started, it says so.
    """
    if sys.platform == "emscripten":
        return NoTally("A page has no etcd and no threads: this cell wants a laptop, or Binder.")
    from kubeish.real import LocalEtcd, LocalEtcdError

    etcd = LocalEtcd()
    try:
        etcd.start()
    except LocalEtcdError as error:
        return NoTally(f"{error} Nothing else in this lesson needs one.")
    with etcd:
        return _count(make_registry, etcd.url, writers, pods_each)


def _count(make_registry: Callable[..., Any], url: str, writers: int, pods_each: int) -> Tally:
    from kubeish.connecting import connect

    make_registry(connect(url), [MACHINE]).run_pod(Pod("web"), MACHINE)
    told = _race(lambda: make_registry(connect(url), [MACHINE]), writers, pods_each)
    manifests, _ = make_registry(connect(url), [MACHINE]).load_manifests(MACHINE)
    return Tally(told + 1, len({manifest.id for manifest in manifests}))


def _race(registry: Callable[[], Any], writers: int, pods_each: int) -> int:
    """Let the writers go, a pod at a time, all at once; how many pods they were told are running."""
    start = threading.Barrier(writers)
    told: list[str] = []

    def write(number: int) -> None:
        mine = registry()
        for i in range(pods_each):
            start.wait(timeout=60)
            pod = Pod(f"pod-{number}-{i}")
            mine.run_pod(pod, MACHINE)
            told.append(pod.id)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(told)
