"""The kubelet: on its machine it starts what its one key in the store lists, and stops what is listed there no more.

As in pkg/kubelet/kubelet.go of that summer (SyncAndSetupEtcdWatch, SyncManifests): it gets its key once and watches it
from there on; a key that is missing means no pods. Nothing is run for real here: to start a pod is to note it down.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

from kubeish.api import ContainerManifest, from_json
from kubeish.errors import RevisionCompactedError
from kubeish.registry.keys import make_container_key


class Kubelet:
    """The kubelet of the machine ``hostname``. ``client``: of any store that can be watched. Close it, or use ``with``.

    ``running``: the manifests that it runs, by pod id. ``done``: all that it ever did, such as ``start web``.
    ``index``: that of the list as it was last heard of (0: there was none).
    """

    def __init__(self, client: Any, hostname: str) -> None:
        self.client, self.hostname = client, hostname
        self.key = make_container_key(hostname)
        self.running: dict[str, ContainerManifest] = {}
        self.done: list[str] = []
        self.index = 0
        self._events: Iterator[Any] = iter(())
        self._cancel: Callable[[], None] = lambda: None

    def listen(self) -> None:
        """Get the list, do as it says, and watch it from there on: no change is missed in between."""
        self.close()
        found = self.client.get_response(self.key)
        for kv in found.kvs:
            self._sync(kv)
        if not found.kvs:
            self.sync_manifests([])
        self._events, self._cancel = self.client.watch(self.key, start_revision=found.header.revision + 1)

    def hear(self) -> None:
        """Wait for the next change of the list, and do as it says."""
        try:
            self._sync(next(self._events))
        except RevisionCompactedError:  # it was away for too long: what it missed is not kept, what stands there is
            self.listen()

    def catch_up(self) -> None:
        """Hear of one change after the other, until it runs what is listed now."""
        _, metadata = self.client.get(self.key)
        while self.index < metadata.mod_revision if metadata else self.running:
            self.hear()

    def sync_manifests(self, manifests: list[ContainerManifest]) -> None:
        """Start what is listed and does not run, stop what runs and is not listed."""
        wanted = {manifest.id: manifest for manifest in manifests}
        self.done += [f"stop {pod}" for pod in self.running if pod not in wanted]
        self.done += [f"start {pod}" for pod in wanted if pod not in self.running]
        self.running = wanted

    def close(self) -> None:
        """Listen no more. What runs goes on running."""
        self._cancel()
        self._cancel = lambda: None

    def _sync(self, kv: Any) -> None:
        """Do as the list says that a read or an event brings; a deletion brings an empty one."""
        self.index = kv.mod_revision
        self.sync_manifests([from_json(ContainerManifest, item) for item in json.loads(kv.value or b"[]")])

    def __enter__(self) -> Kubelet:
        self.listen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Kubelet of {self.hostname}: {', '.join(sorted(self.running)) or 'no pods'}>"
