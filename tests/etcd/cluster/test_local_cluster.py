"""LocalEtcd with three members: killed, paused, revived; what is written outlives the loss of one."""

from __future__ import annotations

import os
import signal

import pytest

import kubeish
from kubeish import errors
from kubeish.etcd.cluster import LocalEtcd, LocalEtcdError
from tests.etcd.cluster.process_checks import becomes_true, is_alive

pytestmark = pytest.mark.etcd


def test_three_members_have_one_leader_and_three_urls(three: LocalEtcd) -> None:
    status = three.read_status()
    assert [member.index for member in status] == [0, 1, 2]
    assert [member.index for member in status if member.leader] == [three.wait_for_leader()]
    assert len({member.term for member in status}) == 1
    assert three.url == "etcd://" + ",".join(url.removeprefix("etcd://") for url in three.urls)
    assert len(set(three.urls)) == 3


def test_when_the_leader_is_killed_another_leads_in_a_later_term_and_nothing_is_lost(three: LocalEtcd) -> None:
    with kubeish.connect(f"{three.url}?timeout=60") as client:
        client.put("key", "value")
        old = three.wait_for_leader()
        before = three.read_status()[old]
        three.kill(old)
        assert not is_alive(before.pid)
        new = three.wait_for_leader()
        assert new != old
        after = three.read_status()
        assert (after[old].state, after[old].term, after[old].leader) == ("killed", None, False)
        assert after[new].term > before.term
        assert client.get("key")[0] == b"value"
        revision = client.put("key", "without it").header.revision
        three.revive(old)
        assert three.read_status()[old].state == "running"
        with kubeish.connect(f"{three.urls[old]}?timeout=60") as one:
            value, metadata = one.get("key")
            assert (value, metadata.mod_revision) == (b"without it", revision)


def test_one_member_alone_keeps_its_data_over_a_kill() -> None:
    with LocalEtcd() as etcd, kubeish.connect(f"{etcd.url}?timeout=60") as client:
        written = client.put("key", "value").header.revision
        etcd.kill(0)
        etcd.revive(0)
        assert client.get("key")[1].mod_revision == written


def test_all_may_be_killed_and_come_back_one_by_one(three: LocalEtcd) -> None:
    with kubeish.connect(f"{three.url}?timeout=60") as client:
        client.put("key", "value")
        for index in range(3):
            three.kill(index)
        with pytest.raises(LocalEtcdError, match=r"More than half .* 0 killed, 1 killed, 2 killed"):
            three.wait_for_leader(timeout=0.1)
        for index in range(3):
            three.revive(index)
        assert three.wait_for_leader() in (0, 1, 2)
        assert client.get("key")[0] == b"value"


def test_a_paused_member_answers_nothing_and_catches_up(three: LocalEtcd) -> None:
    follower = (three.wait_for_leader() + 1) % 3
    three.pause(follower)
    paused = three.read_status()[follower]
    assert (paused.state, paused.term) == ("paused", None)
    assert is_alive(paused.pid)
    with kubeish.connect(f"{three.url}?timeout=60") as client:
        revision = client.put("key", "value").header.revision
    three.revive(follower)
    with kubeish.connect(f"{three.urls[follower]}?timeout=60") as one:
        assert one.get("key")[1].mod_revision == revision


def test_a_paused_member_may_be_killed_and_a_paused_cluster_stopped() -> None:
    with LocalEtcd(members=3) as etcd:
        pids = [member.pid for member in etcd.read_status()]
        etcd.pause(0)
        etcd.kill(0)
        etcd.revive(0)
        pids.append(etcd.read_status()[0].pid)
        for index in range(3):
            etcd.pause(index)
    assert not any(is_alive(pid) for pid in pids)


def test_logs_are_there_on_demand(three: LocalEtcd) -> None:
    assert "became leader" in three.read_log(three.wait_for_leader())


def test_what_makes_no_sense_is_said_clearly(three: LocalEtcd) -> None:
    with pytest.raises(LocalEtcdError, match="no member 3: they are numbered from 0 to 2"):
        three.kill(3)
    with pytest.raises(LocalEtcdError, match="no member -1"):
        three.pause(-1)
    three.kill(0)
    with pytest.raises(LocalEtcdError, match=r"Member 0 is killed and cannot be paused: revive\(0\) it first"):
        three.pause(0)
    with pytest.raises(LocalEtcdError, match="does not run: start"):
        LocalEtcd().wait_for_leader()
    with pytest.raises(LocalEtcdError, match="at least one member, and 0 were asked for"):
        LocalEtcd(members=0)


def test_a_member_that_dies_by_itself_is_seen() -> None:
    with LocalEtcd() as etcd:
        os.kill(etcd.read_status()[0].pid, signal.SIGTERM)
        assert becomes_true(lambda: etcd.read_status()[0].state == "died")
        etcd.revive(0)
        assert etcd.read_status()[0].leader


def test_a_member_that_is_cut_off_leads_no_more_and_learns_what_it_missed() -> None:
    with LocalEtcd(members=3, partitions=True) as etcd, kubeish.connect(f"{etcd.url}?timeout=60") as client:
        client.put("key", "before")
        old = etcd.wait_for_leader()
        etcd.partition(old)
        new = etcd.wait_for_leader()
        assert new != old
        assert becomes_true(lambda: not etcd.read_status()[old].leader)
        client.channel.current = new
        client.put("key", "after")
        with kubeish.connect(f"{etcd.urls[old]}?timeout=60") as there:
            assert there.get("key", serializable=True)[0] == b"before"  # it may answer from what it has
            there.timeout = 0.5
            with pytest.raises(errors.ConnectionTimeoutError):
                there.get("key")
            with pytest.raises(errors.ConnectionTimeoutError) as lost:
                there.put("key", "lost")
            assert not lost.value.definite
        assert etcd.read_status()[old].cut_off
        etcd.heal(old)
        with kubeish.connect(f"{etcd.urls[old]}?timeout=60") as there:
            assert there.get("key")[0] == b"after"
        assert not any(member.cut_off for member in etcd.read_status())


def test_without_a_proxy_partition_says_how_to_start_with_one(three: LocalEtcd) -> None:
    with pytest.raises(LocalEtcdError, match=r"start LocalEtcd\(members=3, partitions=True\)"):
        three.partition(0)
