"""An office held by a lease: one holder at a time, another once it stops to refresh, and a fence for who is late."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

import kubeish
from kubeish.client import Client
from kubeish.errors import RequestRefused
from kubeish.fleet import Candidate
from kubeish.fleet.elected import OFFICE, NotElected
from kubeish.real import EtcdNotInstalled, LocalEtcd
from kubeish.store import EmbeddedStore
from tests.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(clock: Clock) -> Client:
    return Client(EmbeddedStore(clock).ask)


def test_one_is_elected_and_the_other_waits_until_the_lease_ends(client: Client, clock: Clock) -> None:
    one, other = Candidate(client, "one"), Candidate(client, "other")
    assert one.leader() is None
    assert one.campaign(0)
    assert not other.campaign(0)
    assert one.leader() == other.leader() == "one"
    for _ in range(5):
        clock.now += 4
        assert one.refresh()
        assert not other.campaign(0)
    clock.now += 5
    assert other.campaign(0)
    assert other.leader() == "other"
    assert not one.refresh()


def test_who_resigns_is_followed_at_once(client: Client) -> None:
    one, other = Candidate(client, "one"), Candidate(client, "other")
    one.campaign(0)
    one.resign()
    assert one.leader() is None
    assert other.campaign(0)
    one.resign()  # of what it does not hold: nothing
    assert one.leader() == "other"


def test_candidates_leave_no_leases_behind(client: Client) -> None:
    one, other = Candidate(client, "one"), Candidate(client, "other")
    one.campaign(0)
    for _ in range(3):
        other.campaign(0)
    one.resign()
    for lease in range(1, 9):
        with pytest.raises(RequestRefused):
            client.revoke_lease(lease)


def test_who_was_paused_for_too_long_believes_itself_elected_and_its_fence_knows_better(
    client: Client, clock: Clock
) -> None:
    one, other = Candidate(client, "one"), Candidate(client, "other")
    write = client.transactions.put("decision", "mine")
    one.campaign(0)
    assert client.transaction([one.fence()], [write], [])[0]
    clock.now += 60
    other.campaign(0)
    assert not client.transaction([one.fence()], [write], [])[0]
    assert client.transaction([other.fence()], [write], [])[0]
    with pytest.raises(NotElected, match="never elected"):
        Candidate(client, "third").fence()


HOLDS_OFFICE = """
import sys
import kubeish
from kubeish.fleet import Candidate
candidate = Candidate(kubeish.connect(sys.argv[1]), "killed", ttl=1)
print(candidate.campaign(), flush=True)
while candidate.refresh():
    pass
"""


@pytest.fixture
def etcd() -> Iterator[LocalEtcd]:
    try:
        etcd = LocalEtcd().start()
    except EtcdNotInstalled as error:
        pytest.skip(str(error))
    with etcd:
        yield etcd


@pytest.mark.etcd
def test_a_scheduler_that_is_killed_is_followed_by_the_next(etcd: LocalEtcd) -> None:
    argv = [sys.executable, "-c", HOLDS_OFFICE, etcd.url]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as killed, kubeish.connect(etcd.url) as client:
        assert killed.stdout is not None
        try:
            assert killed.stdout.readline() == "True\n"
            candidate: Any = Candidate(client, "next")
            assert not candidate.campaign(0.05)
            assert candidate.leader() == "killed"
        finally:
            killed.send_signal(signal.SIGKILL)
        assert candidate.campaign(60)
        assert client.get(OFFICE)[0] == b"next"
