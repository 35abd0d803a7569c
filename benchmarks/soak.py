"""Soak: sixteen scheduler processes place pods for minutes, while members of their etcd fail at random by a seed.

One cluster of three, behind a proxy that can cut members off, with log-ins whose tokens end after two idle seconds.
Members are killed, paused, cut off and revived, now and then two at once, and schedulers are killed. Each round
places its pods anew, and then every key is looked at: is a pod lost, repeated, or on one of its two keys only? A watch
that is open all the time must have seen exactly what the store holds. The memory of this process, which has one client
and one watch all the time, must stay flat. After it the racy registry from before #265 does one round under the same
faults. Run: python benchmarks/soak.py [--minutes N] [--seed N]
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from cluster_run import TIMEOUT, Schedulers, Size
from cluster_scheduler import pod_name
from machine import describe

from kubeish.etcd.cluster import LocalEtcd, RealClient, open_client
from kubeish.etcd.cluster.etcd3_import import etcd3
from kubeish.registry.placement import read_placements

FIXED, RACY = "OneTransactionRegistry", "EtcdRegistry"
SIZE = Size(pods=1000)
HANGS = 300  # seconds for one round; one takes some twenty
DOWN, UP = (0.3, 1.5), (0.2, 1.0)  # seconds that a member is away, and until the next fault
FAULTS = {"kill": "revive", "pause": "revive", "partition": "heal"}
LOG_IN = "root:soak"
FLAGS = (
    "--auth-token-ttl=2",
    "--bcrypt-cost=4",  # a password's hash takes a millisecond, not a tenth of a second
    "--snapshot-count=1000",  # or a member keeps the last 100,000 requests in memory
)
FLAT = 1.2  # the memory of this process in the last round, at most so many times that in the first
PREFIX = "/registry/"
HEADING = """\
        members members members schedulers  unknown   pods      pods      listed    watch  MB here  MB of
