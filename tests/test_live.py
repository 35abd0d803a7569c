"""Threads on a real etcd: the racy registry loses pods, the fixed one none."""

from __future__ import annotations

import pytest

from kubeish.live import Tally, run_on_threads
from kubeish.registry import EtcdRegistry, EtcdRegistry265

pytestmark = pytest.mark.etcd


def test_the_racy_registry_loses_pods_and_the_fixed_one_does_not() -> None:
    assert run_on_threads(EtcdRegistry).lost > 0
    assert run_on_threads(EtcdRegistry265) == Tally(told=41, listed=41)
