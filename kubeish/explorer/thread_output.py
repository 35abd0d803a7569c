"""Output by thread: what a replayed client prints is captured, other threads print as before.

``sys.stdout`` and ``sys.stderr`` belong to the whole process. While clients are replayed, each of
the two is a stand-in that picks the stream of the thread that uses it. A thread that a client
starts is not the client's thread: its output is shown.
"""

from __future__ import annotations

import io
import sys
import threading
import weakref
from typing import TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_NAMES = ("stdout", "stderr")


class ClientOutput(io.TextIOBase):
    """What a client prints: text, or bytes to its ``buffer``. ``keep=False``: it is dropped."""

    encoding, errors = "utf-8", "backslashreplace"

    def __init__(self, keep: bool = True) -> None:
        self.kept = io.BytesIO() if keep else None
        self.buffer = _ClientBytes(self.kept)

    @property
    def text(self) -> str:
        """All that was printed and kept."""
        return self.kept.getvalue().decode(self.encoding, self.errors) if self.kept else ""

    def write(self, text: str) -> int:
        if self.kept is not None:
            self.kept.write(text.encode(self.encoding, self.errors))
        return len(text)

    def close(self) -> None:
        """Stay open: a client that closes its output must not close that of its next replay."""


class _ClientBytes(io.BufferedIOBase):
    """The ``buffer`` of a ClientOutput."""

    def __init__(self, kept: io.BytesIO | None) -> None:
        self.kept = kept

    def write(self, data: ReadableBuffer) -> int:
        return memoryview(data).nbytes if self.kept is None else self.kept.write(data)

    def writable(self) -> bool:
        return True

    def close(self) -> None:
        """Stay open, as the text does."""


DROPPED = ClientOutput(keep=False)
"""The output of all replays but the one that is shown."""


class _State:
    """Of one thread: how deep it is within ThreadOutput, and what its replay prints to.

    ``newest``: the number of the newest stand-in when the replay began.
    """

    __slots__ = ("depth", "newest", "output")

    def __init__(self) -> None:
        self.depth = self.newest = 0
        self.output: ClientOutput | None = None


class _Thread(threading.local):
    def __init__(self) -> None:
        self.state = _State()


_THREAD = _Thread()


class _StandIn:
    """Stands in for ``stream``; it acts as the stream that the current thread prints to."""

    def __init__(self, stream: TextIO | None, number: int) -> None:
        self.stream, self.number = stream, number

    def _pick(self) -> TextIO:
        state = _THREAD.state
        # A newer stand-in wraps a stream that the client itself may have put in place.
        if state.output is not None and self.number <= state.newest:
            return cast(TextIO, state.output)
        return cast(TextIO, DROPPED) if self.stream is None else self.stream

    def write(self, text: str) -> int:
        return self._pick().write(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self._pick(), name)


class ThreadOutput:
    """Context manager that installs the stand-ins; ``begin`` and ``end`` enclose one replay.

    Nested uses and those of other threads are counted: the last one out removes the stand-ins.
    """

    def __init__(self) -> None:
        self._lock, self._users = threading.RLock(), 0
        self._before: dict[str, TextIO | None] = {}
        self._newest = 0

    def __enter__(self) -> ThreadOutput:
        state = _THREAD.state
        state.depth += 1
        if state.depth == 1:
            with self._lock:
                if not self._users:
                    self._before = {name: _unwrap(name) for name in _NAMES}
                self._users += 1
            self._install()
        return self

    def __exit__(self, *_: object) -> None:
        state = _THREAD.state
        state.depth -= 1
        if not state.depth:
            with self._lock:
                self._users -= 1
                if not self._users:
                    for name in _NAMES:
                        _restore(name, self._before.pop(name))

    def _install(self) -> None:
        with self._lock:
            for name in _NAMES:
                stream = getattr(sys, name)
                if type(stream) is not _StandIn:
                    self._newest += 1
                    setattr(sys, name, _StandIn(stream, self._newest))

    def begin(self, output: ClientOutput) -> tuple[ClientOutput | None, int, bool]:
        """Send what this thread prints to ``output``. Returns what ``end`` has to restore."""
        state = _THREAD.state
        is_outermost = not state.depth
        if is_outermost:
            self.__enter__()
        elif type(sys.stdout) is not _StandIn or type(sys.stderr) is not _StandIn:
            self._install()  # a redirect has begun or ended meanwhile
        outer = state.output, state.newest, is_outermost
        state.output, state.newest = output, self._newest
        return outer

    def end(self, outer: tuple[ClientOutput | None, int, bool]) -> None:
        """Undo ``begin``."""
        state = _THREAD.state
        state.output, state.newest, is_outermost = outer
        if is_outermost:
            self.__exit__()


def _unwrap(name: str) -> TextIO | None:
    stream = getattr(sys, name)
    return stream.stream if isinstance(stream, _StandIn) else stream


def _restore(name: str, before: TextIO | None) -> None:
    """Put ``before`` back, unless a redirect of another thread has begun or ended meanwhile.

    In the main thread another stream was left there by a client. Elsewhere it may be a redirect of
    the main thread, which holds its stream; a stream that nothing else holds was left by a client.
    """
    stream = _unwrap(name)
    setattr(sys, name, before)
    if stream is before or stream is None or threading.current_thread() is threading.main_thread():
        return
    try:
        reference = weakref.ref(stream)
    except TypeError:  # its class has slots
        setattr(sys, name, stream)
        return
    del stream
    if (held := reference()) is not None:
        setattr(sys, name, held)


OUTPUT = ThreadOutput()
