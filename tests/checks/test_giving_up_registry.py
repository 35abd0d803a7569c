"""GivingUpRegistry of the-test-they-did-not-write: it gives up on a conflict, and nothing else."""

from __future__ import annotations

import pytest

from kubeish import EtcdError, Pod
from kubeish.checks.race_registries import GivingUpRegistry
from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import EmbeddedStore


class FailingRegistry(GivingUpRegistry):
    """Raises ``error`` where it should swap."""

    error: Exception

    def update_manifests(self, *_: object) -> None:
        raise self.error


def run_pod(error: Exception) -> None:
    registry = FailingRegistry(EmbeddedClient(EmbeddedStore().ask), ["m1"])
    registry.error = error
    registry.run_pod(Pod("web"), "m1")


@pytest.mark.parametrize("error", [ValueError("a fault"), EtcdError(100, "/registry/hosts/m1/kubelet")])
def test_an_error_that_is_no_conflict_propagates(error: Exception) -> None:
    with pytest.raises(type(error)):
        run_pod(error)


def test_a_conflict_does_not() -> None:
    run_pod(EtcdError(101, "[8 != 5]"))
