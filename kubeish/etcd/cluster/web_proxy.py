"""The web proxy by which gRPC reaches a host, as the environment says. Loopback is never proxied."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from urllib.parse import urlsplit

_VARIABLES = ("grpc_proxy", "https_proxy", "http_proxy")  # gRPC's, in its order; it reads none in capitals


def find_web_proxy(host: str, environment: Mapping[str, str] = os.environ) -> str:
    """The proxy and its variable, such as ``http://proxy:3128 (http_proxy)``; "" where there is none.

    Shows neither the proxy's user nor its password.
    """
    exempt = environment.get("no_grpc_proxy") or environment.get("no_proxy") or ""
    names = [name.strip() for name in exempt.split(",")]
    if is_loopback(host) or any(name and host.lower().endswith(name.lower()) for name in names):
        return ""
    for variable in _VARIABLES:
        if url := environment.get(variable):
            parts = urlsplit(url)
            return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]} ({variable})"
    return ""


def is_loopback(host: str) -> bool:
    """Whether the host is this machine, by its name or address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
