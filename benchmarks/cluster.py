"""Sixteen scheduler processes place 2,000 pods on a three-member etcd while its leader is killed every few seconds.

Each run then looks at every key: is a pod lost, repeated, or on one of its two keys only? And its history, all that all
clients asked and were told, is searched for one order that explains every answer. Two others run under the same faults:
the racy registry from before #265, to show that this can fail; and the one after #961, which loses no race, but whose
three writes a lost answer or a killed scheduler may part. Run: python benchmarks/cluster.py [--runs N] [--others N]
"""

from __future__ import annotations

import argparse
import statistics

from cluster_run import Run, Size, run_once
from machine import describe

from kubeish.etcd.cluster import LocalEtcd

FIXED, HALFWAY, RACY = "OneTransactionRegistry", "EtcdRegistry961", "EtcdRegistry"
HEADING = """\
        leaders members schedulers  unknown  requests   pods      pods      listed  one order   seconds
seconds  killed  paused     killed outcomes  recorded   lost  repeated without key  explains   to check"""


def run_kind(kind: str, count: int) -> list[Run]:
    print(f"\n{kind}: {Size()}\n{HEADING}", flush=True)
    done = []
    for seed in range(count):
        done.append(run_once(kind, seed, Size()))
        print(done[-1], flush=True)
        if not done[-1].verdict:
            print(done[-1].verdict, flush=True)
    seconds = sorted(run.seconds for run in done)
    print(f"{statistics.median(seconds):.1f} s a run (median; {seconds[0]:.1f} to {seconds[-1]:.1f})", flush=True)
    return done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10, help="of the registry that is to lose nothing")
    parser.add_argument("--others", type=int, default=3, help="runs of each of the two that lose pods")
    given = parser.parse_args()
    print("Made by: python benchmarks/cluster.py")
    with LocalEtcd(members=3) as etcd:
        print(describe(etcd).replace("one member", "three members"))
    fixed, halfway, racy = (
        run_kind(kind, count) for kind, count in ((FIXED, given.runs), (HALFWAY, given.others), (RACY, given.others))
    )
    good = sum(run.good for run in fixed)
    print(f"\n{FIXED}: {good} of {len(fixed)} runs without a fault.")
    for name, done in ((HALFWAY, halfway), (RACY, racy)):
        print(f"{name}: lost {', '.join(str(run.lost) for run in done)} of {Size().pods} pods.")
    raise SystemExit(good < len(fixed) or not all(run.lost for run in racy))


if __name__ == "__main__":
    main()
