"""The real thing: etcd's own processes, started and stopped here, and etcd3's own client made safe to use.

Nothing is imported before it is asked for, since grpc and etcd3 take a while and are not everywhere.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "LocalEtcd": "local_etcd",
    "MemberStatus": "member",
    "EtcdNotInstalled": "errors",
    "LocalEtcdError": "errors",
    "BadStoreUrl": "errors",
    "find_etcd": "binary",
    "RealClient": "client",
    "open_client": "client",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
