"""Ask the embedded store and a real etcd the same, up to a million times, and print how often they differed.

The requests, calls and watches are those of tests/etcd/conformance, drawn at random from ``--seed``.
Both kinds of etcd of the tests are asked, where they are installed.
Run: python benchmarks/conformance.py --operations 500000
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import etcd3
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from machine import describe

sys.path.insert(0, str(Path(__file__).parents[1]))

from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.cluster import LocalEtcd
from kubeish.etcd.cluster.binary import Binary, find_candidates, probe
from kubeish.etcd.store.messages import Put, Range, RangeAnswer, Refused, Txn, TxnAnswer
from tests.etcd.conformance.calls import etcd3_calls
from tests.etcd.conformance.operations import operations, rename_keys
from tests.etcd.conformance.pairs import make_pair
from tests.etcd.conformance.test_conformance_watches import WatchPair, settle, steps

Part = Callable[[Any, Any, Counter[str]], None]
POOL = 3000  # requests that Hypothesis draws at once; most of a run's time would else be drawing
WORLD = 60  # requests to one pair of stores, which begin empty
LEFT_OUT = (
    "the ids of leases and members that a store chooses, and the seconds that a lease has left",
    "how many events one response of a watch has, and ties in a sort of more than six keys",
    "a watch that starts at the very revision of a compaction (etcd-io/etcd #18089)",
    "alarms, hash, snapshot, status, members; the ends of leases by time; log-ins; sizes of requests",
)


def ask(asked: list[Any], client: Any, tally: Counter[str]) -> None:
    """Requests of every kind, one by one."""
    pair = make_pair(client)
    for request in asked:
        embedded, real = pair.both(request)
        tally["requests"] += 1
        tally["parts of transactions"] += count_parts(request)
        tally[f"- of kind {kind_of(request, real)}"] += 1
        for feature in set() if isinstance(real, Refused) else features_of(request):
            tally[f"- served, with {feature}"] += 1
        differs(tally, request, embedded, real)


def draw_pool(number: int) -> list[Any]:
    """About POOL requests."""
    pool: list[Any] = []
    run(lambda made, *_: pool.extend(made), operations, None, Counter(), POOL // 30, number)
    return pool


def ask_from_pool(pool: list[Any], count: int, client: Any, tally: Counter[str], chance: random.Random) -> None:
    """About ``count`` requests of ``pool`` in random order, half of them on odd keys: NUL, 0xff and the like."""
    for number in range(-(-count // WORLD)):
        asked = chance.choices(pool, k=WORLD)
        ask(list(map(rename_keys, asked)) if number % 2 else asked, client, tally)
        tally["requests on odd keys"] += WORLD * (number % 2)


def count_parts(request: Any) -> int:
    """The compares and operations of a transaction, those of nested ones too."""
    if not isinstance(request, Txn):
        return 0
    return len(request.compare) + sum(1 + count_parts(part) for part in request.success + request.failure)


def kind_of(request: Any, answer: Any) -> str:
    """What was asked, and whether it was refused, so that the figures show what was tried."""
    if isinstance(answer, Refused):
        return f"refused: {answer.message.removeprefix('etcdserver: ')}"
    if isinstance(answer, TxnAnswer):
        nested = any(isinstance(part, Txn) for part in request.success + request.failure)
        return f"Txn{', nested' if nested else ''}, {'held' if answer.succeeded else 'did not hold'}"
    if isinstance(answer, RangeAnswer):
        return "Range, cut off by its limit" if answer.more else "Range of many" if len(answer.kvs) > 1 else "Range"
    return type(request).__name__


def features_of(request: Any) -> set[str]:
    """What the request asks for beyond the plain."""
    if isinstance(request, Txn):
        parts = (*request.success, *request.failure)
        ranged = {"a compare on a range"} if any(compare.range_end for compare in request.compare) else set()
        return ranged.union(*map(features_of, parts))
    if isinstance(request, Put):
        return {"a lease"} if request.lease else set()
    if not isinstance(request, Range):
        return set()
    bounded = request[9:] != Range(b"")[9:]
    features = {
        "a limit": request.limit > 0,
        "a sort": request.sort_order != "none",
        "a revision": request.revision > 0,
        "bounds on revisions": bounded,
    }
    return {name for name, asked in features.items() if asked}


def call(made: list[Any], client: Any, tally: Counter[str]) -> None:
    """Calls of etcd3's client API."""
    pair = make_pair(client)
    ours = EmbeddedClient(pair.embedded.ask)
    for one in made:
        tally["calls of the client"] += 1
        differs(tally, one, one.on(ours, pair.base), one.on(client, pair.base))


