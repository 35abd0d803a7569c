"""A gRPC channel over several members: each call goes to one, moves on where that is safe, and always ends in time.

etcd3 makes all its calls through a channel, so everything that its client offers gains by what stands here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import grpc

from kubeish.real.address import Address, join
from kubeish.real.errors import BadStoreUrl
from kubeish.real.failures import READS, Failure

_OPTIONS = [
    # A member that hangs closes nothing, so it is pinged. etcd allows that every 5 s, and no oftener.
    ("grpc.keepalive_time_ms", 6_000),
    ("grpc.keepalive_timeout_ms", 3_000),
    ("grpc.http2.ping_timeout_ms", 3_000),
    ("grpc.http2.max_pings_without_data", 0),
    # A member that is back is found at once, not after the two minutes that gRPC may take.
    ("grpc.initial_reconnect_backoff_ms", 50),
    ("grpc.min_reconnect_backoff_ms", 1_000),
    ("grpc.max_reconnect_backoff_ms", 100),
    ("grpc.use_local_subchannel_pool", 1),  # nor is one client held up by what another has just met
    ("grpc.max_receive_message_length", -1),  # as etcd's own client
]
_SECOND_LOOK = 0.2  # seconds; by then gRPC has knocked again at a member that it knew as gone
_AT_HOME = ("localhost", "127.", "::1")  # a proxy for the web has no business there

Told = Callable[[Any, bool], None]
Observer = Callable[[str, Any], Told]


class FailoverChannel(grpc.Channel):
    """Calls go to the member that served last. Where it fails and surely nothing was changed, the next one is asked.

    So a read, or a request that reached nobody, is tried once at each member; a write that may have happened never is.
    No call takes longer than its timeout, by default the address's; a read's is shared out among the members.
    Raises the errors of kubeish.errors, which are etcd3's too, with ``definite`` set.

    ``observer(call, request)`` is told of each attempt, and returns what is told its ``(answer, definite)``.
    """

    def __init__(self, address: Address, observer: Observer | None = None) -> None:
        self.address, self._observer = address, observer
        self.names = [join(*endpoint) for endpoint in address.endpoints]
        self.channels = [
            _open(address, host, name) for (host, _), name in zip(address.endpoints, self.names, strict=True)
        ]
        self.current = 0
        self.token: tuple[tuple[str, str], ...] = ()
        self.log_in: Callable[[], None] | None = None
        self._lock = threading.Lock()

    # -- what a stub asks of a channel

    def unary_unary(
        self, method: str, request_serializer: Any = None, response_deserializer: Any = None, **_: Any
    ) -> Any:
        """A call with one request and one answer."""
        calls = [c.unary_unary(method, request_serializer, response_deserializer) for c in self.channels]
        return partial(self._call, _name(method), calls)

    def unary_stream(
        self, method: str, request_serializer: Any = None, response_deserializer: Any = None, **_: Any
    ) -> Any:
        """A call with one request and several answers: all are awaited."""
        calls = [
            partial(_all, c.unary_stream(method, request_serializer, response_deserializer)) for c in self.channels
        ]
        return partial(self._call, _name(method), calls)

    def stream_stream(
        self, method: str, request_serializer: Any = None, response_deserializer: Any = None, **_: Any
    ) -> Any:
        """A call with several requests and answers, such as keep-alives: all are sent, and all answers awaited."""
        calls = [
            partial(_all_to_all, c.stream_stream(method, request_serializer, response_deserializer))
            for c in self.channels
        ]

        def call(requests: Iterable[Any], timeout: float | None = None, **_: Any) -> Iterator[Any]:
            return iter(self._call(_name(method), calls, list(requests), timeout))

        return call

    def stream_unary(self, method: str, *_: Any, **__: Any) -> Any:
        """etcd has no such call."""
        raise NotImplementedError(f"{method}: etcd has no call with several requests and one answer.")

    def subscribe(self, callback: Any, try_to_connect: bool = False) -> None:
        """Not offered: there are several connections."""
        raise NotImplementedError("Ask the channels of the members: there are several.")

    unsubscribe = subscribe

    def close(self) -> None:
        """Close the connections to all members."""
        for channel in self.channels:
            channel.close()

    def __enter__(self) -> FailoverChannel:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- how a call is made

    def _call(self, name: str, calls: list[Any], request: Any, timeout: float | None = None, **_: Any) -> Any:
        """Make one call. etcd3's own credentials are left out (``**_``): the token goes with each attempt."""
        deadline = time.monotonic() + (timeout or self.address.timeout)
        left, may_log_in, may_look_again = len(calls), True, True
        while True:
            at, seconds = self.current, max(0.001, deadline - time.monotonic())
            share = seconds / left if name in READS else seconds
            try:
                return self._attempt(name, calls[at], request, share)
            except grpc.RpcError as error:
                failure = Failure(name, self.names[at], error, share)
            if failure.token_is_stale and may_log_in and self.log_in:
                self.log_in()
                may_log_in = False
                continue
            if not failure.refused:
                self.leave(at)
            left -= 1
            if not left and failure.passes and failure.may_try_another and may_look_again:
                time.sleep(min(_SECOND_LOOK, seconds))
                left, may_look_again = len(calls), False
            elif not left or not failure.may_try_another:
                raise failure.error(of=self.names)

    def _attempt(self, name: str, call: Any, request: Any, seconds: float) -> Any:
        told = self._observer(name, request) if self._observer else _nobody
        try:
            answer = call(request, timeout=seconds, metadata=self.token)
        except grpc.RpcError as error:
            told(None, Failure(name, "", error, seconds).definite)
            raise
        told(answer, True)
        return answer

    def leave(self, at: int) -> None:
        """Turn to the member after ``at``, unless someone else has done so."""
        with self._lock:
            if self.current == at:
                self.current = (at + 1) % len(self.channels)


def _name(method: str) -> str:
    return method.rpartition("/")[2]


def _all(call: Any, request: Any, **how: Any) -> list[Any]:
    return list(call(request, **how))


def _all_to_all(call: Any, requests: list[Any], **how: Any) -> list[Any]:
    return list(call(iter(requests), **how))


def _nobody(answer: Any, definite: bool) -> None:
    pass


def _open(address: Address, host: str, name: str) -> Any:
    options = _OPTIONS + ([("grpc.enable_http_proxy", 0)] if host.startswith(_AT_HOME) else [])
    if not address.tls:
        return grpc.insecure_channel(name, options=options)
    credentials = grpc.ssl_channel_credentials(_pem(address.ca), _pem(address.key), _pem(address.cert))
    return grpc.secure_channel(name, credentials, options=options)


def _pem(path: str | None) -> bytes | None:
    try:
        return Path(path).expanduser().read_bytes() if path else None
    except OSError as error:
        raise BadStoreUrl(f"{path}, which is to make TLS possible, cannot be read: {error.strerror}.") from None
