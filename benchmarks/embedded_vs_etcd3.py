"""How much faster the embedded client answers than PyPI's etcd3 on a local member: get, put and transaction.

Both do the same on the same keys, in turns, so that whatever else the machine does falls on both alike. A turn gives
the median time of a call on each, and their ratio; printed are the medians over all turns, and the smallest and largest
ratio. Run: python benchmarks/embedded_vs_etcd3.py
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

from machine import describe

from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.cluster import LocalEtcd
from kubeish.etcd.store import EmbeddedStore

KEYS = 20
WANTED = 50


def get(client: Any, number: int) -> None:
    client.get(f"/pods/{number % KEYS}")


def put(client: Any, number: int) -> None:
    client.put(f"/pods/{number % KEYS}", f"pod {number}")


def transaction(client: Any, number: int) -> None:
    """A compare-and-swap as the lessons have it: it holds, and writes."""
    key, words = f"/pods/{number % KEYS}", client.transactions
    client.transaction(compare=[words.mod(key) > 0], success=[words.put(key, f"pod {number}")], failure=[])


def microseconds(work: Callable[[Any, int], None], client: Any, count: int) -> float:
    """The median time of ``count`` calls. Looking at the clock is part of each: a tenth of a microsecond."""
    times = []
    for number in range(count):
        start = time.perf_counter_ns()
        work(client, number)
        times.append(time.perf_counter_ns() - start)
    return statistics.median(times) / 1e3


def compare(embedded: EmbeddedClient, real: Any, turns: int) -> bool:
    """Print a line for each kind of call; whether every median reaches what is wanted."""
    print(f"{'':12} {'embedded':>12} {'etcd3':>12} {'times as fast: median (smallest to largest)':>45}")
    enough = True
    for work in (get, put, transaction):
        pairs = [(microseconds(work, embedded, 3000), microseconds(work, real, 300)) for _ in range(turns)]
        ratios = sorted(theirs / ours for ours, theirs in pairs)
        ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        median = statistics.median(ratios)
        enough = enough and median >= WANTED
        spread = f"{median:.0f} ({ratios[0]:.0f} to {ratios[-1]:.0f})"
        print(f"{work.__name__:12} {ours:9.2f} us {theirs:9.1f} us {spread:>45}")
    return enough


def main() -> None:
    """Compare, print, and end with 1 where a median is below what is wanted."""
    import etcd3

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=15)
    turns = parser.parse_args().turns
    embedded = EmbeddedClient(EmbeddedStore().ask)
    with LocalEtcd() as etcd:
        print(f"Made by: python benchmarks/embedded_vs_etcd3.py --turns {turns}\n{describe(etcd)}\n")
        host, port = etcd.url.removeprefix("etcd://").split(":")
        with etcd3.client(host, int(port), timeout=5) as real:
            for number in range(KEYS):
                put(embedded, number)
                put(real, number)
            raise SystemExit(0 if compare(embedded, real, turns) else 1)


if __name__ == "__main__":
    main()
