"""The race on a real etcd with real threads. The number of lost pods varies from run to run."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kubeish.api import Pod
from kubeish.registry.before_265 import EtcdRegistry
from kubeish.wording import say, show

MACHINE = "m1"


@dataclass(frozen=True)
class Tally:
    """``created``: pods whose ``run_pod`` returned; ``listed``: pods on the machine's list."""

    created: int
    listed: int

    @property
    def lost(self) -> int:
        """Created pods that are not on the list."""
        return self.created - self.listed


@dataclass(frozen=True)
class NoTally:
    """Stands in for a Tally and its numbers where no etcd runs: prints why, so a lesson goes on."""

    reason: str

    @property
    def lost(self) -> NoTally:
        """Unknown as well."""
        return self

    def __gt__(self, _: object) -> NoTally:
        return self

    def __repr__(self) -> str:
        return show(self.reason)


def run_on_threads(registry: type[EtcdRegistry], writers: int = 4, pods_each: int = 10) -> Tally | NoTally:
    """Start an etcd, let each of ``writers`` threads add ``pods_each`` pods to one list, and count.

    ``registry``: a version of EtcdRegistry. Its errors propagate.
    """
    if sys.platform == "emscripten":
        return NoTally(say("A page has no etcd and no threads: this cell wants a laptop, or Binder."))
    from kubeish.etcd.cluster import LocalEtcd, LocalEtcdError
    from kubeish.etcd.connect import connect

    etcd = LocalEtcd()
    try:
        etcd.start()
    except LocalEtcdError as error:
        return NoTally(say("{error} Nothing else in this lesson needs one.", error=str(error)))
    with etcd:
        registries = [registry(connect(etcd.url), [MACHINE]) for _ in range(writers)]
        registries[0].run_pod(Pod("web"), MACHINE)
        created = 1 + _race(registries, pods_each)
        manifests, _ = registries[0].load_manifests(MACHINE)
    return Tally(created, len({manifest.id for manifest in manifests}))


def _race(registries: list[EtcdRegistry], pods_each: int) -> int:
    """Let all registries run a pod at once, ``pods_each`` times. Returns the number of pods."""
    start = threading.Barrier(len(registries), timeout=60)

    def write(number: int) -> int:
        for i in range(pods_each):
            try:
                start.wait()
                registries[number].run_pod(Pod(f"pod-{number}-{i}"), MACHINE)
            except threading.BrokenBarrierError:
                return i  # another thread has failed, and its error propagates
            except BaseException:
                start.abort()
                raise
        return pods_each

    with ThreadPoolExecutor(len(registries)) as pool:
        return sum(pool.map(write, range(len(registries))))
