"""How an answer ended, compared and put into words."""

from __future__ import annotations

from kubeish.errors import EtcdError
from kubeish.explorer.steps import Asks, Raised, Returned, Step


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
    return f"{type(error).__name__}: {error}".rstrip(".: ")


def describe_end(end: Step) -> str:
    """``returned``, ``raised`` and the error and line, or ``went on asking``."""
    if isinstance(end, Asks):
        return "went on asking"
    if isinstance(end, Raised):
        return f"raised {describe_error(end.error)}" + (f", at {end.where}" if end.where else "")
    return "returned" if isinstance(end, Returned) else "stopped"
