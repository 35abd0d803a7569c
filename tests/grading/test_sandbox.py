"""The sandbox itself: what a seat sees, that it ends with all that it has started, and who is to look at a pass."""

from __future__ import annotations

import contextlib
import os
import tracemalloc
from pathlib import Path

import pytest

from kubeish.grading import notebook_run, results
from kubeish.grading.channel import LONGEST, Channel, Gone, TimeUp, TooLong
from kubeish.grading.examining import Bounds, examined
from kubeish.grading.marking import Rooms
from kubeish.grading.papers import Papers
from kubeish.grading.reaching import reached_for
from kubeish.grading.reading.finding import Candidate
from kubeish.grading.sandbox.room import Seat
from kubeish.grading.sandbox.tree import Tree
from kubeish.wire import WireError, decode, encode
from tests.answers import PRELUDE
from tests.grading import handing_in as hand

BOUNDS = Bounds(seconds=60)


def printed(rooms: Rooms, papers: Papers, text: str) -> str:
    """What a cell prints in the sandbox."""
    paper = next(paper for paper in papers.exercises if paper.slug == "is-etcd-conflict")
    cell = f"{text}\ndef is_etcd_conflict(error):\n    return None\n"
    return examined(rooms.answers, paper, [Candidate(cell, "its id", "a.ipynb", 1)], BOUNDS).printed.strip()


def test_a_seat_is_alone(rooms: Rooms, papers: Papers) -> None:
    said = printed(
        rooms,
        papers,
        "import os, socket, sys\n"
        "strange = [name for name in os.listdir('/tmp') if not sys.prefix.startswith(f'/tmp/{name}/')]\n"
        "print(os.getpid(), os.getuid(), strange, socket.gethostname())",
    )
    assert said == "1 1000 [] sandbox"


def test_it_has_no_handle_but_its_channel(rooms: Rooms, papers: Papers) -> None:
    text = """
import os, stat
for number in range(256):
    try:
        kind = os.fstat(number).st_mode
    except OSError:
        continue
    what = 'socket' if stat.S_ISSOCK(kind) else 'device' if stat.S_ISCHR(kind) else kind
    print(number if number < 3 else 'one', what)
"""
    lines = printed(rooms, papers, text).splitlines()
    assert lines[:3] == ["0 device", "1 device", "2 device"]
    assert lines[3:] == ["one socket"]


def test_of_this_machine_it_sees_python_and_the_system_alone(rooms: Rooms, papers: Papers) -> None:
    text = "import os\nprint(*sorted(name for name in os.listdir('/') if os.access('/' + name, os.R_OK)))"
    seen = set(printed(rooms, papers, text).split())
    assert "course" in seen
    assert not seen & {"home", "srv", "mnt", "media", "var", "run", "sys", "boot", "opt"}
    assert printed(rooms, papers, f"import os\nprint(os.path.exists({str(hand.ROOT / 'solutions')!r}))") == "False"


