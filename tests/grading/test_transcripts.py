"""What a right answer once replied, said again, earns nothing: another evening's questions are others."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from kubeish.checks import examine
from kubeish.classroom.grading.channel import Channel, ChannelClosed
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.mark_submission import Sandboxes
from kubeish.classroom.grading.remote_answer import REPORT, RemoteAnswer
from kubeish.classroom.grading.remote_run import ProtocolError
from kubeish.classroom.grading.sandbox.guest.exec_cell import Task
from kubeish.classroom.grading.settings import Bounds
from kubeish.classroom.grading.verdict_cache import Exchanges, RecordingChannel
from kubeish.classroom.grading.wire import encode
from kubeish.errors import KubeishError
from tests.answers import PRELUDE
from tests.grading import notebook_samples as samples
from tests.grading.full_class import SLUGS

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]
RECORDED = (5, 6)
ASKED = 8
ALWAYS_THE_SAME = {
    "lose-a-pod": "the answer is an order, a value that is the same whatever is asked",
}
"""Exercises whose transcript is an answer."""


class Parrot(Channel):
    """Replies as was recorded to the same question; to another one with the next reply that was recorded."""

    def __init__(self, exchanges: Exchanges) -> None:
        self.known: dict[bytes, list[bytes]] = {}
        for question, reply in exchanges:
            self.known.setdefault(question, []).append(reply)
        self.rest = [reply for _, reply in exchanges]
        self.report = encode(["value", dict.fromkeys(REPORT, "")])  # the second reply, after the learner's helpers
        self.next_reply: bytes | None = encode(["value", [[], []]])
        self.guessed = 0

    def send(self, message: bytes) -> None:
        if self.report:
            self.next_reply = self.next_reply or self._take_report()
        elif self.next_reply is None:
            self.next_reply = self._find(message)

    def _take_report(self) -> bytes:
        report, self.report = self.report, b""
        return report

    def _find(self, message: bytes) -> bytes:
        if replies := self.known.get(message):
            return replies[0] if len(replies) == 1 else replies.pop(0)
        self.guessed += 1
        if self.guessed > len(self.rest):
            raise ChannelClosed
        return self.rest[self.guessed - 1]

    def receive(self) -> bytes:
        reply, self.next_reply = self.next_reply, None
        assert reply is not None
        return reply


def record(sandboxes: Sandboxes, specs: ExerciseSpecs, slug: str, seed: int) -> Exchanges:
    """All that was asked of a right answer, with its replies."""
    spec, bounds = next(spec for spec in specs.exercises if spec.slug == slug), Bounds(seconds=60)
    task = Task(slug, list(spec.names), PRELUDE + samples.get_right_answer(slug), [], [], [])
    with sandboxes.answers.start_process(slug, bounds.process_limits, bounds.seconds) as process:
        answer = RemoteAnswer(process.channel, asdict(task), lambda helpers: [])
        answer.channel = recording = RecordingChannel(process.channel, [])
        assert examine(slug, answer, seed).passed
    return recording.exchanges


def passes(slug: str, exchanges: Exchanges, seed: int) -> bool:
    """Whether one who replies so passes."""
    try:
        return examine(slug, RemoteAnswer(Parrot(exchanges), {}, lambda helpers: []), seed).passed
    except (ProtocolError, ChannelClosed, KubeishError, ValueError, KeyError, TypeError, AttributeError):
        return False


@pytest.mark.parametrize("slug", SLUGS)
def test_a_recorded_transcript_earns_nothing(slug: str, sandboxes: Sandboxes, specs: ExerciseSpecs) -> None:
    recorded = {seed: record(sandboxes, specs, slug, seed) for seed in RECORDED}
    assert all(recorded.values())
    everything = [exchange for exchanges in recorded.values() for exchange in exchanges]
    assert passes(slug, everything, ASKED) == (slug in ALWAYS_THE_SAME)
    assert [passes(slug, exchanges, ASKED) for exchanges in recorded.values()] == [slug in ALWAYS_THE_SAME] * 2
