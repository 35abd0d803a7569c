"""Address of an etcd: what an ``etcd://`` URL and the environment say. Opens no connection."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from kubeish.etcd.cluster.errors import BadStoreUrl
from kubeish.etcd.cluster.local_endpoints import read_local_endpoints

DEFAULT_PORT = 2379
DEFAULT_TIMEOUT = 5.0  # seconds
_OPTIONS = ("ca", "cert", "key", "timeout")
_FROM_ENVIRONMENT = ("user", "password", "ca", "cert", "key")  # KUBEISH_ETCD_USER ...


@dataclass(frozen=True)
class Address:
    """One etcd: its members as ``(host, port)``, and how to reach them.

    ``timeout``: seconds that a call may take in all. ``ca``, ``cert``, ``key``: files in PEM; with
    ``tls`` and no ``ca`` the usual public authorities are trusted.
    """

    endpoints: tuple[tuple[str, int], ...]
    tls: bool = False
    timeout: float = DEFAULT_TIMEOUT
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: str | None = None
    cert: str | None = None
    key: str | None = None

    def __str__(self) -> str:
        return ("etcd+tls://" if self.tls else "etcd://") + ",".join(join(*endpoint) for endpoint in self.endpoints)


def join(host: str, port: int) -> str:
    """``host:port``, with an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def parse(url: str, environment: Mapping[str, str] = os.environ) -> Address:
    """Read ``etcd[+tls]://[user:password@]host[:port][,host[:port]...][?option=value&...]``.

    Options: ``ca``, ``cert``, ``key`` (files) and ``timeout`` (seconds). What the URL leaves out is
    taken from KUBEISH_ETCD_USER, _PASSWORD, _CA, _CERT and _KEY, unless it names a LocalEtcd of this
    process or of one that started it. A ``ca`` or ``cert`` means TLS.
    Raises BadStoreUrl with what is wrong.
    """
    scheme, mark, rest = url.partition("://")
    # urlsplit is made for one host, and may refuse brackets after another: it gets the URL without.
    authority = re.split("[/?#]", rest, maxsplit=1)[0]
    options = _parse_options(url, scheme + mark + rest[len(authority) :])
    login, _, hosts = authority.rpartition("@")
    options["user"], _, options["password"] = map(unquote, login.partition(":"))
    timeout = _parse_timeout(url, options.pop("timeout", None))
    endpoints = tuple(_parse_endpoint(url, host) for host in hosts.split(","))
    if read_local_endpoints(environment).issuperset(join(*endpoint) for endpoint in endpoints):
        environment = {}
    values = {n: options.get(n) or environment.get(f"KUBEISH_ETCD_{n.upper()}") or None for n in _FROM_ENVIRONMENT}
    for one, other in (("user", "password"), ("cert", "key")):
        if bool(values[one]) != bool(values[other]):
            has, lacks = (one, other) if values[one] else (other, one)
            raise _build_url_error(url, f"it comes with a {has} and without a {lacks}, and these go together")
    tls = scheme.lower() == "etcd+tls" or bool(values["ca"] or values["cert"])
    return Address(endpoints, tls, timeout, **values)


def _parse_options(url: str, without_hosts: str) -> dict[str, str]:
    parts = urlsplit(without_hosts)
    if parts.scheme not in ("etcd", "etcd+tls"):
        raise _build_url_error(url, "it does not start with etcd:// or etcd+tls://")
    if parts.path.strip("/") or parts.fragment:
        extra = parts.path or "#" + parts.fragment
        raise _build_url_error(url, f"nothing may follow the hosts but ?options, and {extra!r} does")
    options = parse_qs(parts.query, keep_blank_values=True)
    for name in options:
        if name not in _OPTIONS:
            raise _build_url_error(url, f"there is no option {name!r}, only {', '.join(_OPTIONS)}")
    return {name: values[-1] for name, values in options.items()}


def _parse_timeout(url: str, text: str | None) -> float:
    try:
        seconds = DEFAULT_TIMEOUT if text is None else float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise _build_url_error(url, f"timeout={text} is not a number of seconds above 0")
    return seconds


def _parse_endpoint(url: str, text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or port == 0:
        raise _build_url_error(url, f"{text!r} is not host:port, where a port is a number from 1 to 65535")
    return host, port or DEFAULT_PORT


def _build_url_error(url: str, why: str) -> BadStoreUrl:
    """The error for ``url``, which shows no password."""
    scheme, mark, rest = url.partition("://")
    shown = scheme + mark + rest.rpartition("@")[2]
    return BadStoreUrl(
        f"{shown!r} names no store: {why}. Write memory://, memory://NAME or etcd://host:port[,host:port...]."
    )
