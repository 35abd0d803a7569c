"""FailoverChannel: a gRPC channel over several members. Each call ends in time; safe ones move on.

etcd3 makes all its calls through a channel, so this serves everything that its client offers.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import grpc

from kubeish.etcd.cluster.address import Address, join
from kubeish.etcd.cluster.errors import BadStoreUrl
from kubeish.etcd.cluster.rpc_errors import READS, Failure
from kubeish.etcd.cluster.web_proxy import find_web_proxy, is_loopback

_log = logging.getLogger(__name__)

_OPTIONS = [
    # A member that hangs closes nothing, so it is pinged; etcd allows one ping in 5 s.
    ("grpc.keepalive_time_ms", 6_000),
    ("grpc.keepalive_timeout_ms", 3_000),
    ("grpc.http2.ping_timeout_ms", 3_000),
    ("grpc.http2.max_pings_without_data", 0),
    # A member that is back is found at once, not after the two minutes that gRPC may take.
    ("grpc.initial_reconnect_backoff_ms", 50),
    ("grpc.min_reconnect_backoff_ms", 1_000),
    ("grpc.max_reconnect_backoff_ms", 100),
    ("grpc.use_local_subchannel_pool", 1),  # no client waits for what another has just met
    ("grpc.max_receive_message_length", -1),  # as etcd's own client
]
_SECOND_ROUND = 0.2  # seconds; by then gRPC has tried again to reach a member that was gone

Call = Callable[..., object]  # takes a request and returns an answer, gRPC's messages
Token = tuple[tuple[str, str], ...]  # metadata of a call: empty, or a log-in
Report = Callable[[object | None, bool], None]
Observer = Callable[[str, object], Report]


class FailoverChannel:
    """Sends calls to the member that served last, and to the next where surely nothing changed.

    So a read, or a request that reached no member, is tried once at each; a write that may have
    happened never is. No call takes longer than its timeout, by default the address's; a read's is
    shared out among the members. Raises the errors of kubeish.errors, which are etcd3's too, with
    ``definite`` set. ``observer(call, request)`` is called for each attempt; what it returns is
    called with the attempt's ``(answer, definite)``, the answer None where there is none. That
    second call may fail: this is logged, because the request is done by then.
    """

    def __init__(self, address: Address, observer: Observer | None = None) -> None:
        self.address, self._observer = address, observer
        self.names = [join(*endpoint) for endpoint in address.endpoints]
        self.channels = [
            _open_channel(address, host, name) for (host, _), name in zip(address.endpoints, self.names, strict=True)
        ]
        self.current = 0
        self.proxy = next(filter(None, (find_web_proxy(host) for host, _ in address.endpoints)), "")
        self.token: Token = ()
        self.authenticate: Callable[[], Token] | None = None
        self._lock, self._log_in_lock = threading.Lock(), threading.Lock()

    # -- what etcd3's stubs ask of a grpc.Channel

    def unary_unary(self, method: str, **codecs: object) -> Call:
        """A call with one request and one answer."""
        return partial(self._call, _read_call_name(method), [c.unary_unary(method, **codecs) for c in self.channels])

    def unary_stream(self, method: str, **codecs: object) -> Call:
        """A call with one request and several answers: a list of all."""
        calls = [partial(_collect, c.unary_stream(method, **codecs)) for c in self.channels]
        return partial(self._call, _read_call_name(method), calls)

    def stream_stream(self, method: str, **codecs: object) -> Callable[..., Iterator[object]]:
        """A call with several requests and answers, such as keep-alives: all sent, all awaited."""
        calls = [partial(_collect, c.stream_stream(method, **codecs), send=iter) for c in self.channels]

        def call(requests: Iterable[object], timeout: float | None = None, **_: object) -> Iterator[object]:
            return iter(self._call(_read_call_name(method), calls, list(requests), timeout))

        return call

    def close(self) -> None:
        """Close the connections to all members."""
        for channel in self.channels:
            channel.close()

    # -- how a call is made

    def _call(
        self, name: str, calls: Sequence[Call], request: object, timeout: float | None = None, **_: object
    ) -> Any:
        """Make one call; without etcd3's credentials (``**_``): each attempt has the token."""
        deadline = time.monotonic() + (timeout or self.address.timeout)
        left, may_log_in, may_go_round = len(calls), name != "Authenticate", True
        while True:
            token = () if name == "Authenticate" else self.token
            at, seconds = self.current, max(0.001, deadline - time.monotonic())
            share = seconds / left if name in READS else seconds
            try:
                return self._attempt(name, calls[at], request, share, token)
            except grpc.RpcError as error:
                failure = Failure(name, self.names[at], error, share)
            if failure.token_is_stale and may_log_in and self.authenticate:
                self.log_in(token)
                may_log_in = False
                continue
            if not failure.refused:
                self.leave(at)
            left -= 1
            if not left and failure.is_transient and failure.may_try_another and may_go_round:
                time.sleep(min(_SECOND_ROUND, seconds))
                left, may_go_round = len(calls), False
            elif not left or not failure.may_try_another:
                raise failure.to_error(self.names, self.proxy)

    def log_in(self, stale: Token = ()) -> None:
        """Get a token in place of ``stale``, unless another thread has done so in between."""
        with self._log_in_lock:
            if self.token == stale and self.authenticate:
                self.token = self.authenticate()

    def _attempt(self, name: str, call: Call, request: object, seconds: float, token: Token) -> object:
        report = self._observer(name, request) if self._observer else None
        try:
            answer = call(request, timeout=seconds, metadata=token)
        except grpc.RpcError as error:
            _tell(report, None, Failure(name, "", error, seconds).definite)
            raise
        _tell(report, answer, True)
        return answer

    def leave(self, at: int) -> None:
        """Turn to the member after ``at``, unless another thread has done so."""
        with self._lock:
            if self.current == at:
                self.current = (at + 1) % len(self.channels)


def _tell(report: Report | None, answer: object | None, definite: bool) -> None:
    try:
        if report:
            report(answer, definite)
    except Exception:  # the observer's code: its failure must not pass for the request's
        _log.exception("An observer failed after its request was done")


def _read_call_name(method: str) -> str:
    return method.rpartition("/")[2]


def _collect(
    call: Callable[..., Iterable[object]],
    request: object,
    send: Callable[[Any], object] = lambda request: request,
    **options: object,
) -> list[object]:
    return list(call(send(request), **options))


def _open_channel(address: Address, host: str, name: str) -> Any:
    options = _OPTIONS + ([("grpc.enable_http_proxy", 0)] if is_loopback(host) else [])
    if not address.tls:
        return grpc.insecure_channel(name, options=options)
    credentials = grpc.ssl_channel_credentials(*map(_read_pem, (address.ca, address.key, address.cert)))
    return grpc.secure_channel(name, credentials, options=options)


def _read_pem(path: str | None) -> bytes | None:
    try:
        return Path(path).expanduser().read_bytes() if path else None
    except OSError as error:
        raise BadStoreUrl(f"{path}, which is to make TLS possible, cannot be read: {error.strerror}.") from None
