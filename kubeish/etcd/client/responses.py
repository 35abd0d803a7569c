"""The store's answers and events under the names that etcd3 gives them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

from kubeish.etcd.etcd3_compat import derive_class
from kubeish.etcd.store.messages import Answer, DeleteAnswer, KeyValue, PutAnswer, RangeAnswer, TxnAnswer
from kubeish.etcd.store.service_messages import KeyEvent, WatchAnswer

_NOTHING = KeyValue(b"", b"", 0, 0, 0)  # a message that is not set, as protobuf gives it
A = TypeVar("A", bound=RangeAnswer | PutAnswer | DeleteAnswer | TxnAnswer)


class ResponseHeader(NamedTuple):
    """``revision``: the store's. The embedded store is one member, whose term never ends."""

    revision: int
    cluster_id: int = 1
    member_id: int = 1
    raft_term: int = 1


class KVMetadata:
    """What is known of a key beside its value. ``mod_revision`` was called index in 2014."""

    __slots__ = ("_revision", "create_revision", "key", "lease_id", "mod_revision", "version")

    def __init__(self, kv: KeyValue, revision: int) -> None:
        self.key, _, self.create_revision, self.mod_revision, self.version, self.lease_id = kv
        self._revision = revision

    @property
    def response_header(self) -> ResponseHeader:
        """The header of the answer with this key; its ``revision`` is the store's."""
        return ResponseHeader(self._revision)

    def __repr__(self) -> str:
        names = ("key", "create_revision", "mod_revision", "version", "lease_id")
        return f"KVMetadata({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"


def build_metadata(kv: KeyValue, revision: int) -> KVMetadata:
    """The metadata of a key in an answer at ``revision``: once etcd3 is loaded also etcd3's."""
    # Every get ends here: one look into a dictionary, not derive_class, where there is no etcd3.
    cls = KVMetadata if "etcd3.client" not in sys.modules else derive_class(KVMetadata, "etcd3.client")
    return cls(kv, revision)


class _Response(Generic[A]):
    """An answer under etcd's names."""

    __slots__ = ("_answer",)

    def __init__(self, answer: A) -> None:
        self._answer = answer

    @property
    def header(self) -> ResponseHeader:
        """The header; its ``revision`` is the store's."""
        return ResponseHeader(self._answer.revision)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._answer!r})"


class RangeResponse(_Response[RangeAnswer]):
    """``kvs`` in order; ``count`` of all that match; ``more``: the limit left some out."""

    __slots__ = ("count", "kvs", "more")

    def __init__(self, answer: RangeAnswer) -> None:
        self._answer = answer
        self.kvs, self.count, self.more = list(answer.kvs), answer.count, answer.more


class PutResponse(_Response[PutAnswer]):
    """``prev_kv``: what the key held before, if that was asked for, else empty."""

    __slots__ = ()

    @property
    def prev_kv(self) -> KeyValue:
        """What the key held before."""
        return self._answer.prev or _NOTHING


class DeleteRangeResponse(_Response[DeleteAnswer]):
    """``deleted``: how many keys; ``prev_kvs``: what they held, if that was asked for."""

    def __init__(self, answer: DeleteAnswer) -> None:
        self._answer = answer
        self.deleted, self.prev_kvs = answer.deleted, list(answer.prev)


class TxnResponse(_Response[TxnAnswer]):
    """``succeeded``: every compare held; ``responses``: a ResponseOp for each operation."""

    def __init__(self, answer: TxnAnswer) -> None:
        self._answer = answer
        self.succeeded, self.responses = answer.succeeded, [ResponseOp(part) for part in answer.answers]


_KINDS: dict[str, tuple[Callable[[Any], object], Answer]] = {
    "response_range": (RangeResponse, RangeAnswer(0)),
    "response_put": (PutResponse, PutAnswer(0)),
    "response_delete_range": (DeleteRangeResponse, DeleteAnswer(0)),
    "response_txn": (TxnResponse, TxnAnswer(0, False)),
}
_NAMES = {type(empty): name for name, (_, empty) in _KINDS.items()}


class ResponseOp:
    """The answer to one operation of a transaction.

    Its fields are ``response_range``, ``response_put``, ``response_delete_range`` and
    ``response_txn``. ``WhichOneof("response")`` names the one that is set; the others are empty,
    as in protobuf.
    """

    __slots__ = ("_answer",)

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def WhichOneof(self, group: str) -> str:
        """The name of the field that is set."""
        return _NAMES[type(self._answer)]

    def __getattr__(self, name: str) -> Any:
        if name not in _KINDS:
            raise AttributeError(f"A ResponseOp has no {name!r}; it has {', '.join(_KINDS)}.")
        wrap, empty = _KINDS[name]
        return wrap(self._answer if _NAMES[type(self._answer)] == name else empty)

    def __repr__(self) -> str:
        name = self.WhichOneof("response")
        return f"ResponseOp({name}={getattr(self, name)!r})"


class Event:
    """One change of one key, with the fields of a KeyValue.

    After ``prev_``, as in ``prev_value``, they give what the key held before, if the watch has
    ``prev_kv``.
    """

    def __init__(self, event: KeyEvent) -> None:
        self.key = event.kv.key
        self._kv = event.kv
        self._prev = event.prev or _NOTHING

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._prev, name[5:]) if name.startswith("prev_") else getattr(self._kv, name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(key={self.key!r}, value={self._kv.value!r})"

    __str__ = __repr__


class PutEvent(Event):
    """The key was written."""


class DeleteEvent(Event):
    """The key was deleted, or its lease ended."""


class WatchResponse:
    """``header``; ``events``: the changes of one revision, or all of the past."""

    def __init__(self, answer: WatchAnswer) -> None:
        self.header = ResponseHeader(answer.revision)
        self.events = [
            derive_class(PutEvent if event.kind == "put" else DeleteEvent, "etcd3.events")(event)
            for event in answer.events
        ]

    def __repr__(self) -> str:
        return f"WatchResponse(revision={self.header.revision}, events={self.events!r})"
