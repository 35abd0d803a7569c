"""The real thing: etcd's own processes, started and stopped here, and etcd3's own client made safe to use.

Nothing is imported before it is asked for, since grpc and etcd3 take a while and are not everywhere.
"""

from __future__ import annotations

from kubeish.on_demand import on_demand

_HOMES = {
    "LocalEtcd": "local_etcd",
    "MemberStatus": "member",
    "EtcdNotInstalled": "errors",
    "LocalEtcdError": "errors",
    "BadStoreUrl": "errors",
    "find_etcd": "binary",
    "RealClient": "client",
    "open_client": "client",
}

__all__ = sorted(_HOMES)
__getattr__ = on_demand(__name__, _HOMES)
