"""Client: etcd3's client API, put together from its parts. It keeps nothing, so that a replay of it asks the same."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from kubeish.client.asking import Ask
from kubeish.client.leasing import Leasing
from kubeish.client.reading import Reading
from kubeish.client.tending import Tending
from kubeish.client.watching import Watching
from kubeish.client.writing import Writing


class Client(Reading, Writing, Leasing, Watching, Tending):
    """A client of the store, with the names of ``etcd3.Etcd3Client``.

    ``ask`` takes a request (kubeish.store.requests, extras) and gives its answer: an embedded store, a replay, a wire.
    Raises what etcd3 raises, under the names in kubeish.errors; NotOffered for what it does not do.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def lock(self, name: str, ttl: int = 60) -> Any:
        """A lock by that name, not yet acquired; see kubeish.client.locking.Lock."""
        from kubeish.client.locking import Lock

        return Lock(name, ttl, self)

    def close(self) -> None:
        """Nothing is held open. A watch ends by its own ``cancel``."""

    def __repr__(self) -> str:
        return "<Client>"  # no address: it is printed in lessons, where no two runs may differ

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
