"""What etcd is: its rules, its client, its processes. It imports only api and errors."""

from __future__ import annotations

from kubeish._lazy import make_getattr

_HOMES = {"Client": "client_protocol", "connect": "connect"}

__all__ = list(_HOMES)
__getattr__ = make_getattr(__name__, _HOMES)
