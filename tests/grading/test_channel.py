"""The channel: framed messages, with bounds on their length, their sum and the time of waiting."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

import pytest

from kubeish.classroom.grading.channel import Channel, ChannelClosed, ChannelTimeout, MessageTooLong


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_a_channel_is_bounded(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    channel = Channel(ours, 60.0)
    theirs.sendall(struct.pack(">I", 5) + b"hello")
    assert channel.receive() == b"hello"
    theirs.sendall(struct.pack(">I", 1 << 31))
    with pytest.raises(MessageTooLong):
        channel.receive()
    with pytest.raises(ChannelTimeout):
        Channel(ours, 0.0).receive()
    theirs.close()
    with pytest.raises(ChannelClosed):
        Channel(ours, 60.0).receive()


def test_silence_is_waited_for_no_longer_than_allowed(ends: tuple[socket.socket, socket.socket]) -> None:
    channel = Channel(ends[0], 0.2)
    with pytest.raises(ChannelTimeout):
        channel.receive()
    assert 0.2 <= channel.waited < 60


def test_a_reader_that_does_not_read_is_waited_for_no_longer(ends: tuple[socket.socket, socket.socket]) -> None:
    channel = Channel(ends[0], 0.2)
    with pytest.raises(ChannelTimeout):
        channel.send(bytes(10_000_000))
    assert channel.waited >= 0.2


def test_a_message_that_trickles_in_uses_up_the_time(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    channel = Channel(ours, 0.2)
    theirs.sendall(struct.pack(">I", 5) + b"hell")
    with pytest.raises(ChannelTimeout):
        channel.receive()


class StarvedSocket:
    """Gives no bytes before ``after`` seconds of a clock of its own, which only waiting moves on."""

    def __init__(self, after: float) -> None:
        self.after, self.now, self._left = after, 0.0, 0.0

    def settimeout(self, seconds: float) -> None:
        self._left = seconds

    def recv(self, _: int) -> bytes:
        if self.now + self._left < self.after:
            self.now += self._left
            raise TimeoutError
        self.now = self.after
        return struct.pack(">I", 1) + b"x"

    def sendall(self, message: bytes) -> None:
        """Send nothing."""


@pytest.mark.parametrize(
    ("after", "delay", "waited"),
    [(9, 0, 9), (11, 0, None), (11, 2, 11), (13, 2, None), (49, 100, 49), (51, 100, None)],
)
def test_time_for_which_others_had_the_processor_does_not_count_up_to_five_times(
    monkeypatch: pytest.MonkeyPatch, after: float, delay: float, waited: float | None
) -> None:
    end = StarvedSocket(after)
    monkeypatch.setattr("kubeish.classroom.grading.channel.time.monotonic", lambda: end.now)
    channel = Channel(end, 10.0, lambda: (0.0, delay))  # type: ignore[arg-type]  # what a socket does here
    if waited is None:
        with pytest.raises(ChannelTimeout):
            channel.receive()
    else:
        assert channel.receive() == b"x"
        assert channel.waited == waited