def test_nothing_of_the_grader_but_its_inside_goes_in(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    for folder in (tree.base, tree.full()):
        grading = folder / "kubeish" / "grading"
        assert sorted(
            path.name for path in grading.iterdir() if path.suffix != ".pyc" and path.name != "__pycache__"
        ) == [
            "__init__.py",
            "channel.py",
            "inside",
        ]
        assert not list(folder.rglob("solutions")) + list(folder.rglob("authoring")) + list(folder.rglob("*.ipynb"))


def test_a_seat_ends_with_all_that_it_has_started(rooms: Rooms) -> None:
    notebook = hand.text_of({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).decode()
    with rooms.notebooks.seat("", notebook_run._LIMITS, 60) as seat:
        task = {"name": "x.ipynb", "notebook": notebook, "home": seat.home, "settings": {}}
        seat.channel.send(encode(task))
        assert decode(seat.channel.receive())[1] == ""
        process = seat._process
    assert process > 0
    with pytest.raises(Gone):
        seat.channel.receive()


def test_a_dead_kernel_is_noticed_and_the_rest_goes_on(rooms: Rooms, papers: Papers) -> None:
    answers = {"warm-up": PRELUDE + "import os\nos._exit(0)\ndef read_back(client, key):\n    pass\n"}
    lesson = hand.lesson_of("warm-up")
    # The limit of a cell is a minute: who waited for it would see the kernel die of boredom, and this test fail.
    said = notebook_run.run(rooms.notebooks, lesson, papers.references[lesson], answers, 60.0)["warm-up"]
    assert said.outcome != notebook_run.PASSED
    assert "dead" in said.words or "died" in said.words


def test_a_channel_is_bounded() -> None:
    import socket
    import struct

    end, theirs = socket.socketpair()
    with end, theirs:
        channel = Channel(end, 60.0)
        theirs.sendall(struct.pack(">I", 5) + b"hello")
        assert channel.receive() == b"hello"
        theirs.sendall(struct.pack(">I", 1 << 31))
        with pytest.raises(TooLong):
            channel.receive()
        with pytest.raises(TimeUp):
            Channel(end, 0.0).receive()
        theirs.close()
        with pytest.raises(Gone):
            Channel(end, 60.0).receive()


def test_who_reads_nothing_is_waited_for_no_longer_than_who_says_nothing() -> None:
    import socket

    end, theirs = socket.socketpair()
    with end, theirs:
        channel = Channel(end, 0.2)
        with pytest.raises(TimeUp):
            channel.send(bytes(10_000_000))
        assert channel.waited >= 0.2


LOOPS = {
    "a loop": "while True:\n    pass\n",
    "a flood": "while True:\n    print('x' * 1_000_000)\n",
    "forged silence": "get_ipython().kernel.session.send = lambda *a, **k: None\n",
}


@pytest.mark.parametrize("title", LOOPS)
def test_the_time_of_a_notebook_is_kept_outside_and_nothing_is_waited_for_after_it(
    title: str, rooms: Rooms, papers: Papers
) -> None:
    answers, ended = {"warm-up": PRELUDE + LOOPS[title]}, []
    lesson = hand.lesson_of("warm-up")
    before, end = Channel.receive, Seat.end

    def receive(channel: Channel) -> bytes:
        assert not ended, "somebody listens to a seat that has ended"
        return before(channel)

    def noted(seat: Seat) -> None:
        ended.append(seat.channel.waited >= 1.0)
        end(seat)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Channel, "receive", receive)
        patch.setattr(Seat, "end", noted)
        said = notebook_run.run(rooms.notebooks, lesson, papers.references[lesson], answers, 1.0)["warm-up"]
    assert (said.outcome, said.words) == (notebook_run.NOT_RUN, "it took too long")
    assert ended == [True]


def test_half_a_character_is_said_and_not_waited_for(rooms: Rooms, papers: Papers) -> None:
    answer = hand.right("string-set").replace("def list(self):", "def list(self):\n        raise ValueError('\\ud800')")
    lesson = hand.lesson_of("string-set")
    answers = {"string-set": f"{PRELUDE}print('\\ud800')\n{answer}"}
    said = notebook_run.run(rooms.notebooks, lesson, papers.references[lesson], answers, 60.0)["string-set"]
    assert "not yet" in said.words, said


@pytest.mark.parametrize("piece", ['["l"],', '["d"],', "{},", '["t",1.5],'])
def test_the_worst_that_a_message_may_hold_takes_little_memory(piece: str) -> None:
    message = f'["l","is",["l",{(piece * (LONGEST // len(piece)))[:-1]}]]'.encode()
    tracemalloc.start()
    with contextlib.suppress(WireError):
        decode(message)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40_000_000


def test_who_passes_and_reaches_for_the_checks_is_looked_at(rooms: Rooms, papers: Papers) -> None:
    paper = next(paper for paper in papers.exercises if paper.slug == "is-etcd-conflict")
    right = "def is_etcd_conflict(error):\n    return isinstance(error, EtcdError) and error.code == 101\n"
    for text, status in (
        (right, results.PASSED),
        (f"# gc, exec\n{right}", results.PASSED),
        (f"import gc\n{right}", results.DISPUTED),
    ):
        mark = examined(rooms.answers, paper, [Candidate(PRELUDE + text, "its id", "a.ipynb", 1)], BOUNDS)
        assert mark.status == status, mark


def test_no_right_answer_of_the_tests_reaches_for_them() -> None:
    for slug in hand.built_slugs():
        for answer in hand.answers_to(slug)[0]:
            assert reached_for([answer.source]) == [], (slug, answer.title)
    assert reached_for(["getattr(x, 'two_at_once')", "not ( Python"]) == ["two_at_once"]


def test_no_process_is_left_when_a_room_is_closed(bubblewrap: str, tmp_path: Path) -> None:
    from kubeish.grading.sandbox.room import Room

    room = Room("answers", Tree(tmp_path))
    with room.seat("", Bounds().limits(), 60.0):
        warm = room._warm
        assert warm is not None
        process = warm._process.pid
    room.close()
    assert not os.path.exists(f"/proc/{process}")  # noqa: PTH110  # /proc is no place for a Path's niceties
