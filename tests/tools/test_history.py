"""Histories recorded on a real etcd: of every kind of request, of threads and processes, and while members die."""

from __future__ import annotations

import dataclasses
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kubeish import errors
from kubeish.etcd.cluster import LocalEtcd, RealClient, open_client
from kubeish.etcd.store.messages import DeleteRange, Put, Range, Txn
from kubeish.registry.placement import read_placements
from tests.etcd.cluster.process_checks import becomes_true
from tests.tools.history import Operation, Recorder, read_history
from tests.tools.linearizability import check

pytestmark = pytest.mark.etcd


@contextmanager
def recorded(url: str, folder: Path, name: str = "client") -> Iterator[RealClient]:
    recorder = Recorder(folder, name)
    with open_client(url, recorder) as client:
        yield client
    recorder.close()


def test_every_kind_of_request_is_recorded_and_explained(tmp_path: Path) -> None:
    with LocalEtcd() as etcd, recorded(etcd.url, tmp_path) as client:
        t = client.transactions
        client.put("a", "1")
        client.put("a", "2", prev_kv=True)
        client.put_if_not_exists("b", "1")
        client.get("a")
        client.get("none")
        list(client.get_prefix("a", sort_order="descend", sort_target="mod", limit=5))
        list(client.get_all(keys_only=True))
        client.replace("a", "2", "3")
        client.replace("a", "2", "4")
        client.transaction(
            [t.version("a") > 0, t.create("b") != 0, t.mod("a") < 99, t.value("b") == "1"],
            [t.put("c", "1"), t.get("a"), t.txn([t.mod("c") == 7], [t.get("c")], [t.delete("b", prev_kv=True)])],
            [],
        )
        client.delete("a", prev_kv=True, return_response=True)
        client.delete("a")
        client.delete_prefix("b")
        client.lease(60)  # not a call on keys: left out
        list(client.get_prefix("a", revision=2))  # of the past: left out
        client.get("a", serializable=True)  # may be stale: left out
        with pytest.raises(errors.RequestRefused):
            client.put("a", "x", lease=12)  # surely never happened: left out
    history = read_history(tmp_path)
    kinds = [type(operation.request) for operation in history]
    assert kinds == [Put, Put, Txn, Range, Range, Range, Range, Txn, Txn, Txn, DeleteRange, DeleteRange, DeleteRange]
    assert all(operation.called < operation.returned for operation in history)
    verdict = check(history)
    assert verdict, str(verdict)
    assert list(verdict.order) == history


def count_up(url: str, folder: Path, name: str, times: int) -> None:
    """Add one to a key, so many times, by compare-and-swap; whatever fails is tried again after a new look."""
    with recorded(url, folder, name) as client:
        done = 0
        while done < times:
            try:
                value, metadata = client.get("count")
                index = metadata.mod_revision if metadata else 0
                t = client.transactions
                won, _ = client.transaction(
                    [t.mod("count") == index], [t.put("count", str(int(value or 0) + 1))], [t.get("count")]
                )
                done += won
            except (errors.ConnectionFailedError, errors.ConnectionTimeoutError):
                continue


def test_threads_that_count_up_while_leaders_die_leave_a_linearizable_history(tmp_path: Path) -> None:
    with LocalEtcd(members=3) as etcd:
        url = f"{etcd.url}?timeout=1"
        threads = [threading.Thread(target=count_up, args=(url, tmp_path, f"t{n}", 60)) for n in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(2):
            leader = etcd.wait_for_leader()
            etcd.kill(leader)
            etcd.wait_for_leader()
            etcd.revive(leader)
        for thread in threads:
            thread.join()
        with recorded(etcd.url, tmp_path, "end") as client:
            counted = int(client.get("count")[0])
    assert counted >= 240  # one may have happened though its answer was lost, and was then made again
    history = read_history(tmp_path)
    verdict = check(history)
    assert verdict, str(verdict)
    assert not check(lied(history))


def lied(history: list[Operation]) -> list[Operation]:
    """The same, but that the last read was told of the count before."""
    last = history[-1]
    (kv,) = last.answer.kvs
    older = kv._replace(value=str(int(kv.value) - 1).encode())
    return [*history[:-1], dataclasses.replace(last, answer=last.answer._replace(kvs=(older,)))]


STOPS_IN_THE_MIDDLE = """
import sys
from pathlib import Path
from kubeish.etcd.cluster import open_client
from tests.tools.history import Recorder
client = open_client(sys.argv[1], Recorder(Path(sys.argv[2]), "killed"))
client.put("first", "1")
print("paused, please", flush=True)
sys.stdin.readline()
client.put("second", "2")
"""


def test_the_history_of_a_client_that_is_killed_is_there_up_to_its_last_request(tmp_path: Path) -> None:
    with LocalEtcd() as etcd, recorded(etcd.url, tmp_path, "other") as client:
        argv = [sys.executable, "-c", STOPS_IN_THE_MIDDLE, etcd.url, str(tmp_path)]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as killed:
            killed.stdout.readline()
            etcd.pause(0)
            killed.stdin.write("go on\n")
            killed.stdin.flush()
            assert becomes_true(lambda: (tmp_path / "killed.history").read_text().count("\n") == 3)
            killed.send_signal(signal.SIGKILL)
        etcd.revive(0)
        client.put("third", "3")
        list(client.get_all())
    history = read_history(tmp_path)
    first, second = (operation for operation in history if operation.client == "killed")
    assert (first.request.key, first.returned is None) == (b"first", False)
    assert (second.request.key, second.answer, second.returned) == (b"second", None, None)
    assert check(history)


STOPS_AFTER_ITS_FIRST_WRITE = """
import sys
from pathlib import Path
from kubeish import registry
from kubeish.api import Pod
from kubeish.etcd.cluster import open_client
from tests.tools.history import Recorder
recorder = Recorder(Path(sys.argv[2]), "killed")
def observer(call, request):
    report = recorder(call, request)
    def then(answer, definite):
        report(answer, definite)
        if call != "Range":
            print("written", flush=True)
            sys.stdin.readline()
    return then
client = open_client(sys.argv[1], observer)
getattr(registry, sys.argv[3])(client, ["m1"]).run_pod(Pod("web"), "m1")
"""


@pytest.mark.parametrize(("kind", "listed"), [("EtcdRegistry961", []), ("OneTransactionRegistry", ["web"])])
def test_a_scheduler_that_is_killed_between_its_two_writes(kind: str, listed: list[str], tmp_path: Path) -> None:
    """It leaves a pod with a key and on no list; who writes both at once leaves no such thing."""
    with LocalEtcd() as etcd, recorded(etcd.url, tmp_path, "auditor") as client:
        argv = [sys.executable, "-c", STOPS_AFTER_ITS_FIRST_WRITE, etcd.url, str(tmp_path), kind]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as killed:
            assert killed.stdout.readline() == "written\n"
            killed.send_signal(signal.SIGKILL)
        found = read_placements(client)
    assert list(found.keyed) == ["web"]
    assert list(found.listed) == listed
    assert check(read_history(tmp_path))


def test_a_line_that_was_cut_short_is_passed_over(tmp_path: Path, shared_etcd: LocalEtcd) -> None:
    with recorded(shared_etcd.url, tmp_path) as client:
        client.put("cut", "1")
    file = tmp_path / "client.history"
    file.write_text(file.read_text()[:-5])
    (operation,) = read_history(tmp_path)
    assert operation.answer is None
