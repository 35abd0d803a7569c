"""Classes that are also etcd3's of the same name, so that either name catches or knows an instance.

kubeish does not import etcd3 for this: where it is in ``sys.modules``, one class derives from both.
"""

from __future__ import annotations

import sys
from typing import Any, TypeVar

from kubeish import errors

T = TypeVar("T")

# gRPC's status, and the error that etcd3 makes of it. Other statuses become RequestRefused here.
_BY_CODE: dict[str, type[errors.Etcd3Exception]] = {
    "INTERNAL": errors.InternalServerError,
    "UNAVAILABLE": errors.ConnectionFailedError,
    "DEADLINE_EXCEEDED": errors.ConnectionTimeoutError,
    "FAILED_PRECONDITION": errors.PreconditionFailedError,
}
Place = tuple[str, str]
_derived: dict[tuple[type, ...], type] = {}


def pick_error_class(cls: type[errors.Etcd3Exception]) -> type[errors.Etcd3Exception]:
    """The class to raise for ``cls``: itself, or once etcd3 is loaded one that is also etcd3's.

    Where etcd3 raises gRPC's own error, it is also that one.
    """
    places = [("etcd3.exceptions", "Etcd3Exception")]
    return derive_class(cls, *places, *([("grpc", "RpcError")] if cls is errors.RequestRefused else []))


def build_status_error(code: str, message: str) -> errors.Etcd3Exception:
    """The error for a request that ended with gRPC's status ``code``, such as ``NOT_FOUND``."""
    cls = _BY_CODE.get(code)
    return pick_error_class(cls)(message) if cls else pick_error_class(errors.RequestRefused)(code, message)


def derive_class(cls: type[T], *places: str | Place) -> type[T]:
    """``cls``, or a class that is also the one of that name in each of the modules that are loaded.

    A place is a module, or a module and the class there that stands for a name that it has not.
    """
    found = [_find_class(cls.__name__, *([place] if isinstance(place, str) else place)) for place in places]
    theirs = tuple(one for one in found if one is not None)
    if not theirs:
        return cls
    known = _derived.get((cls, *theirs))
    # setdefault is atomic: two threads that derive a class at once get the same one.
    return known or _derived.setdefault((cls, *theirs), _combine(cls, theirs, places))


def _find_class(name: str, module: str, otherwise: str = "") -> type | None:
    loaded = sys.modules.get(module)
    return getattr(loaded, name, None) or getattr(loaded, otherwise, None)


def _combine(cls: type, theirs: tuple[type, ...], places: tuple[str | Place, ...]) -> type:
    """One class of all, pickled as ours: its reader may be a process without etcd3."""
    own = {name: getattr(cls, name) for name in ("__str__", "__module__", "__qualname__", "__doc__")}

    def reduce(self: Any, protocol: object) -> tuple[Any, ...]:
        if isinstance(self, Exception):
            return _rebuild, (cls, places, self.args)
        return _rebuild, (cls, places), object.__reduce_ex__(self, 2)[2]

    return type(cls.__name__, (cls, *theirs), {**own, "__reduce_ex__": reduce})


def _rebuild(cls: type[T], places: tuple[str | Place, ...], args: tuple[object, ...] | None = None) -> T:
    derived = derive_class(cls, *places)
    return derived.__new__(derived) if args is None else derived(*args)
