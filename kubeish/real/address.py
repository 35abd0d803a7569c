"""Where an etcd is and how to reach it: what an ``etcd://`` URL and the environment say. Nothing is opened here."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from kubeish.real.errors import BadStoreUrl

DEFAULT_PORT = 2379
DEFAULT_TIMEOUT = 5.0  # seconds
_OPTIONS = ("ca", "cert", "key", "timeout")
_VARIABLES = {
    "user": "KUBEISH_ETCD_USER",
    "password": "KUBEISH_ETCD_PASSWORD",
    "ca": "KUBEISH_ETCD_CA",
    "cert": "KUBEISH_ETCD_CERT",
    "key": "KUBEISH_ETCD_KEY",
}


@dataclass(frozen=True)
class Address:
    """One etcd: its members as ``(host, port)``, and how to speak to them. ``timeout``: seconds for one call in all.

    ``ca``, ``cert``, ``key`` are files in PEM; with ``tls`` and no ``ca`` the usual public authorities are trusted.
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
    """Read ``etcd[+tls]://[user:password@]host[:port][,host[:port]...][?ca=FILE&cert=FILE&key=FILE&timeout=SECONDS]``.

    What the URL leaves out is taken from KUBEISH_ETCD_USER, _PASSWORD, _CA, _CERT and _KEY. A ``ca`` or ``cert``
    means TLS. Raises BadStoreUrl with what is wrong.
    """
    parts, authority = _split(url)
    options = _options(url, parts)
    login, _, hosts = authority.rpartition("@")
    options["user"], options["password"] = _login(login)
    for name, variable in _VARIABLES.items():
        options[name] = options.get(name) or environment.get(variable)
    _need_both(url, options, "user", "password")
    _need_both(url, options, "cert", "key")
    timeout = _seconds(url, options.pop("timeout", None))
    tls = parts.scheme == "etcd+tls" or bool(options["ca"] or options["cert"])
    return Address(tuple(_endpoint(url, host) for host in hosts.split(",")), tls, timeout, **options)


def _split(url: str) -> tuple[SplitResult, str]:
    """The URL without its authority, and that: urlsplit is made for one host, and may refuse brackets after another."""
    scheme, mark, rest = url.partition("://")
    authority = re.split("[/?#]", rest, maxsplit=1)[0]
    return urlsplit(scheme + mark + rest[len(authority) :]), authority


def _options(url: str, parts: SplitResult) -> dict[str, str | None]:
    if parts.scheme not in ("etcd", "etcd+tls"):
        raise bad(url, "it does not start with etcd:// or etcd+tls://")
    if parts.path.strip("/") or parts.fragment:
        raise bad(url, f"nothing may follow the hosts but ?options, and {parts.path or '#' + parts.fragment!r} does")
    given = parse_qs(parts.query, keep_blank_values=True)
    for name in given:
        if name not in _OPTIONS:
            raise bad(url, f"there is no option {name!r}, only {', '.join(_OPTIONS)}")
    return {name: values[-1] for name, values in given.items()}


def _login(login: str) -> tuple[str | None, str | None]:
    user, _, password = login.partition(":")
    return unquote(user) or None, unquote(password) or None


def _need_both(url: str, options: Mapping[str, str | None], one: str, other: str) -> None:
    if bool(options[one]) != bool(options[other]):
        has, lacks = (one, other) if options[one] else (other, one)
        raise bad(url, f"it comes with a {has} and without a {lacks}, and these go together")


def _seconds(url: str, text: str | None) -> float:
    try:
        seconds = DEFAULT_TIMEOUT if text is None else float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise bad(url, f"timeout={text} is not a number of seconds above 0")
    return seconds


def _endpoint(url: str, text: str) -> tuple[str, int]:
    try:
        one = urlsplit(f"//{text}")
        host, port = one.hostname, one.port
    except ValueError:
        raise bad(url, f"{text!r} is not host:port, where a port is a number from 1 to 65535") from None
    if not host or port == 0:
        raise bad(url, f"{text!r} is not host:port, where a port is a number from 1 to 65535")
    return host, port or DEFAULT_PORT


def bad(url: str, why: str) -> BadStoreUrl:
    """The error for ``url``, which shows no password."""
    scheme, mark, rest = url.partition("://")
    shown = scheme + mark + rest.rpartition("@")[2]
    return BadStoreUrl(
        f"{shown!r} names no store: {why}. Write memory://, memory://NAME or etcd://host:port[,host:port...]."
    )
