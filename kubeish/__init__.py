"""kubeish: a course on one lost pod. The public names, each imported when it is first used, and nothing else.

``connect`` opens a store, ``explore`` runs every order of clients' steps, ``check`` examines an answer, ``hint`` helps
on; each says more in its own ``help``.
"""

from __future__ import annotations

from kubeish.on_demand import on_demand

_HOMES = {
    "Pod": "api",
    "Container": "api",
    "ContainerManifest": "api",
    "EnvVar": "api",
    "Port": "api",
    "EtcdError": "errors",
    "KubeishError": "errors",
    "EtcdHelper": "helper",
    "is_etcd_not_found": "helper",
    "EtcdRegistry": "registry",
    "connect": "connecting",
    "LocalEtcd": "real",
    "TODO": "todo",
    "explore": "explorer",
    "check": "checking",
    "hint": "hints",
    "predict": "predicting",
    "summary": "looking_back",
}

__all__ = list(_HOMES)
__version__ = "0.1.0"

__getattr__ = on_demand(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
