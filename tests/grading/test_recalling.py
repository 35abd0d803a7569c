"""A talk that is known to its end is a pass, one that leaves it is examined, and both get the marks they would get."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kubeish.checks import PASSED, Verdict
from kubeish.grading import examining, results
from kubeish.grading.channel import Channel
from kubeish.grading.examining import Bounds, _examined
from kubeish.grading.marking import Rooms
from kubeish.grading.papers import Papers
from kubeish.grading.reading.finding import Candidate
from kubeish.grading.recalling import Memory, Noting, Otherwise, Talk
from tests.answers import PRELUDE
from tests.grading import handing_in as hand

BOUNDS = Bounds(seconds=60, seed=3)
VERDICT = Verdict("x", PASSED, "", "", "", "")


class Spoken(Channel):
    """Says what it is given to say, and notes what it hears."""

    def __init__(self, *replies: bytes) -> None:
        self.replies, self.heard = list(replies), list[bytes]()

    def send(self, message: bytes) -> None:
        self.heard.append(message)

    def receive(self) -> bytes:
        return self.replies.pop(0)


def remembering(*talks: Talk) -> Memory:
    memory = Memory()
    for talk in talks:
        memory.keep("x", talk)
    return memory


LONG = Talk([(b"1", b"a"), (b"2", b"b"), (b"4", b"d")], VERDICT)
OTHER = Talk([(b"1", b"a"), (b"2", b"c"), (b"3", b"d")], VERDICT)


def test_what_is_said_word_for_word_has_its_verdict() -> None:
    for talk in (LONG, OTHER):
        spoken = Spoken(*(came for _, came in talk.said))
        assert remembering(LONG, OTHER).recall("x", spoken) == (talk.said, VERDICT)
        assert spoken.heard == [sent for sent, _ in talk.said]


def test_another_word_ends_what_is_known_and_no_question_is_asked_before_its_time() -> None:
    spoken = Spoken(b"a", b"z", b"d")
    said, verdict = remembering(LONG, OTHER).recall("x", spoken)
    assert (said, verdict) == ([(b"1", b"a"), (b"2", b"z")], None)
    assert spoken.heard == [b"1", b"2"]
    assert remembering(LONG).recall("y", spoken) == ([], None)


def test_only_what_passed_is_kept_and_only_so_much() -> None:
    failed = Talk(LONG.said, replace(VERDICT, status="not yet"))
    assert remembering(failed).recall("x", Spoken()) == ([], None)
    memory = remembering(*(Talk([(b"%d" % n, bytes(3_000_000))], VERDICT) for n in range(99)))
    assert memory._size <= 32_000_000
    assert memory.recall("x", Spoken(b""))[0][0][0] > b"80"


def test_the_examiner_is_told_what_was_said_and_goes_on_by_itself() -> None:
    spoken = Spoken(b"new")
    notes = Noting(spoken, [(b"1", b"a")])
    for question, reply in ((b"1", b"a"), (b"2", b"new")):
        notes.send(question)
        assert notes.receive() == reply
    assert (spoken.heard, notes.said) == ([b"2"], [(b"1", b"a"), (b"2", b"new")])
    with pytest.raises(Otherwise):
        Noting(spoken, [(b"1", b"a")]).send(b"something else")


def test_every_answer_gets_the_mark_that_it_gets_from_who_remembers_nothing(rooms: Rooms, papers: Papers) -> None:
    memory, known = Memory(), 0
    for slug in ("is-etcd-conflict", "compare-and-swap-obj"):
        paper = next(paper for paper in papers.exercises if paper.slug == slug)
        rights, wrongs = hand.answers_to(slug)
        for answer in (*rights, *wrongs, *rights):
            cell = Candidate(PRELUDE + answer.source, "its id", "a.ipynb", 1)
            fresh, mark = (_examined(rooms.answers, paper, cell, BOUNDS, each) for each in (Memory(), memory))
            assert mark == fresh, answer
            known += mark.status == results.PASSED
    assert known > 10


def test_what_is_known_needs_no_examiner(rooms: Rooms, papers: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = next(paper for paper in papers.exercises if paper.slug == "is-etcd-conflict")
    cell = Candidate(PRELUDE + hand.right(paper.slug), "its id", "a.ipynb", 1)
    renamed = replace(cell, source=f"{cell.source}\nprint('and my own name on it')\n")
    memory = Memory()
    first = _examined(rooms.answers, paper, cell, BOUNDS, memory)
    monkeypatch.setattr(examining, "examine", lambda *_: pytest.fail("it was examined"))
    second = _examined(rooms.answers, paper, renamed, BOUNDS, memory)
    assert (first.status, second.status) == (results.PASSED, results.PASSED)
    assert second.printed == "and my own name on it\n"


def test_who_would_be_asked_something_else_is_examined_from_the_beginning(rooms: Rooms, papers: Papers) -> None:
    paper = next(paper for paper in papers.exercises if paper.slug == "is-etcd-conflict")
    cell = Candidate(PRELUDE + hand.right(paper.slug), "its id", "a.ipynb", 1)
    memory = Memory()
    _examined(rooms.answers, paper, cell, BOUNDS, memory)
    ((what, talk),) = memory._talks.values()
    odd = Memory()
    odd.keep(what, Talk([*talk.said[:-1], (talk.said[0][0], b"")], talk.verdict))
    assert _examined(rooms.answers, paper, cell, BOUNDS, odd).status == results.PASSED
