"""No reply that an answer forges makes the marking of an exercise raise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from kubeish.classroom.grading import results
from kubeish.classroom.grading.channel import Channel, ChannelClosed
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.mark_exercise import mark_exercise
from kubeish.classroom.grading.reading.answer_candidates import AnswerCandidate
from kubeish.classroom.grading.settings import Bounds
from kubeish.classroom.grading.wire import encode

CANDIDATE = AnswerCandidate("x = 1", "its id", "a.ipynb", 1)
REPORT = encode(["is", {"printed": "", "error": "", "message": "", "where": ""}])


class ForgedChannel(Channel):
    """Replies with what it was given, whatever is asked."""

    def __init__(self, *replies: bytes) -> None:
        self.replies = list(replies)

    def send(self, message: bytes) -> None:
        pass

    def receive(self) -> bytes:
        if not self.replies:
            raise ChannelClosed
        return self.replies.pop(0)


class ForgedSandbox:
    def __init__(self, *replies: bytes) -> None:
        self.replies = replies

    @contextmanager
    def start_process(self, *_: object) -> Iterator[Any]:
        yield SimpleNamespace(channel=ForgedChannel(*self.replies))


FORGED = {
    "an error of the explorer": ["trouble", ("NeverStops", "I never stop")],
    "a wish for revisions": ["revisions", None],
    "an unknown kind": ["praise", 1],
    "a wish for more": ["more", 1],
    "no reply": [1, 2, 3],
}


@pytest.mark.parametrize("title", FORGED)
@pytest.mark.parametrize("before", [(), (REPORT,)], ids=["as its report", "to the first question"])
def test_a_forged_reply_is_a_mark(title: str, before: tuple[bytes, ...], specs: ExerciseSpecs) -> None:
    sandbox: Any = ForgedSandbox(*before, encode(FORGED[title]))
    mark = mark_exercise(sandbox, specs.exercises[0], [CANDIDATE], Bounds(5))
    assert mark.status in (results.ERROR, results.FAILED)
    assert mark.reason
