"""How an answer ended, compared and put into words."""

from __future__ import annotations

from kubeish.errors import EtcdError
from kubeish.explorer.steps import Asks, Raised, Returned, Step
from kubeish.wording import read_message, say, strip_stop


def is_same_error(end: Step, error: BaseException) -> bool:
    """Whether an answer ended with ``error``, by its class and its words."""
    return isinstance(end, Raised) and type(end.error).__name__ == type(error).__name__ and str(end.error) == str(error)


def is_etcd_error(end: Step, code: int) -> bool:
    """Whether an answer ended with an EtcdError of that code."""
    return isinstance(end, Raised) and isinstance(end.error, EtcdError) and end.error.code == code


def describe_error(error: BaseException) -> str:
    """The error's class and words, without a full stop."""
    if isinstance(error, EtcdError):
        return f"EtcdError {error}".rstrip(".")
    words = strip_stop(read_message(error))
    return say("{name}: {error}", name=type(error).__name__, error=words) if words else type(error).__name__


def describe_end(end: Step) -> str:
    """``returned``, ``raised`` and the error and line, or ``went on asking``."""
    if isinstance(end, Asks):
        return say("went on asking")
    if isinstance(end, Raised):
        return say(
            "raised {error}, at {where}" if end.where else "raised {error}",
            error=describe_error(end.error),
            where=end.where,
        )
    return say("returned") if isinstance(end, Returned) else say("stopped")
