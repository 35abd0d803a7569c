"""Messages over a socket between the grader and a process that it does not trust.

A message is its length in four bytes, big-endian, and then that many bytes. On the grader's side
the length of a message, the bytes in all and the seconds of waiting are bounded.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable
from typing import TypeVar

_A = TypeVar("_A")
_T = TypeVar("_T")
_LENGTH = struct.Struct(">I")
MAX_MESSAGE = 2_500_000
"""Bytes in one message out of the sandbox: a third more than the longest that an answer of the tests sends."""

MAX_TOTAL = 256_000_000
"""Bytes out of the sandbox through one channel in all."""

MOST_TIMES = 5
"""On a busy machine another side is waited for so many times as long as it may take."""


class ChannelError(BaseException):
    """Nothing more comes. Not an Exception: no check may take it for an answer's own error."""


class ChannelClosed(ChannelError):
    """The other side has closed the channel, or died."""


class MessageTooLong(ChannelError):
    """The other side has sent more than it may."""


class ChannelTimeout(ChannelError):
    """The other side has used up the time that it was given to answer."""


class Channel:
    """One end of a socket. ``seconds``: how long it may wait in all; None: no bounds of any kind.

    ``waited``: the seconds spent waiting so far, for replies and for a reader that reads slowly.
    ``read_times``: seconds for which the other side has had a processor, and for which it was ready
    to run and had none; zeros where that is not known. The latter do not count, up to MOST_TIMES as
    long as it may wait.
    """

    _read_times: Callable[[], tuple[float, float]] = staticmethod(lambda: (0.0, 0.0))

    def __init__(
        self,
        end: socket.socket,
        seconds: float | None = None,
        read_times: Callable[[], tuple[float, float]] | None = None,
    ) -> None:
        self._socket, self.seconds = end, seconds
        if read_times is not None:
            self._read_times = read_times
        self.waited = 0.0
        self._received = 0
        self._buffer = bytearray()

    def read_times(self) -> tuple[float, float]:
        """What ``read_times`` tells by now."""
        return self._read_times()

    def send(self, message: bytes) -> None:
        """Send a message. ChannelClosed if the other side is gone, ChannelTimeout if stuck."""
        self._wait_for(self._socket.sendall, _LENGTH.pack(len(message)) + message)

    def receive(self) -> bytes:
        """The next message. Any ChannelError if there is none within the bounds."""
        (length,) = _LENGTH.unpack(self._take(_LENGTH.size))
        self._received += length
        if self.seconds is not None and (length > MAX_MESSAGE or self._received > MAX_TOTAL):
            raise MessageTooLong
        return self._take(length)

    def _take(self, count: int) -> bytes:
        while len(self._buffer) < count:
            data = self._wait_for(self._socket.recv, 1 << 16)
            if not data:
                raise ChannelClosed
            self._buffer += data
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _wait_for(self, operation: Callable[[_A], _T], argument: _A) -> _T:
        while True:
            left = self._find_left()
            started = time.monotonic()
            try:
                self._socket.settimeout(left)
                return operation(argument)
            except TimeoutError:
                if operation == self._socket.sendall:  # nobody knows how much of it has gone
                    raise ChannelTimeout from None
            except OSError:
                raise ChannelClosed from None
            finally:
                self.waited += time.monotonic() - started

    def _find_left(self) -> float | None:
        """The seconds that it may still wait. ChannelTimeout if there are none."""
        if self.seconds is None:
            return None
        left = self.seconds - self.waited
        if left <= 0:
            left += min(self.read_times()[1], (MOST_TIMES - 1) * self.seconds)
        if left <= 0:
            raise ChannelTimeout
        return left
