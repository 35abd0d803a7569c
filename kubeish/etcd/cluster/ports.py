"""Free loopback ports for servers, outside of those that the system gives to outgoing connections.

On one of those a client that tries to reach a dead member might be given that very port, connect to
itself, and keep the member from coming back.
"""

from __future__ import annotations

import random
import socket
from itertools import islice
from pathlib import Path

from kubeish.etcd.cluster.errors import LocalEtcdError

LOOPBACK = "127.0.0.1"
EPHEMERAL_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")  # Linux: such as "32768 60999"
_DEFAULT_RANGE = (32_768, 65_535)  # elsewhere; macOS gives out 49152 to 65535
_PORTS = range(10_000, 65_536)
_ENOUGH = 1_000  # ports to choose from


def find_free_ports(count: int) -> list[int]:
    """Find ``count`` ports that are free now; another process may still take one before it is used.

    Raises LocalEtcdError where there are fewer.
    """
    first, last = read_ephemeral_range()
    outside = [port for port in _PORTS if not first <= port <= last]
    ports = outside if len(outside) >= _ENOUGH else _PORTS
    free = list(islice(filter(is_free, random.SystemRandom().sample(ports, len(ports))), count))
    if len(free) < count:
        raise LocalEtcdError(f"{count} free ports are needed on {LOOPBACK}, and there are {len(free)}: end a server.")
    return free


def read_ephemeral_range() -> tuple[int, int]:
    """Read the first and the last port that the system gives to outgoing connections."""
    try:
        first, last = map(int, EPHEMERAL_RANGE.read_text("ascii").split())
    except (OSError, ValueError):
        return _DEFAULT_RANGE
    return first, last


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        # etcd sets this too; without it a port that was just closed looks taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def is_listening(port: int) -> bool:
    """Whether a process accepts connections on the port now."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True
