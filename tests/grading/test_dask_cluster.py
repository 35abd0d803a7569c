"""A Dask cluster on loopback gives the same marks, and goes on when a worker is killed."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kubeish.classroom.grading import executor, results
from kubeish.classroom.grading.executor import NoCluster
from kubeish.classroom.grading.grade import GradingRun
from kubeish.classroom.grading.results_db import ResultsDatabase
from tests.grading.small_class import MANY, lay_out, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]
pytest.importorskip("distributed")


@dataclass
class Cluster:
    address: str
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture
def cluster(bubblewrap: str, tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler and two workers, each a process of its own."""
    file = tmp_path / "scheduler.json"
    with contextlib.ExitStack() as stack:
        stack.enter_context(_run(tmp_path, "dask_scheduler", "--port", "0", "--scheduler-file", str(file)))
        wait_until(lambda: file.exists() and file.stat().st_size > 0, "a scheduler")
        workers = [stack.enter_context(_worker(tmp_path, name, file)) for name in ("w1", "w2")]
        address = json.loads(file.read_text())["address"]
        wait_until(lambda: _many_workers(address) == 2, "two workers")
        yield Cluster(address, workers)


@contextlib.contextmanager
def _run(folder: Path, module: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", "--host", "127.0.0.1", "--no-dashboard", *options]
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(folder)},  # what is killed leaves its folder
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _worker(folder: Path, name: str, file: Path) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
    options = ["--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--local-directory", str(folder / name)]
    return _run(folder, "dask_worker", *options)


def _many_workers(address: str) -> int:
    from distributed import Client

    with Client(address, timeout=60, set_as_default=False) as client:
        return len(client.scheduler_info(n_workers=-1)["workers"])


def grades(folder: Path, out: Path, address: str | None) -> str:
    GradingRun(folder, out, lessons=("00",), jobs=1, address=address, seed=7, seconds=60, no_nbval=True).mark()
    return (out / "grades.csv").read_text()


def test_a_cluster_gives_the_same_marks_with_a_worker_killed_half_way(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, write, written = lay_out(tmp_path / "in"), ResultsDatabase.write, []

    def kill_half_way(self: ResultsDatabase, *args: Any) -> None:
        write(self, *args)
        written.append(args)
        if len(written) == MANY // 2:
            cluster.workers[0].kill()

    monkeypatch.setattr(ResultsDatabase, "write", kill_half_way)
    there = grades(folder, tmp_path / "out", cluster.address)
    assert cluster.workers[0].poll() is not None
    assert len(written) == MANY
    assert there == grades(folder, tmp_path / "here", None)
    assert there.count(f",{results.PASSED},") == MANY // 4


def test_without_a_cluster_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "CLUSTER_TIMEOUT", 0.5)
    with pytest.raises(NoCluster, match=r"no Dask scheduler at tcp://127\.0\.0\.1:1"):
        grades(lay_out(tmp_path / "in"), tmp_path / "out", "tcp://127.0.0.1:1")


def test_a_cluster_without_workers_says_so(tmp_path: Path) -> None:
    file = tmp_path / "scheduler.json"
    with _run(tmp_path, "dask_scheduler", "--port", "0", "--scheduler-file", str(file)):
        wait_until(lambda: file.exists() and file.stat().st_size > 0, "a scheduler")
        with pytest.raises(NoCluster, match="has no workers: start one by `dask worker"):
            grades(lay_out(tmp_path / "in"), tmp_path / "out", json.loads(file.read_text())["address"])
