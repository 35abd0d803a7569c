"""A deadline ends work that takes too long, in any thread, and leaves nothing behind."""

from __future__ import annotations

import sys
import threading

import pytest

from kubeish.classroom.grading.deadline import Deadline, DeadlineExceeded


def test_it_ends_an_endless_loop() -> None:
    def work() -> None:
        with Deadline(0.05):
            while True:
                pass

    with pytest.raises(DeadlineExceeded):
        work()


def test_it_works_in_a_thread_that_is_not_the_main_one() -> None:
    found: list[type[BaseException]] = []

    def work() -> None:
        try:
            with Deadline(0.05):
                while True:
                    pass
        except DeadlineExceeded as error:
            found.append(type(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert found == [DeadlineExceeded]


def test_where_it_was_not_needed_lines_can_still_be_counted_after_it() -> None:
    """Python 3.11 hangs in a traced call while it waits for an error that was taken back."""
    with Deadline(60):
        pass
    lines: list[int] = []

    def count(frame: object, event: str, _: object) -> object:
        lines.append(1)
        return count

    def traced() -> int:
        return 1

    before = sys.gettrace()
    sys.settrace(count)
    try:
        traced()
    finally:
        sys.settrace(before)
    assert lines
