"""Free loopback ports, below those that the system hands to outgoing connections.

Were they among those, a client that knocks at a dead member's door would now and then be given that very port, meet
itself there, and keep the member from coming back.
"""

from __future__ import annotations

import random
import socket

LOWEST, HIGHEST = 20_000, 32_767  # Linux hands out 32768 to 60999, macOS 49152 to 65535
LOOPBACK = "127.0.0.1"


def free_ports(count: int) -> list[int]:
    """So many different ports that were free a moment ago. Another process may still take one before it is used."""
    ports: list[int] = []
    for port in random.SystemRandom().sample(range(LOWEST, HIGHEST + 1), HIGHEST + 1 - LOWEST):
        if len(ports) == count:
            break
        if is_free(port):
            ports.append(port)
    return ports


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as etcd does; else a port just left looks taken
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether somebody listens there now."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True
