"""The benchmarks of the cluster, made small: they find no fault in the fixed registry, and many in the racy one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.etcd, pytest.mark.slow]


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[3] / "benchmarks"))
    import cluster_run

    yield cluster_run
    for name in ("cluster_run", "cluster_scheduler"):
        sys.modules.pop(name, None)


def test_with_one_transaction_nothing_is_lost_while_leaders_and_schedulers_die(benchmark: Any) -> None:
    run = benchmark.run_once("OneTransactionRegistry", 1, benchmark.Size(4, 600, 8, every=(0.2, 0.3), faults=4))
    assert run.good, str(run.verdict)
    assert run.leaders_killed >= 1
    assert run.requests > 1200


def test_the_racy_registry_loses_pods_and_etcd_is_not_to_blame(benchmark: Any) -> None:
    run = benchmark.run_once("EtcdRegistry", 1, benchmark.Size(4, 400, 2, every=(0.2, 0.3), faults=4))
    assert run.lost > 0
    assert not run.good
    assert run.verdict, str(run.verdict)


def run_program(name: str, *options: str) -> str:
    argv = [sys.executable, Path(__file__).parents[3] / "benchmarks" / name, *options]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_soak_finds_no_fault_but_that_of_the_racy_registry() -> None:
    shown = run_program("soak.py", "--minutes", "0.01")
    assert "OneTransactionRegistry: 0 faults. EtcdRegistry: " in shown


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it reads /proc")
def test_clusters_that_are_ended_at_random_moments_leave_nothing() -> None:
    assert run_program("cluster_starts.py", "--starts", "2").endswith("2 starts and ends: 0 faults.\n")
