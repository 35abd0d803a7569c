"""What the client hands back: the store's answers under the names that etcd3's responses have. Values only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from kubeish.store.requests import (
    Answer,
    DeleteAnswer,
    KeyValue,
    PutAnswer,
    RangeAnswer,
    TxnAnswer,
)

_NOTHING = KeyValue(b"", b"", 0, 0, 0)  # protobuf's way to say that there is none


class ResponseHeader(NamedTuple):
    """Where an answer comes from. The embedded store is one member, whose term never ends."""

    revision: int
    cluster_id: int = 1
    member_id: int = 1
    raft_term: int = 1


class KVMetadata:
    """What is known of a key beside its value. ``mod_revision``, called index in 2014, moves with each write to it."""

    __slots__ = ("_revision", "create_revision", "key", "lease_id", "mod_revision", "version")

    def __init__(self, kv: KeyValue, revision: int) -> None:
        self.key, _, self.create_revision, self.mod_revision, self.version, self.lease_id = kv
        self._revision = revision

    @property
    def response_header(self) -> ResponseHeader:
        """The header of the answer that this came with; its ``revision`` is the store's."""
        return ResponseHeader(self._revision)

    def __repr__(self) -> str:
        return (
            f"KVMetadata(key={self.key!r}, create_revision={self.create_revision}, mod_revision={self.mod_revision}, "
            f"version={self.version}, lease_id={self.lease_id})"
        )


class _Response:
    """An answer seen through etcd's names."""

    __slots__ = ("_answer",)

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    @property
    def header(self) -> ResponseHeader:
        """The header; its ``revision`` is the store's."""
        return ResponseHeader(self._answer.revision)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._answer!r})"


class RangeResponse(_Response):
    """``kvs``, ``count`` (of all that match, whatever the limit) and ``more``."""

    __slots__ = ()
    _answer: RangeAnswer

    @property
    def kvs(self) -> list[KeyValue]:
        """The keys found, in order."""
        return list(self._answer.kvs)

    @property
    def count(self) -> int:
        """How many keys there are in the range."""
        return self._answer.count

    @property
    def more(self) -> bool:
        """Whether the limit left some out."""
        return self._answer.more


class PutResponse(_Response):
    """``prev_kv``: what stood there before, if it was asked for and there was any; else empty."""

    __slots__ = ()
    _answer: PutAnswer

    @property
    def prev_kv(self) -> KeyValue:
        """What stood there before."""
        return self._answer.prev or _NOTHING


class DeleteRangeResponse(_Response):
    """``deleted``: how many keys went; ``prev_kvs``: what they held, if that was asked for."""

    __slots__ = ()
    _answer: DeleteAnswer

    @property
    def deleted(self) -> int:
        """How many keys went."""
        return self._answer.deleted

    @property
    def prev_kvs(self) -> list[KeyValue]:
        """What they held."""
        return list(self._answer.prev)


class TxnResponse(_Response):
    """``succeeded`` and ``responses``: one ResponseOp for each operation of the branch that ran."""

    __slots__ = ()
    _answer: TxnAnswer

    @property
    def succeeded(self) -> bool:
        """Whether every compare held."""
        return self._answer.succeeded

    @property
    def responses(self) -> list[ResponseOp]:
        """What each operation gave."""
        return [ResponseOp(answer) for answer in self._answer.answers]


_KINDS: dict[str, tuple[Callable[[Any], _Response], Answer]] = {
    "response_range": (RangeResponse, RangeAnswer(0)),
    "response_put": (PutResponse, PutAnswer(0)),
    "response_delete_range": (DeleteRangeResponse, DeleteAnswer(0)),
    "response_txn": (TxnResponse, TxnAnswer(0, False)),
}
_NAMES = {type(empty): name for name, (_, empty) in _KINDS.items()}


class ResponseOp:
    """One operation's part of a transaction's answer; read the field that ``WhichOneof("response")`` names.

    The fields are ``response_range``, ``response_put``, ``response_delete_range`` and ``response_txn``; those not set
    are empty, as in protobuf.
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
