"""ClientBase: sends one request to a store, and gives its answer or raises its error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from kubeish.etcd.etcd3_compat import build_status_error
from kubeish.etcd.store.messages import Refused, Request
from kubeish.etcd.store.service_messages import ServiceRequest

Ask = Callable[[Any], object]
"""Gives the answer to a request: an embedded store, a replay, a connection."""
A = TypeVar("A")


class ClientBase:
    """The base of every part of the client. Its only state is ``ask``."""

    _ask: Ask

    def _answer(self, request: Request | ServiceRequest, kind: type[A]) -> A:
        """The answer to ``request``, of type ``kind``. A Refused is raised as its error."""
        answer = self._ask(request)
        if isinstance(answer, kind):
            return answer
        if isinstance(answer, Refused):
            raise build_status_error(*answer)
        raise TypeError(f"The answer to {_describe(request)} must be a {kind.__name__}, not {answer!r}.")


def _describe(request: object) -> str:
    """A request as a person says it: ``get b'n'``."""
    name = {"Range": "get", "DeleteRange": "delete"}.get(type(request).__name__, type(request).__name__.lower())
    return f"{name} {request.key!r}" if hasattr(request, "key") else f"a {type(request).__name__}"
