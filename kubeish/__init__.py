"""kubeish: a course on one lost pod. The public names, each imported when it is first used, and nothing else."""

from __future__ import annotations

import importlib
from typing import Any

_PUBLIC = {
    "Pod": "kubeish.api",
    "Container": "kubeish.api",
    "ContainerManifest": "kubeish.api",
    "EnvVar": "kubeish.api",
    "Port": "kubeish.api",
    "EtcdError": "kubeish.errors",
    "KubeishError": "kubeish.errors",
    "EtcdHelper": "kubeish.helper",
    "is_etcd_not_found": "kubeish.helper",
    "EtcdRegistry": "kubeish.registry",
    "connect": "kubeish.connecting",
    "LocalEtcd": "kubeish.real",
    "TODO": "kubeish.todo",
    "explore": "kubeish.explorer",
    "check": "kubeish.checking",
    "hint": "kubeish.hints",
    "predict": "kubeish.predicting",
    "summary": "kubeish.looking_back",
}

__all__ = list(_PUBLIC)
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"kubeish has no {name!r}: it has {', '.join(_PUBLIC)}.")
    found = globals()[name] = getattr(importlib.import_module(_PUBLIC[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})
