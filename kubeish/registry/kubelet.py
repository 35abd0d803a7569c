"""Kubelet: starts the pods that its machine's key lists, and stops those that are no longer listed.

As in pkg/kubelet/kubelet.go of summer 2014 (SyncAndSetupEtcdWatch, SyncManifests): it reads its key
once and then watches it; a missing key means no pods. No container runs here: a start is recorded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from kubeish.api import ContainerManifest, from_json
from kubeish.errors import RevisionCompactedError
from kubeish.etcd.client_protocol import Client

from .keys import make_container_key


class Kubelet:
    """The kubelet of the machine ``hostname``. Close it, or use it in a ``with`` block.

    ``running``: the manifests that it runs, by pod id. ``done``: its actions so far, such as
    ``start web``. ``index``: the index of the last list that it received (0: there was none).
    """

    def __init__(self, client: Client, hostname: str) -> None:
        self.client, self.hostname = client, hostname
        self.key = make_container_key(hostname)
        self.running: dict[str, ContainerManifest] = {}
        self.done: list[str] = []
        self.index = 0
        self._events: Iterator[Any] = iter(())
        self._cancel: Callable[[], None] = lambda: None

    def listen(self) -> None:
        """Read and sync the list, and watch it from the next revision: no change is missed."""
        self.close()
        found = self.client.get_response(self.key)
        for kv in found.kvs:
            self._sync(kv.mod_revision, kv.value)
        if not found.kvs:
            self.sync_manifests([])
        self._events, self._cancel = self.client.watch(self.key, start_revision=found.header.revision + 1)

    def wait_for_change(self) -> None:
        """Wait for the next change of the list, and sync it."""
        try:
            event = next(self._events)
        except RevisionCompactedError:  # the missed events are gone, the present list is not
            self.listen()
        else:
            self._sync(event.mod_revision, event.value)

    def catch_up(self) -> None:
        """Wait for changes until it runs what is listed now."""
        _, metadata = self.client.get(self.key)
        while self.index < metadata.mod_revision if metadata else self.running:
            self.wait_for_change()

    def sync_manifests(self, manifests: list[ContainerManifest]) -> None:
        """Start the listed pods that do not run, and stop the running pods that are not listed."""
        wanted = {manifest.id: manifest for manifest in manifests}
        self.done += [f"stop {pod}" for pod in self.running if pod not in wanted]
        self.done += [f"start {pod}" for pod in wanted if pod not in self.running]
        self.running = wanted

    def close(self) -> None:
        """Stop watching. The pods go on running."""
        self._cancel()
        self._cancel = lambda: None

    def _sync(self, index: int, value: bytes) -> None:
        self.index = index
        manifests = json.loads(value or b"[]")  # a deletion brings no value
        self.sync_manifests([from_json(ContainerManifest, item) for item in manifests])

    def __enter__(self) -> Kubelet:
        self.listen()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Kubelet of {self.hostname}: {', '.join(sorted(self.running)) or 'no pods'}>"