seconds  killed  paused cut off     killed outcomes   lost  repeated without key  differs          members"""


class Mirror:
    """What a watch that is open all the time has seen: each key, its value, and what came twice or out of order."""

    def __init__(self, client: RealClient) -> None:
        self.keys: dict[bytes, bytes] = {}
        self.faults: list[object] = []
        self.revision = 0
        self._changed = threading.Condition()
        client.add_watch_prefix_callback(PREFIX, self._note)

    def _note(self, response: Any) -> None:
        if isinstance(response, Exception):
            self.faults.append(response)
            return
        with self._changed:
            for event in response.events:
                if event.mod_revision < self.revision:
                    self.faults.append(event)
                self.revision = event.mod_revision
                if isinstance(event, etcd3.events.PutEvent):
                    self.keys[event.key] = event.value
                else:
                    self.keys.pop(event.key, None)
            self._changed.notify_all()

    def count_differences(self, client: RealClient) -> int:
        """Wait for the store's last write; count faults so far and keys that differ from the store's."""
        found = list(client.get_prefix(PREFIX))
        last = max((about.mod_revision for _, about in found), default=0)
        with self._changed:
            self._changed.wait_for(lambda: self.revision >= last, timeout=60)
        here = {about.key: value for value, about in found}
        return len(self.faults) + len(here.items() ^ self.keys.items())


class Faults:
    """The faults of one round."""

    def __init__(self, etcd: LocalEtcd, schedulers: Schedulers, chance: random.Random) -> None:
        self.etcd, self.schedulers, self.chance = etcd, schedulers, chance
        self.counts = Counter[str]()

    def run(self) -> None:
        """Cause one fault after the other until all schedulers have ended."""
        deadline = time.monotonic() + HANGS
        while self.schedulers.list_busy():
            if time.monotonic() > deadline:
                raise SystemExit(f"A round hangs: schedulers {self.schedulers.list_busy()} are busy after {HANGS} s.")
            self._disturb()
            time.sleep(self.chance.uniform(*UP))

    def _disturb(self) -> None:
        members = self.chance.sample(range(3), 2 if self.chance.random() < 0.1 else 1)
        faults = [self.chance.choice(list(FAULTS)) for _ in members]
        for member, fault in zip(members, faults, strict=True):
            getattr(self.etcd, fault)(member)
        time.sleep(self.chance.uniform(*DOWN))
        busy = self.schedulers.list_busy()
        if busy and self.chance.random() < 0.3:
            self.schedulers.kill(self.chance.choice(busy))
            self.counts["scheduler"] += 1
        for member, fault in zip(members, faults, strict=True):
            getattr(self.etcd, FAULTS[fault])(member)
        self.counts.update(faults)


def insist_on_log_in(url: str) -> None:
    """Make a user root, and ask for a log-in from now on."""
    rpc, (user, _, password) = etcd3.etcdrpc, LOG_IN.partition(":")
    with open_client(f"{url}?timeout=30") as client:
        client.auth_stub.UserAdd(rpc.AuthUserAddRequest(name=user, password=password))
        client.auth_stub.RoleAdd(rpc.AuthRoleAddRequest(name="root"))
        client.auth_stub.UserGrantRole(rpc.AuthUserGrantRoleRequest(user=user, role="root"))
        client.auth_stub.AuthEnable(rpc.AuthEnableRequest())


def measure_memory(*pids: int) -> float:
    """The resident memory of these processes in megabytes."""
    argv = ["ps", "-o", "rss=", "-p", ",".join(map(str, pids))]
    return sum(map(int, subprocess.run(argv, capture_output=True, text=True, check=True).stdout.split())) / 1024


def run_round(
    etcd: LocalEtcd, client: RealClient, mirror: Mirror, kind: str, chance: random.Random
) -> tuple[int, float]:
    """Place all pods once, print what was found, and empty the store. How much was wrong, and the MB here."""
    url = etcd.url.replace("etcd://", f"etcd://{LOG_IN}@") + f"?timeout={TIMEOUT}"
    with (
        tempfile.TemporaryDirectory(prefix="kubeish-soak-") as folder,
        closing(Schedulers(url, Path(folder), kind, SIZE)) as schedulers,
    ):
        start = time.monotonic()
        schedulers.go()
        faults = Faults(etcd, schedulers, chance)
        faults.run()
        unknown, seconds = schedulers.count_unknown(), time.monotonic() - start
    placements = read_placements(client)
    lost = len({pod_name(number) for number in range(SIZE.pods)} - placements.listed.keys())
    repeated = sum(len(machines) > 1 for machines in placements.listed.values())
    without_key = len(placements.listed.keys() - placements.keyed.keys())
    differs = mirror.count_differences(client)
    counts, pids = faults.counts, [member.pid for member in etcd.read_status()]
    here = measure_memory(os.getpid())
    print(
        f"{seconds:7.1f} {counts['kill']:7} {counts['pause']:7} {counts['partition']:7} {counts['scheduler']:10} "
        f"{unknown:8} {lost:6} {repeated:9} {without_key:11} {differs:8} "
        f"{here:8.0f} {measure_memory(*pids):8.0f}",
        flush=True,
    )
    client.compact(client.delete_prefix(PREFIX).header.revision)
    return lost + repeated + without_key + differs, here


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    print(f"Made by: python benchmarks/soak.py --minutes {given.minutes:g} --seed {given.seed}")
    chance, wrong, memory = random.Random(given.seed), 0, list[float]()
    with LocalEtcd(members=3, partitions=True, extra=FLAGS) as etcd:
        print(describe(etcd).replace("one member", "three members"))
        insist_on_log_in(etcd.url)
        with open_client(etcd.url.replace("etcd://", f"etcd://{LOG_IN}@") + "?timeout=60") as client:
            mirror, end = Mirror(client), time.monotonic() + 60 * given.minutes
            print(f"\n{FIXED}, each round {SIZE}\n{HEADING}", flush=True)
            while time.monotonic() < end:
                more, here = run_round(etcd, client, mirror, FIXED, chance)
                wrong, memory = wrong + more, [*memory, here]
            print(f"\n{RACY}, one round\n{HEADING}", flush=True)
            racy, _ = run_round(etcd, client, mirror, RACY, chance)
    is_flat = memory[-1] <= FLAT * memory[0]
    print(f"\n{FIXED}: {wrong} faults. {RACY}: {racy}.")
    growth = f"from {memory[0]:.0f} to {memory[-1]:.0f} MB in {len(memory)} rounds"
    print(f"The memory of this process went {growth}: {'flat' if is_flat else 'NOT FLAT'}.")
    raise SystemExit(bool(wrong) or not racy or not is_flat)


if __name__ == "__main__":
    main()
