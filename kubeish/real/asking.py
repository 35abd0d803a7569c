"""Questions to one member over plain HTTP, so that starting an etcd needs neither grpc nor etcd3.

etcd answers /health itself, and its JSON gateway answers what gRPC would (etcd-io/etcd Documentation, "gRPC gateway").
"""

from __future__ import annotations

import http.client
import json
from typing import Any

from kubeish.real.ports import LOOPBACK


def healthy(port: int, timeout: float = 0.25) -> bool:
    """Whether the member says that it can serve: it knows a leader, and a majority answers.

    The wait is short because a member that is just starting may take the question and forget it. The JSON gateway
    would be the wrong one to ask here: asked a moment too early it sulks for a second.
    """
    answer = _ask(port, "GET", "/health", timeout)
    return answer is not None and str(answer.get("health")).lower() == "true"


def greets_peers(port: int, timeout: float = 0.25) -> bool:
    """Whether the member answers on its peers' port, which needs no leader."""
    return _ask(port, "GET", "/version", timeout) is not None


def status(port: int, timeout: float = 1.0) -> dict[str, Any] | None:
    """The member's own view (version, leader, raftTerm, header.revision ...), or None where it does not answer."""
    question = "maintenance/status"
    return _ask(port, "POST", f"/v3/{question}", timeout) or _ask(port, "POST", f"/v3beta/{question}", timeout)  # 3.3


def _ask(port: int, method: str, path: str, timeout: float) -> dict[str, Any] | None:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=timeout)  # asks no proxy, unlike urllib
    try:
        connection.request(method, path, body="{}" if method == "POST" else None)
        answer = connection.getresponse()
        said = json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return said if isinstance(said, dict) and answer.status == http.client.OK else None
