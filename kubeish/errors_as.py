"""Classes that also count as etcd3's of the same name, where etcd3 is loaded: so that either name catches an error.

kubeish does not import etcd3 for that. It looks whether someone has, and then derives one class from both.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any, TypeVar

from kubeish.errors import (
    ConnectionFailedError,
    ConnectionTimeoutError,
    Etcd3Exception,
    InternalServerError,
    PreconditionFailedError,
    RequestRefused,
)

C = TypeVar("C", bound=type)

# gRPC's status and the error that etcd3 makes of it. All others it lets out raw; here they are RequestRefused.
_BY_CODE: dict[str, type[Etcd3Exception]] = {
    "INTERNAL": InternalServerError,
    "UNAVAILABLE": ConnectionFailedError,
    "DEADLINE_EXCEEDED": ConnectionTimeoutError,
    "FAILED_PRECONDITION": PreconditionFailedError,
}


def raised_as(cls: type[Etcd3Exception]) -> type[Etcd3Exception]:
    """The class to raise for ``cls``: itself, or where etcd3 is loaded one that is also etcd3's of that name."""
    return known_as(cls, "etcd3.exceptions", otherwise="Etcd3Exception")


def status_error(code: str, message: str) -> Etcd3Exception:
    """The error for a request that ended with gRPC's status ``code``, such as ``NOT_FOUND``, ready to be raised."""
    if code in _BY_CODE:
        return raised_as(_BY_CODE[code])(message)
    return raised_as(RequestRefused)(code, message)


def known_as(cls: C, module: str, otherwise: str = "") -> C:
    """``cls``, or where ``module`` is loaded a class that is also its class of that name (or the one ``otherwise``)."""
    loaded = sys.modules.get(module)
    theirs = getattr(loaded, cls.__name__, None) or getattr(loaded, otherwise, None)
    return cls if theirs is None else _both(cls, theirs)


@cache
def _both(cls: Any, theirs: Any) -> Any:
    """One class of two parents; ours speaks. It travels between processes as ours, where etcd3 may not be loaded."""
    own = {name: getattr(cls, name) for name in ("__str__", "__module__", "__qualname__", "__doc__")}
    return type(cls.__name__, (cls, theirs), {**own, "__reduce__": lambda self: (_again, (cls, self.args))})


def _again(cls: Any, args: tuple[Any, ...]) -> Any:
    return raised_as(cls)(*args)
