"""What a failed call means: which error it is, and whether the request surely changed nothing or may have happened.

gRPC says how a call ended by a status and some words. Where neither proves that nothing happened, it may have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kubeish.errors import Etcd3Exception
from kubeish.errors_as import status_error

# Calls that change nothing, or (a keep-alive) may be repeated at will. Names as in etcd's rpc.proto.
READS = frozenset({"Range", "Status", "Hash", "MemberList", "LeaseTimeToLive", "LeaseKeepAlive", "Authenticate"})
# gRPC's words where it has found no connection to send on; a call that was sent ends with others.
_NEVER_SENT = ("failed to connect to all addresses", "DNS resolution failed")
# Statuses by which etcd itself says no, having done nothing. A RESOURCE_EXHAUSTED without etcd's name in front is
# gRPC's own: the answer was too large to receive, and the write that it answered has happened.
_REFUSALS = frozenset(
    {"NOT_FOUND", "ALREADY_EXISTS", "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE", "RESOURCE_EXHAUSTED"}
    | {"PERMISSION_DENIED", "UNAUTHENTICATED", "UNIMPLEMENTED"}
)
_LAST_ERROR = re.compile(r"last error: (?:[A-Z_]+: )?(?:ipv[46]:\S+: )?(.*)", re.DOTALL)
_LOST = frozenset({"UNAVAILABLE", "DEADLINE_EXCEEDED"})
_NO_REASON = frozenset({"UNKNOWN", "CANCELLED", "ABORTED", "DATA_LOSS"})  # for etcd3 these are nothing, or raw


class Failure:
    """How one call to one member failed. ``status``: gRPC's name; ``words``: what came with it."""

    def __init__(self, call: str, member: str, error: Any, seconds: float) -> None:
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
        """Another member may be asked the same: nothing was changed, and this one is of no help now."""
        return self.definite and not self.refused

    @property
    def passes(self) -> bool:
        """A moment later it may be well: the member was just leaving, coming back, or without a leader."""
        return self.status == "UNAVAILABLE"

    @property
    def token_is_stale(self) -> bool:
        """The log-in is no longer known to the member, as after it was started anew."""
        return self.refused and "invalid auth token" in self.words

    def error(self, of: Sequence[str] = ()) -> Etcd3Exception:
        """The error to raise, also under its name in etcd3.exceptions. ``definite`` says whether nothing happened.

        ``of``: all members, each of which was asked where the request reached nobody.
        """
        if self.never_sent and of:
            self.member = " or ".join(of)
        error = status_error("INTERNAL" if self.status in _NO_REASON else self.status, self._sentence())
        error.definite = self.definite
        return error

    def _sentence(self) -> str:
        if self.status not in _LOST:
            return self.words or f"{self.call} failed at {self.member}, which did not say why."
        return f"{self._what_happened()}; {self._what_next()}"

    def _what_happened(self) -> str:
        if self.never_sent:
            return f"No etcd answers at {self.member} ({_reason(self.words)})"
        if self.status == "DEADLINE_EXCEEDED":
            return f"etcd at {self.member} did not answer {self.call} within {self.seconds:.3g} s"
        return f"etcd at {self.member} was lost before it answered {self.call} ({_reason(self.words)})"

    def _what_next(self) -> str:
        if self.never_sent:
            return "nothing was changed: see that it runs, and that the address is right."
        if self.definite:
            return "a read changes nothing: try again."
        return "it may have happened or not: read back before you try again."


def _reason(words: str) -> str:
    """What the system said, such as ``Failed to connect to remote host: Connection refused``, out of gRPC's words."""
    found = _LAST_ERROR.search(words)
    return (found.group(1) if found else words)[:200] or "no reason given"
