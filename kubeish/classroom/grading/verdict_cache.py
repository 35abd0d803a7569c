"""Cache of passed examinations: an answer with the same replies, to the byte, passes too.

Most right answers send the same requests in the same order, and the examiner's own work on them
costs as much as the asking. So the transcript of a passed examination is kept, and the next answer
is asked the same questions, each after its reply to the last: it cannot tell this from an
examination. At the first other reply the examiner takes over, from the transcript so far.
"""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass
from functools import cached_property

from kubeish.checks import Verdict
from kubeish.classroom.grading.channel import Channel

_MAX_TRANSCRIPT, _MAX_TOTAL = 8_000_000, 48_000_000
"""Bytes in one transcript that is kept, and in all of them."""

Exchanges = list[tuple[bytes, bytes]]
"""Each message that was sent, with its reply."""


class TranscriptDiverged(BaseException):
    """The next question is not the one that was replayed: the examination must start afresh."""


@dataclass(frozen=True)
class Transcript:
    """All messages of an examination that ended in this ``verdict``: what was ``sent``, and a digest of each reply.

    The replies themselves are as long again, and are only compared.
    """

    sent: list[bytes]
    digests: list[bytes]
    verdict: Verdict

    @classmethod
    def of(cls, exchanges: Exchanges, verdict: Verdict) -> Transcript:
        """The transcript of ``exchanges``."""
        return cls([sent for sent, _ in exchanges], [_digest(reply) for _, reply in exchanges], verdict)

    @cached_property
    def size(self) -> int:
        """In bytes."""
        return sum(map(len, self.sent)) + sum(map(len, self.digests))

    def goes_on(self, place: int, sent: bytes, digest: bytes) -> bool:
        """Whether the message number ``place`` and its reply are the transcript's own."""
        return self.sent[place] == sent and self.digests[place] == digest


def _digest(reply: bytes) -> bytes:
    return hashlib.blake2b(reply, digest_size=16).digest()


class VerdictCache:
    """Transcripts of passed examinations by a key that says what was examined, the oldest first."""

    def __init__(self) -> None:
        self.transcripts: deque[tuple[str, Transcript]] = deque()

    def keep(self, key: str, transcript: Transcript) -> None:
        """Keep a transcript if it passed and is not too long; the oldest make room for it."""
        if transcript.verdict.passed and transcript.size <= _MAX_TRANSCRIPT:
            self.transcripts.append((key, transcript))
            while sum(each.size for _, each in self.transcripts) > _MAX_TOTAL:
                self.transcripts.popleft()

    def recall(self, key: str, channel: Channel) -> tuple[Exchanges, Verdict | None]:
        """Replay kept transcripts: the exchanges, and the verdict if one matched to its end."""
        exchanges: Exchanges = []
        matching = [transcript for known, transcript in self.transcripts if known == key]
        while matching:
            place = len(exchanges)
            question = matching[0].sent[place]
            channel.send(question)
            exchanges.append((question, channel.receive()))
            digest = _digest(exchanges[-1][1])
            matching = [each for each in matching if each.goes_on(place, question, digest)]
            for transcript in matching:
                if len(transcript.sent) == len(exchanges):
                    return exchanges, transcript.verdict
        return exchanges, None


class RecordingChannel(Channel):
    """A channel that records its ``exchanges``, and repeats those that it is given first."""

    def __init__(self, channel: Channel, exchanges: Exchanges) -> None:
        self._channel, self.exchanges, self._next = channel, exchanges, 0
        self._read_times = channel.read_times

    def send(self, message: bytes) -> None:
        if self._next == len(self.exchanges):
            self._channel.send(message)
        elif self.exchanges[self._next][0] != message:
            raise TranscriptDiverged
        self._sent = message

    def receive(self) -> bytes:
        if self._next == len(self.exchanges):
            self.exchanges.append((self._sent, self._channel.receive()))
        self._next += 1
        return self.exchanges[self._next - 1][1]
