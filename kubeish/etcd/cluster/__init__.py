"""Real etcd: processes on this machine, and etcd3's client made safe. Knows etcd.client alone.

Modules are imported at first use: grpc and etcd3 take a while, and are not installed everywhere.
"""

from __future__ import annotations

from kubeish._lazy import make_getattr

_HOMES = {
    "LocalEtcd": "local_etcd",
    "MemberStatus": "member",
    "EtcdNotInstalled": "errors",
    "LocalEtcdError": "errors",
    "BadStoreUrl": "errors",
    "find_etcd": "binary",
    "RealClient": "real_client",
    "open_client": "real_client",
}

__all__ = sorted(_HOMES)
__getattr__ = make_getattr(__name__, _HOMES)
