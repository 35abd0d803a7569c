"""Client: etcd3's client API, put together from its parts. It keeps nothing, so that a replay of it asks the same."""

from __future__ import annotations

from types import TracebackType

from kubeish.client.asking import Ask
from kubeish.client.reading import Reading
from kubeish.client.writing import Writing


class Client(Reading, Writing):
    """A client of the store, with the names of ``etcd3.Etcd3Client``.

    ``ask`` takes a request (kubeish.store.requests) and gives its answer: an embedded store, a replay, or a wire.
    Each call is one request. Raises what etcd3 raises, under the names in kubeish.errors.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
