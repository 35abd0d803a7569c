"""The cache: a transcript that is repeated is a pass, another is examined, no mark changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kubeish.checks import PASSED, Verdict
from kubeish.classroom.grading import mark_exercise, results
from kubeish.classroom.grading.channel import Channel
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.mark_exercise import examine_candidate
from kubeish.classroom.grading.mark_submission import Sandboxes
from kubeish.classroom.grading.reading.answer_candidates import AnswerCandidate
from kubeish.classroom.grading.settings import Bounds
from kubeish.classroom.grading.verdict_cache import RecordingChannel, Transcript, TranscriptDiverged, VerdictCache
from tests.answers import PRELUDE
from tests.grading import notebook_samples as samples

BOUNDS = Bounds(seconds=60, seed=3)
VERDICT = Verdict("x", PASSED, "", "", "", "")


class ScriptedChannel(Channel):
    """Receives the given replies, and records what is sent."""

    def __init__(self, *replies: bytes) -> None:
        self.replies, self.sent = list(replies), list[bytes]()

    def send(self, message: bytes) -> None:
        self.sent.append(message)

    def receive(self) -> bytes:
        return self.replies.pop(0)


def cache_of(*transcripts: Transcript) -> VerdictCache:
    cache = VerdictCache()
    for transcript in transcripts:
        cache.keep("x", transcript)
    return cache


EXCHANGES = [(b"1", b"a"), (b"2", b"b"), (b"4", b"d")], [(b"1", b"a"), (b"2", b"c"), (b"3", b"d")]
LONG, OTHER = (Transcript.of(exchanges, VERDICT) for exchanges in EXCHANGES)


def test_a_transcript_that_is_repeated_has_its_verdict() -> None:
    for exchanges in EXCHANGES:
        channel = ScriptedChannel(*(reply for _, reply in exchanges))
        assert cache_of(LONG, OTHER).recall("x", channel) == (exchanges, VERDICT)
        assert channel.sent == [sent for sent, _ in exchanges]


def test_another_reply_ends_the_replay_and_no_question_is_asked_before_its_time() -> None:
    channel = ScriptedChannel(b"a", b"z", b"d")
    exchanges, verdict = cache_of(LONG, OTHER).recall("x", channel)
    assert (exchanges, verdict) == ([(b"1", b"a"), (b"2", b"z")], None)
    assert channel.sent == [b"1", b"2"]
    assert cache_of(LONG).recall("y", channel) == ([], None)


def test_only_passes_are_kept_and_only_so_many() -> None:
    failed = Transcript.of(EXCHANGES[0], replace(VERDICT, status="not yet"))
    assert cache_of(failed).recall("x", ScriptedChannel()) == ([], None)
    cache = cache_of(*(Transcript.of([(b"%d" % n + bytes(5_000_000), b"")], VERDICT) for n in range(10, 30)))
    assert sum(transcript.size for _, transcript in cache.transcripts) <= 48_000_000
    assert cache.recall("x", ScriptedChannel(b"?"))[0][0][0][:2] == b"21"


def test_the_examiner_gets_the_recorded_replies_and_goes_on_by_itself() -> None:
    channel = ScriptedChannel(b"new")
    recording = RecordingChannel(channel, [(b"1", b"a")])
    for question, reply in ((b"1", b"a"), (b"2", b"new")):
        recording.send(question)
        assert recording.receive() == reply
    assert (channel.sent, recording.exchanges) == ([b"2"], [(b"1", b"a"), (b"2", b"new")])
    with pytest.raises(TranscriptDiverged):
        RecordingChannel(channel, [(b"1", b"a")]).send(b"something else")


def test_every_answer_gets_the_mark_that_it_gets_without_a_cache(sandboxes: Sandboxes, specs: ExerciseSpecs) -> None:
    cache, passed = VerdictCache(), 0
    for slug in ("is-etcd-conflict", "compare-and-swap-obj"):
        spec = next(spec for spec in specs.exercises if spec.slug == slug)
        rights, wrongs = samples.load_answers(slug)
        fresh: dict[str, results.ExerciseMark] = {}
        for answer in (*rights, *wrongs, *rights):
            cell = AnswerCandidate(PRELUDE + answer.source, "its id", "a.ipynb", 1)
            if answer.title not in fresh:
                fresh[answer.title] = examine_candidate(sandboxes.answers, spec, cell, BOUNDS, VerdictCache())
            mark = examine_candidate(sandboxes.answers, spec, cell, BOUNDS, cache)
            assert mark == fresh[answer.title], answer
            passed += mark.status == results.PASSED
    assert passed > 10


def test_a_repeated_transcript_needs_no_examiner(
    sandboxes: Sandboxes, specs: ExerciseSpecs, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = next(spec for spec in specs.exercises if spec.slug == "is-etcd-conflict")
    cell = AnswerCandidate(PRELUDE + samples.get_right_answer(spec.slug), "its id", "a.ipynb", 1)
    renamed = replace(cell, source=f"{cell.source}\nprint('and my own name on it')\n")
    cache = VerdictCache()
    first = examine_candidate(sandboxes.answers, spec, cell, BOUNDS, cache)
    monkeypatch.setattr(mark_exercise, "examine", lambda *_: pytest.fail("it was examined"))
    second = examine_candidate(sandboxes.answers, spec, renamed, BOUNDS, cache)
    assert (first.status, second.status) == (results.PASSED, results.PASSED)
    assert second.printed == "and my own name on it\n"


def test_a_transcript_with_another_next_question_is_examined_afresh(sandboxes: Sandboxes, specs: ExerciseSpecs) -> None:
    spec = next(spec for spec in specs.exercises if spec.slug == "is-etcd-conflict")
    cell = AnswerCandidate(PRELUDE + samples.get_right_answer(spec.slug), "its id", "a.ipynb", 1)
    cache = VerdictCache()
    examine_candidate(sandboxes.answers, spec, cell, BOUNDS, cache)
    ((key, kept),) = cache.transcripts
    other = VerdictCache()
    other.keep(key, replace(kept, sent=[*kept.sent[:-1], kept.sent[0]]))
    assert examine_candidate(sandboxes.answers, spec, cell, BOUNDS, other).status == results.PASSED
