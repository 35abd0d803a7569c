"""Every error that kubeish raises. Each is one sentence: what happened, what was wanted, what to do next.

``definite`` tells a failure that surely changed nothing (True) from one that may have happened all the same (False).
"""

from __future__ import annotations


class KubeishError(Exception):
    """Base of all errors of kubeish. ``definite``: the request that failed surely changed nothing."""

    definite = True


class NotOffered(KubeishError, NotImplementedError):
    """A call of etcd3's client that the embedded store does not offer."""


class CourseError(KubeishError):
    """The course's own files do not fit together; its author can mend that."""


class NoSuchName(KubeishError, LookupError):
    """No lesson or exercise is called that."""


class NotebookUnreadable(KubeishError):
    """A file that was to be a notebook is none."""


# The codes of etcd v2, in whose terms the code of 2014 speaks.
# Source: etcd-io/etcd Documentation/v2/errorcode.md
NOT_FOUND = 100
TEST_FAILED = 101
NODE_EXIST = 105

_MESSAGES = {NOT_FOUND: "Key not found", TEST_FAILED: "Compare failed", NODE_EXIST: "Key already exists"}


class EtcdError(KubeishError):
    """An answer of the store that says no, by its number in etcd v2: 100, 101 or 105. Always definite.

    ``code``: the number; ``cause``: the key, or what was compared, such as ``[8 != 5]``; ``index``: the store's
    revision when it answered (0 where it is not known).
    """

    def __init__(self, code: int, cause: str = "", index: int = 0) -> None:
        self.code, self.cause, self.index = code, cause, index
        self.message = _MESSAGES.get(code, "etcd error")
        super().__init__(code, cause, index)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}" + (f" ({self.cause})" if self.cause else "")


class Etcd3Exception(KubeishError):
    """Base of the errors that carry the names of those in ``etcd3.exceptions``."""


class WatchTimedOut(Etcd3Exception):
    """No event came within the time that ``watch_once`` was given."""


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
    """The store refused the request as things stand; nothing was changed."""


class RevisionCompactedError(Etcd3Exception):
    """The revision asked for has been compacted away. ``compacted_revision``: the oldest that is left."""

    def __init__(self, compacted_revision: int) -> None:
        self.compacted_revision = compacted_revision
        super().__init__(compacted_revision)
        self.args = (compacted_revision,)  # etcd3's class of this name, where it is a parent too, forgets them

    def __str__(self) -> str:
        return f"This revision has been compacted away; start at {self.compacted_revision} or later."


class RequestRefused(Etcd3Exception):
    """The store refused a request that no state of it could serve. ``code``: gRPC's name for it, ``NOT_FOUND``."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(code, message)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
