"""Ports for servers: free, different, and none that the system gives to outgoing connections."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubeish.etcd.cluster import LocalEtcdError, ports
from kubeish.etcd.cluster.ports import find_free_ports, is_listening, read_ephemeral_range


def test_ports_are_free_and_different() -> None:
    found = find_free_ports(50)
    assert len(set(found)) == 50
    assert not any(is_listening(port) for port in found)


@pytest.mark.parametrize("text", ["32768\t60999\n", "15000 65535\n", "1024 20999\n", "10000 30000\n"])
def test_no_port_is_one_of_those_that_the_system_gives_out(
    text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "range").write_text(text)
    monkeypatch.setattr(ports, "EPHEMERAL_RANGE", tmp_path / "range")
    first, last = map(int, text.split())
    assert read_ephemeral_range() == (first, last)
    assert not any(first <= port <= last for port in find_free_ports(200))


@pytest.mark.parametrize("text", ["1024 65535\n", "nonsense\n"])
def test_where_the_system_leaves_none_or_does_not_say_there_are_ports_all_the_same(
    text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "range").write_text(text)
    monkeypatch.setattr(ports, "EPHEMERAL_RANGE", tmp_path / "range")
    assert len(find_free_ports(50)) == 50
    monkeypatch.setattr(ports, "EPHEMERAL_RANGE", tmp_path / "none")
    assert max(find_free_ports(200)) < 32768


def test_too_few_free_ports_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "is_free", lambda port: port == 20_000)
    with pytest.raises(LocalEtcdError, match=r"3 free ports are needed on 127.0.0.1, and there (are|is) 1"):
        find_free_ports(3)
