"""The race on real threads, and its message where no etcd runs."""

from __future__ import annotations

import pytest

from kubeish.lessons.real_threads import run_on_threads
from kubeish.registry import EtcdRegistry, EtcdRegistry265


@pytest.mark.etcd
def test_plain_writes_lose_pods_and_a_swap_loses_none() -> None:
    racy, fixed = run_on_threads(EtcdRegistry, pods_each=5), run_on_threads(EtcdRegistry265, pods_each=5)
    assert racy.created == fixed.created == 21
    assert racy.lost > 0
    assert fixed.lost == 0


def test_without_an_etcd_the_lesson_goes_on_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KUBEISH_ETCD", raising=False)
    monkeypatch.setattr("kubeish.etcd.cluster.binary.find_candidates", lambda: iter(()))
    tally = run_on_threads(EtcdRegistry)
    for shown in (tally, tally.lost, tally.lost > 0):
        assert repr(shown).startswith("No etcd was found")
        assert repr(shown).endswith("Nothing else in this lesson needs one.")


def test_in_a_web_page_the_message_names_no_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "emscripten")
    message = repr(run_on_threads(EtcdRegistry).lost)
    assert "A page has no etcd" in message
    assert "install" not in message
