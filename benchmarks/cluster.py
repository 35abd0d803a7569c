"""Sixteen scheduler processes place 2,000 pods on a three-member etcd while its leader is killed every few seconds.

Each run then looks at every key: is a pod lost, repeated, or on one of its two keys only? And its history, all that all
clients asked and were told, is searched for one order that explains every answer. The racy registry, from before #265,
runs under the same faults, to show that this can fail. Run: python benchmarks/cluster.py [--runs N] [--registry NAME]
"""

from __future__ import annotations

import argparse
import statistics

from cluster_run import Run, Size, one_run
from machine import describe

from kubeish.real import LocalEtcd

FIXED, RACY = "OneTransactionRegistry", "EtcdRegistry"
HEADING = """\
        leaders members schedulers  unknown  requests   pods      pods      listed  one order   seconds
seconds  killed  paused     killed outcomes  recorded   lost  repeated without key  explains   to check"""


def runs(kind: str, count: int) -> list[Run]:
    print(f"\n{kind}: {Size()}\n{HEADING}", flush=True)
    done = []
    for seed in range(count):
        done.append(one_run(kind, seed, Size()))
        print(done[-1], flush=True)
        if not done[-1].verdict:
            print(done[-1].verdict, flush=True)
    seconds = sorted(run.seconds for run in done)
    print(f"{statistics.median(seconds):.1f} s a run (median; {seconds[0]:.1f} to {seconds[-1]:.1f})", flush=True)
    return done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10, help="of the fixed registry")
    parser.add_argument("--racy-runs", type=int, default=3, help="of the registry before #265")
    parser.add_argument("--registry", default=FIXED, help="the fixed one: a class of kubeish.registry")
    given = parser.parse_args()
    print("Made by: python benchmarks/cluster.py")
    with LocalEtcd(members=3) as etcd:
        print(describe(etcd).replace("one member", "three members"))
    fixed, racy = runs(given.registry, given.runs), runs(RACY, given.racy_runs)
    bad, lost = [run for run in fixed if not run.good], [run.lost for run in racy]
    print(f"\n{given.registry}: {len(fixed) - len(bad)} of {len(fixed)} runs without a fault; {RACY} lost {lost} pods.")
    raise SystemExit(bool(bad) or not all(lost))


if __name__ == "__main__":
    main()
