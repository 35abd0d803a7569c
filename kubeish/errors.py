"""Errors that several rooms raise or catch; an error of one room is defined in that room.

Each message is a sentence: what happened, what was wanted, what to do next. ``definite`` is True
where the failed request surely changed nothing, False where it may have happened all the same.
"""

from __future__ import annotations

from traceback import format_exception

from kubeish.wording import read_message, show


class KubeishError(Exception):
    """Base of all errors of kubeish. ``definite``: the failed request surely changed nothing."""

    definite = True


class CallMistake(KubeishError):
    """A call that cannot be carried out as it was written. A notebook shows its sentence alone."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of a traceback; with one if an error of the caller's is behind it."""
        return format_exception(self) if self.__cause__ else [show(read_message(self))]


class NotOffered(KubeishError, NotImplementedError):
    """A call of etcd3's client that the embedded store does not offer."""


class CourseError(KubeishError):
    """The course's own files are inconsistent, which its author can fix."""


class NoSuchName(CallMistake, LookupError):
    """No lesson, exercise, scenario or version has this name."""


class MissingPackage(KubeishError, ModuleNotFoundError):
    """A package that is not installed, and the command that installs it."""


class NotebookUnreadable(KubeishError):
    """A file that should be a notebook cannot be read as one."""


# The error codes of etcd v2, which the code of 2014 uses.
# Source: etcd-io/etcd Documentation/v2/errorcode.md
NOT_FOUND = 100
TEST_FAILED = 101
NODE_EXIST = 105

_MESSAGES = {NOT_FOUND: "Key not found", TEST_FAILED: "Compare failed", NODE_EXIST: "Key already exists"}


class EtcdError(KubeishError):
    """A refusal by the store, with its code in etcd v2: 100, 101 or 105. Always definite.

    ``code``: the number; ``cause``: the key, or what was compared, such as ``[8 != 5]``;
    ``index``: the store's revision when it answered (0: not known).
    """

    def __init__(self, code: int, cause: str = "", index: int = 0) -> None:
        self.code, self.cause, self.index = code, cause, index
        self.message = _MESSAGES.get(code, "etcd error")
        super().__init__(code, cause, index)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}" + (f" ({self.cause})" if self.cause else "")


class Etcd3Exception(KubeishError):
    """Base of the errors that have the names of those in ``etcd3.exceptions``."""


class WatchTimedOut(Etcd3Exception):
    """No event came within the timeout of ``watch_once``."""


class InternalServerError(Etcd3Exception):
    """The store failed inside; the request may have happened."""

    definite = False


class ConnectionFailedError(Etcd3Exception):
    """No member answered; the request may have happened."""

    definite = False


class ConnectionTimeoutError(Etcd3Exception):
    """The answer did not come in time; the request may have happened."""

    definite = False


class PreconditionFailedError(Etcd3Exception):
    """The store refused the request in its present state; nothing was changed."""


class RevisionCompactedError(Etcd3Exception):
    """The requested revision was compacted away. ``compacted_revision``: the oldest one left."""

    def __init__(self, compacted_revision: int) -> None:
        self.compacted_revision = compacted_revision
        super().__init__(compacted_revision)
        self.args = (compacted_revision,)  # etcd3's class, where it is a parent too, drops them

    def __str__(self) -> str:
        return f"This revision has been compacted away; start at {self.compacted_revision} or later."


class StatusName(str):
    """The name of one of gRPC's statuses. Called, as ``code()`` of a grpc.RpcError is, the status."""

    __slots__ = ()

    def __call__(self) -> object:
        from importlib import import_module

        return getattr(import_module("grpc").StatusCode, self)


class RequestRefused(Etcd3Exception):
    """A request that no state of the store allows. ``code``: gRPC's name, such as ``NOT_FOUND``.

    Once gRPC is loaded it is a grpc.RpcError too, which etcd3 raises here.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = StatusName(code), message
        super().__init__(code, message)

    def details(self) -> str:
        """The message, as a grpc.RpcError gives it."""
        return self.message

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
