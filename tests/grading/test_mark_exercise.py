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
from kubeish.classroom.grading.sandbox.zygote_client import SandboxBroken
from kubeish.classroom.grading.settings import Bounds
from kubeish.classroom.grading.wire import encode

CANDIDATE = AnswerCandidate("x = 1", "its id", "a.ipynb", 1)
REPORT = encode(["value", {"printed": "", "error": "", "message": "", "where": ""}])


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


class MortalSandbox:
    """Its processes die as soon as they are asked, or before they are there, so often."""

    def __init__(self, deaths: list[BaseException]) -> None:
        self.deaths, self.started = deaths, 0

    @contextmanager
    def start_process(self, *_: object) -> Iterator[Any]:
        self.started += 1
        if self.deaths and isinstance(self.deaths[0], SandboxBroken):
            raise self.deaths.pop(0)
        dies = bool(self.deaths) and bool(self.deaths.pop(0))
        replies = [] if dies else [encode(["value", [[], []]]), REPORT, encode(["value", ["read_back"]])]
        yield SimpleNamespace(channel=ForgedChannel(*replies))


@pytest.mark.parametrize("deaths", [0, 1, 4, 5])
@pytest.mark.parametrize("death", [ChannelClosed(), SandboxBroken("gone")], ids=repr)
def test_a_process_that_ends_too_early_is_examined_again(
    death: BaseException, deaths: int, specs: ExerciseSpecs
) -> None:
    sandbox: Any = MortalSandbox([death] * deaths)
    if deaths == 5 and isinstance(death, SandboxBroken):
        with pytest.raises(SandboxBroken):
            mark_exercise(sandbox, specs.exercises[0], [CANDIDATE], Bounds(5))
        return
    mark = mark_exercise(sandbox, specs.exercises[0], [CANDIDATE], Bounds(5))
    wanted = "its process ended" if deaths == 5 else "does not define read_back"
    assert wanted in mark.reason
    assert sandbox.started == min(deaths + 1, 5)


def test_it_is_not_examined_again_once_the_time_is_up(specs: ExerciseSpecs) -> None:
    sandbox: Any = MortalSandbox([ChannelClosed()] * 3)
    assert "its process ended" in mark_exercise(sandbox, specs.exercises[0], [CANDIDATE], Bounds(0)).reason
    assert sandbox.started == 1
