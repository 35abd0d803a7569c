"""A channel: messages over a socket between the grader and a process that it does not trust. Both sides use it.

Each message is four bytes that say how long it is, and then that many bytes. How long one may be, how much may come in
all, and how long the grader waits in all are bounded.
"""

from __future__ import annotations

import select
import socket
import struct
import time

_HEAD = struct.Struct(">I")
LONGEST = 500_000
"""So many bytes may one message have that comes out of the sandbox: ten times what an honest answer ever says."""

MOST = 64_000_000
"""So many bytes may come out of it through one channel in all."""


class ChannelEnd(BaseException):
    """Nothing more comes. Not an Exception, so that no ``except Exception`` takes it for an error of the answer's."""


class Gone(ChannelEnd):
    """The other side has closed, or died."""


class TooLong(ChannelEnd):
    """The other side says more than it may."""


class TimeUp(ChannelEnd):
    """The other side has used up the time that it was given to answer."""


class Channel:
    """One end of a socket. ``seconds``: how long may be spent waiting in all. With None there are no bounds."""

    def __init__(self, end: socket.socket, seconds: float | None = None) -> None:
        self._socket, self.seconds = end, seconds
        self.waited = 0.0
        self._read = 0
        self._waiting = bytearray()
        self._poll = select.poll()
        self._poll.register(end, select.POLLIN)

    def send(self, message: bytes) -> None:
        """Send one message. Gone if nobody is there, TimeUp if nobody reads it."""
        self._socket.settimeout(self._left())
        started = time.monotonic()
        try:
            self._socket.sendall(_HEAD.pack(len(message)) + message)
        except TimeoutError:
            raise TimeUp from None
        except OSError:
            raise Gone from None
        finally:
            self.waited += time.monotonic() - started  # who reads drop by drop is waited for, too

    def receive(self) -> bytes:
        """The next message."""
        (length,) = _HEAD.unpack(self._take(_HEAD.size))
        self._read += length
        if self.seconds is not None and (length > LONGEST or self._read > MOST):
            raise TooLong
        return self._take(length)

    def close(self) -> None:
        """Say nothing more."""
        self._socket.close()

    def _take(self, count: int) -> bytes:
        while len(self._waiting) < count:
            self._waiting += self._more()
        taken = bytes(self._waiting[:count])
        del self._waiting[:count]
        return taken

    def _more(self) -> bytes:
        started = time.monotonic()
        try:
            left = self._left()
            if not self._poll.poll(None if left is None else 1000 * left):
                raise TimeUp
            found = self._socket.recv(1 << 16)
        except OSError:
            raise Gone from None
        finally:
            self.waited += time.monotonic() - started
        if not found:
            raise Gone
        return found

    def _left(self) -> float | None:
        if self.seconds is None:
            return None
        if self.waited >= self.seconds:
            raise TimeUp
        return self.seconds - self.waited
