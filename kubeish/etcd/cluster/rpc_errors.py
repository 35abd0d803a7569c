"""Failure of a gRPC call: which error it is, and whether the request surely changed nothing.

gRPC says how a call ended by a status and a text. Where neither proves that nothing happened, the
request may have happened.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from kubeish.errors import Etcd3Exception
from kubeish.etcd.etcd3_compat import build_status_error

# Calls that change nothing, or (a keep-alive) may be repeated. Names as in etcd's rpc.proto.
READS = frozenset({"Range", "Status", "Hash", "MemberList", "LeaseTimeToLive", "LeaseKeepAlive", "Authenticate"})
# gRPC's words where it has found no connection to send on; a call that was sent ends with others.
_NEVER_SENT = ("failed to connect to all addresses", "DNS resolution failed", "errors resolving")
# Statuses by which etcd itself refuses, having done nothing. A RESOURCE_EXHAUSTED without etcd's
# name in front is gRPC's own: the answer was too large to receive, and the write has happened.
_REFUSALS = frozenset(
    {"NOT_FOUND", "ALREADY_EXISTS", "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE", "RESOURCE_EXHAUSTED"}
    | {"PERMISSION_DENIED", "UNAUTHENTICATED", "UNIMPLEMENTED"}
)
# etcd's words where a log-in has to be made again (rpctypes.ErrInvalidAuthToken, ErrAuthOldRevision).
STALE_TOKEN = ("invalid auth token", "revision of auth store is old")
_LAST_ERROR = re.compile(r"last error: (?:[A-Z_]+: )?(?:ipv[46]:\S+: )?(.*)", re.DOTALL)
_LOST = frozenset({"UNAVAILABLE", "DEADLINE_EXCEEDED"})
_NO_REASON = frozenset({"UNKNOWN", "CANCELLED", "ABORTED", "DATA_LOSS"})  # for etcd3 these are nothing, or raw


class GrpcError(Protocol):
    """What is read of a grpc.RpcError."""

    def code(self) -> Enum:
        """Its status, a grpc.StatusCode."""

    def details(self) -> str | None:
        """What came with it."""


class Failure:
    """How one call to one member failed. ``status``: gRPC's name; ``words``: what came with it."""

    def __init__(self, call: str, member: str, error: GrpcError, seconds: float) -> None:
        self.call, self.member, self.seconds = call, member, seconds
        self.status, self.words = error.code().name, error.details() or ""
        if self.status == "UNKNOWN" and self.words == "context deadline exceeded":
            self.status = "DEADLINE_EXCEEDED"  # etcd's clock was a little faster than ours

    @property
    def never_sent(self) -> bool:
        """The request surely did not reach the member."""
        return self.status == "UNAVAILABLE" and self.words.startswith(_NEVER_SENT)

    @property
    def refused(self) -> bool:
        """The member is well, and says no."""
        return self.status in _REFUSALS and self.words.startswith("etcdserver:")

    @property
    def definite(self) -> bool:
        """The request surely changed nothing."""
        return self.call in READS or self.never_sent or self.refused

    @property
    def may_try_another(self) -> bool:
        """Another member may be asked: nothing was changed, and this one is of no help now."""
        return self.definite and not self.refused

    @property
    def is_transient(self) -> bool:
        """The member may soon be well: it was leaving, coming back, or without a leader."""
        return self.status == "UNAVAILABLE"

    @property
    def token_is_stale(self) -> bool:
        """The log-in is no longer valid, as after the member was started anew or a role was changed."""
        return self.refused and any(words in self.words for words in STALE_TOKEN)

    def to_error(self, members: Sequence[str] = (), proxy: str = "") -> Etcd3Exception:
        """Make the error to raise, also under its name in etcd3.exceptions, with ``definite`` set.

        ``members``: all of them, since each was asked where the request reached none. ``proxy``: as
        ``find_web_proxy`` tells.
        """
        self.proxy = proxy
        if self.never_sent and members:
            self.member = " or ".join(members)
        error = build_status_error("INTERNAL" if self.status in _NO_REASON else self.status, self._describe())
        error.definite = self.definite
        return error

    def _describe(self) -> str:
        reason = _extract_reason(self.words)
        if self.never_sent:
            by, advice = "", "see that it runs, and that the address is right."
            if self.proxy:
                by = f" through the web proxy {self.proxy}"
                advice = "see that the proxy runs, or name the host in no_proxy."
            return f"No etcd answers at {self.member}{by} ({reason}); nothing was changed: {advice}"
        if self.status not in _LOST:
            return self.words or f"{self.call} failed at {self.member}, which did not say why."
        event = f"was lost before it answered {self.call} ({reason})"
        if self.status == "DEADLINE_EXCEEDED":
            event = f"did not answer {self.call} within {self.seconds:.3g} s"
        advice = "it may have happened or not: read back before you try again."
        if self.definite:
            advice = "a read changes nothing: try again."
        return f"etcd at {self.member} {event}; {advice}"


def _extract_reason(words: str) -> str:
    """What the system said, such as ``Failed to connect to remote host: Connection refused``."""
    found = _LAST_ERROR.search(words)
    return (found.group(1) if found else words)[:200] or "no reason given"
