"""Registries for the learner's test of two writers: some lose a pod, some do not and differ in how.

All of them read the list in their first request. Those that lose a pod write it in the third, as the
registry before #265 does, so a test may stop a scheduler after its first or its second request.
"""

from __future__ import annotations

from collections.abc import Callable

from kubeish.api import ContainerManifest, Pod
from kubeish.errors import EtcdError
from kubeish.etcd.client_protocol import Client
from kubeish.registry.before_265 import EtcdRegistry
from kubeish.registry.compare_and_swap import is_etcd_conflict
from kubeish.registry.pr_265 import EtcdRegistry265
from kubeish.wording import say

MakeRegistry = Callable[[Client, list[str]], EtcdRegistry]


class GivingUpRegistry(EtcdRegistry265):
    """Gives up on a conflict, in silence: it overwrites nothing, and loses its own pod."""

    def run_pod(self, pod: Pod, machine: str) -> None:
        manifests, index = self.load_manifests(machine)
        self.create_pod_key(pod, machine)
        manifests.append(self.manifest_factory.make_manifest(machine, pod))
        try:
            self.update_manifests(machine, manifests, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise


class OverwritingRegistry(EtcdRegistry265):
    """After a conflict it writes its first list over the new one, and so loses the other's pod."""

    def run_pod(self, pod: Pod, machine: str) -> None:
        manifests, index = self.load_manifests(machine)
        self.create_pod_key(pod, machine)
        manifests.append(self.manifest_factory.make_manifest(machine, pod))
        while True:
            try:
                return self.update_manifests(machine, manifests, index)
            except EtcdError as error:
                if not is_etcd_conflict(error):
                    raise
            index = self.load_manifests(machine)[1]


class ReplacingRegistry(EtcdRegistry265):
    """After a conflict it puts its pod in the place of the last one on the list."""

    def run_pod(self, pod: Pod, machine: str) -> None:
        manifests, index = self.load_manifests(machine)
        self.create_pod_key(pod, machine)
        manifest = self.manifest_factory.make_manifest(machine, pod)
        while True:
            try:
                return self.update_manifests(machine, [*manifests, manifest], index)
            except EtcdError as error:
                if not is_etcd_conflict(error):
                    raise
            manifests, index = self.load_manifests(machine)
            manifests.pop()


class SlowRegistry(EtcdRegistry265):
    """Reads the list three times before each write, so that it makes more requests than others."""

    def load_manifests(self, machine: str) -> tuple[list[ContainerManifest], int]:
        for _ in range(2):
            super().load_manifests(machine)
        return super().load_manifests(machine)


class FrontRegistry(EtcdRegistry265):
    """Puts a new pod at the front of the list, in two requests: it writes no key of the pod's."""

    def run_pod(self, pod: Pod, machine: str) -> None:
        manifest = self.manifest_factory.make_manifest(machine, pod)
        while True:
            manifests, index = self.load_manifests(machine)
            try:
                return self.update_manifests(machine, [manifest, *manifests], index)
            except EtcdError as error:
                if not is_etcd_conflict(error):
                    raise


class OnceRegistry(EtcdRegistry265):
    """Lists a pod of one id only once, however often it is run, and in the order of the ids."""

    def run_pod(self, pod: Pod, machine: str) -> None:
        manifest = self.manifest_factory.make_manifest(machine, pod)
        while True:
            manifests, index = self.load_manifests(machine)
            if any(each.id == pod.id for each in manifests):
                return None
            try:
                return self.update_manifests(machine, sorted([*manifests, manifest], key=lambda each: each.id), index)
            except EtcdError as error:
                if not is_etcd_conflict(error):
                    raise


LOSING: dict[str, MakeRegistry] = {
    say("the registry before #265, which loses pods"): EtcdRegistry,
    say("a registry that gives up when its swap is refused"): GivingUpRegistry,
    say("a registry that swaps, and overwrites when it is refused"): OverwritingRegistry,
    say("a registry that swaps, and replaces another pod when it is refused"): ReplacingRegistry,
}
SAFE: dict[str, MakeRegistry] = {
    say("the registry after #265, which loses no pod"): EtcdRegistry265,
    say("a registry that loses no pod, and makes more requests"): SlowRegistry,
    say("a registry that loses no pod, and puts new ones at the front"): FrontRegistry,
    say("a registry that loses no pod, and lists none twice"): OnceRegistry,
}
