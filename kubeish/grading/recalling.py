"""What answers said that passed: another one that says the same, word for word, passes without the examiner's thoughts.

Most right answers to an exercise ask the store for the same things in the same order, and what the examiner does with
that, every order of it, costs as much as the asking. So the whole talk with an answer that passed is kept. The next
one is asked the same questions, each when it has answered the last: it cannot tell this from an examination, and sees
nothing that it would not see in one. If it says all that the other said it has passed an examination. At the first
other word the examiner takes over, and is told what was said so far. No word of an answer about itself, and no line of
its source, is trusted or looked at.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from kubeish.checks import Verdict
from kubeish.grading.channel import Channel

_LONGEST, _MOST = 4_000_000, 32_000_000
"""So many bytes may a talk have that is kept, and so many all of them."""

Said = list[tuple[bytes, bytes]]
"""Each message that was sent, with what came back."""


class Otherwise(BaseException):
    """The examiner would now ask something else than it has asked: the talk is to begin anew, and from nothing."""


@dataclass(frozen=True)
class Talk:
    """All that was ``said`` in an examination that ended in this ``verdict``."""

    said: Said
    verdict: Verdict

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(len(sent) + len(came) for sent, came in self.said)


class Memory:
    """Talks that ended well, by what was examined, the latest last."""

    def __init__(self) -> None:
        self._talks: OrderedDict[int, tuple[str, Talk]] = OrderedDict()
        self._size = self._count = 0

    def keep(self, what: str, talk: Talk) -> None:
        """Keep a talk, and forget the oldest for it."""
        if not talk.verdict.passed or talk.size > _LONGEST:
            return
        self._count += 1
        self._talks[self._count] = what, talk
        self._size += talk.size
        while self._size > _MOST:
            self._size -= self._talks.popitem(last=False)[1][1].size

    def recall(self, what: str, channel: Channel) -> tuple[Said, Verdict | None]:
        """Lead a talk that may be known: what was said, and its verdict if it was known to the end."""
        said: Said = []
        fitting = [talk for known, talk in self._talks.values() if known == what]
        while fitting:
            question = fitting[0].said[len(said)][0]
            channel.send(question)
            said.append((question, channel.receive()))
            fitting = [talk for talk in fitting if talk.said[len(said) - 1] == said[-1]]
            for talk in fitting:
                if len(talk.said) == len(said):
                    return said, talk.verdict
        return said, None


class Noting(Channel):
    """A channel on which a talk goes on. What was said before comes from the notes, and all that is said is noted."""

    def __init__(self, channel: Channel, said: Said) -> None:
        self._channel, self.said, self._place = channel, said, 0

    def send(self, message: bytes) -> None:
        """See Channel."""
        if self._place == len(self.said):
            self._channel.send(message)
        elif self.said[self._place][0] != message:
            raise Otherwise
        self._sent = message

    def receive(self) -> bytes:
        """See Channel."""
        if self._place == len(self.said):
            self.said.append((self._sent, self._channel.receive()))
        self._place += 1
        return self.said[self._place - 1][1]
