"""Histories by number: both sides of the wire give the same numbers, and each history comes back as it was."""

from __future__ import annotations

import random

import pytest

from kubeish.classroom.grading.wire.history_table import HistoryTable
from kubeish.etcd.store.messages import Put, PutAnswer


def test_histories_come_back_and_both_sides_number_alike() -> None:
    """Random walks through a small tree: what one side refers to, the other side finds."""
    draw = random.Random(7)
    answers = [PutAnswer(n) for n in range(4)]
    requests = [Put(b"k", b"%d" % n) for n in range(3)]
    ours, theirs = HistoryTable(), HistoryTable()
    crossed = 0
    for _ in range(300):
        length = draw.randrange(6)
        history = tuple(draw.choices(answers, k=length))
        asked = tuple(draw.choices(requests, k=length))
        base, place = ours.find(history, asked)
        assert ours.trace(base) == (history[:place], asked[:place])
        number = ours.add_all(base, history[place:], asked[place:])
        copied = [answer._replace() for answer in history[place:]]  # what crosses the wire is another object
        assert theirs.add_all(base, copied, asked[place:]) == number
        assert theirs.trace(number) == ours.trace(number) == (history, asked)
        crossed += length - place
        assert ours.find(history, asked) == (number, length)
    assert crossed < 600, "what crossed once has crossed again"


def test_equal_answers_that_are_two_objects_are_two_histories() -> None:
    table = HistoryTable()
    one, other, asked = PutAnswer(1), PutAnswer(True), Put(b"k", b"")
    assert one == other
    table.add(0, one, asked)
    assert table.find((other,), (asked,)) == (0, 0)


def test_a_number_that_was_never_given_is_an_error() -> None:
    with pytest.raises(IndexError):
        HistoryTable().trace(1)


def test_what_the_other_side_does_not_know_is_forgotten() -> None:
    """A run by a forecast that was wrong leaves histories behind on one side."""
    table, one, other, asked = HistoryTable(), PutAnswer(1), PutAnswer(2), Put(b"k", b"")
    first = table.add(0, one, asked)
    table.add(first, other, asked)
    table.truncate(first + 1)
    assert table.find((one, other), (asked, asked)) == (first, 1)
    assert table.add(first, one, asked) == first + 1