def watch(asked: list[Any], client: Any, tally: Counter[str]) -> None:
    """Requests, and watches meanwhile; a watch that differs ends the run."""
    pair = make_pair(client)
    watched: list[WatchPair] = []
    for request in asked:
        if type(request) is tuple:
            watched.append(WatchPair(pair, client, *request))
            tally["watches"] += 1
        else:
            settle(request, watched)
            tally["requests while watched"] += 1
            differs(tally, request, *pair.both(request))
    for both in watched:
        both.compare()
        both.real.close()


def differs(tally: Counter[str], asked: Any, embedded: Any, real: Any) -> None:
    """Count a difference, and print the first few."""
    if embedded != real:
        tally["DIFFERENCES"] += 1
        if tally["DIFFERENCES"] <= 5:
            print(f"asked    {asked}\nembedded {embedded}\netcd     {real}\n")


def run(part: Part, drawn: Any, client: Any, tally: Counter[str], examples: int, number: int) -> None:
    """Draw so many lists and hand each to ``part``."""

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(drawn, min_size=20, max_size=60))
    def one(made: list[Any]) -> None:
        part(made, client, tally)

    one()


def compare(binary: Binary, count: int, number: int) -> Counter[str]:
    """About ``count`` operations on one kind of etcd: most as requests, some as calls, some under watches."""
    tally: Counter[str] = Counter({"DIFFERENCES": 0})
    start = time.perf_counter()
    with LocalEtcd(binary=binary.path) as etcd:
        print(describe(etcd), flush=True)
        with etcd3.client(*etcd.url.removeprefix("etcd://").split(":"), timeout=10) as client:
            run(watch, steps, client, tally, max(1, count // 1000), number)
            run(call, etcd3_calls, client, tally, max(1, count // 400), number)
            chance = random.Random(number)
            while operations_in(tally) < count:
                number += 1
                ask_from_pool(draw_pool(number), min(10 * POOL, count - operations_in(tally)), client, tally, chance)
    print(f"{operations_in(tally):,} operations on etcd {binary.version_text} in {time.perf_counter() - start:.0f} s")
    for name, times in sorted(tally.items()):
        print(f"  {name:60} {times:>9,}")
    return tally


def operations_in(tally: Counter[str]) -> int:
    """How many were compared."""
    return sum(tally[name] for name in ("requests", "calls of the client", "requests while watched", "watches"))


def main() -> None:
    """Compare with each kind of etcd; end with 1 where anything differed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=100_000, help="on each kind of etcd")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(f"Made by: python benchmarks/conformance.py --operations {asked.operations} --seed {asked.seed}")
    print(f"Hypothesis {version('hypothesis')} draws what is asked.\n")
    kinds = {probe(path).version_text[:3]: probe(path) for path in find_candidates()}
    tallies = [compare(binary, asked.operations, asked.seed) for binary in kinds.values()]
    total, differences = sum(map(operations_in, tallies)), sum(tally["DIFFERENCES"] for tally in tallies)
    print("Left out: " + ";\n  ".join(LEFT_OUT) + ".")
    parts = sum(tally["parts of transactions"] for tally in tallies)
    print(f"{parts:,} parts of transactions, which are not counted among the operations.")
    print(f"{total:,} operations compared with {len(kinds)} kinds of etcd: {differences} differences.")
    raise SystemExit(1 if differences or not tallies else 0)


if __name__ == "__main__":
    main()
