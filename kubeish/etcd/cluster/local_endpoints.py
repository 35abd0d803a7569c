"""Addresses of members that this process runs, or one that started it. These know no log-in and no TLS.

They stand in the environment, so that the processes which this one starts know them too.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping

VARIABLE = "KUBEISH_LOCAL_ETCD"  # such as "127.0.0.1:12345,127.0.0.1:12346"
_lock = threading.Lock()


def read_local_endpoints(environment: Mapping[str, str] = os.environ) -> set[str]:
    """The addresses as ``host:port``."""
    return set(filter(None, environment.get(VARIABLE, "").split(",")))


def add_local_endpoints(endpoints: Iterable[str]) -> None:
    """Note that members listen there."""
    with _lock:
        os.environ[VARIABLE] = ",".join(sorted(read_local_endpoints().union(endpoints)))


def remove_local_endpoints(endpoints: Iterable[str]) -> None:
    """Note that no member listens there any longer."""
    with _lock:
        if left := read_local_endpoints().difference(endpoints):
            os.environ[VARIABLE] = ",".join(sorted(left))
        else:
            os.environ.pop(VARIABLE, None)
