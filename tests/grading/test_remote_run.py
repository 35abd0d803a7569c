"""Runs by forecasts over the wire: the same as in this process, also where a forecast was wrong, in few messages."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from kubeish.checks.answer import Function
from kubeish.checks.environment import MOST_REQUESTS, Play, play
from kubeish.checks.local_answer import LocalAnswer
from kubeish.checks.plans import TROUBLES, Change, Plan, Storm
from kubeish.classroom.grading.channel import Channel, ChannelClosed
from kubeish.classroom.grading.remote_answer import RemoteAnswer
from kubeish.classroom.grading.remote_run import ProtocolError, RemoteRun
from kubeish.classroom.grading.sandbox.guest.answer_server import QuestionHandler, _encode_reply
from kubeish.classroom.grading.wire import decode
from kubeish.classroom.grading.wire.forecast_table import ForecastTable
from kubeish.etcd.store import State, apply
from kubeish.etcd.store.messages import KeyValue, Put, Range
from kubeish.explorer import explore, run_setup
from kubeish.explorer.errors import NotDeterministic
from kubeish.explorer.forecast import Forecast
from kubeish.explorer.steps import Asks

KEY = "/list"
FUNCTION = Function("append", "client", ())
START = run_setup(lambda client: client.put(KEY, "[]"))


def write_rival(state: State) -> list[Any]:
    """What a rival does depends on what it finds: it goes on counting."""
    found = state.find(KEY.encode())
    return [Put(KEY.encode(), json.dumps([*json.loads(found.value if found else b"[]"), "rival"]).encode())]


RIVAL = Change("appends to it", write_rival)
STORM = Plan(storm=Storm(KEY, 100, RIVAL))


def append(client: Any) -> None:
    """The right answer."""
    while True:
        value, meta = client.get(KEY)
        items, t = [*json.loads(value or b"[]"), "mine"], client.transactions
        index = meta.mod_revision if meta else 0
        if client.transaction([t.mod(KEY) == index], [t.put(KEY, json.dumps(items))], [])[0]:
            return


def append_blindly(client: Any) -> None:
    """Its transactions compare nothing: they do not fail in a storm, as a forecast takes them to, and it sees that."""
    items: list[object] = []
    for number in range(5):
        t = client.transactions
        _, (found, _) = client.transaction([], [t.get(KEY), t.put(KEY, json.dumps([*items, number]))], [])
        items = json.loads(found[0][0]) if found else []


def append_for_ever(client: Any) -> None:
    while True:
        client.get(KEY)


class CountingChannel(Channel):
    sent = 0

    def send(self, message: bytes) -> None:
        self.sent += 1
        super().send(message)


class ThreadedAnswer(RemoteAnswer):
    """The far side runs in a thread of this process."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self._histories = {}
        self.forecasts = ForecastTable()


@contextmanager
def connect(learners: Callable[[Any], object]) -> Iterator[ThreadedAnswer]:
    ours, theirs = socket.socketpair()
    handler = QuestionHandler(LocalAnswer(("append",), {"append": learners}), Channel(theirs))

    def serve() -> None:
        try:
            while True:
                handler.channel.send(_encode_reply(handler.reply(*decode(handler.channel.receive(), opaque=True))))
        except ChannelClosed:
            pass

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield ThreadedAnswer(CountingChannel(ours))
    finally:
        ours.close()
        thread.join()
        theirs.close()


def describe(run: Play) -> tuple[object, ...]:
    return run.moves, type(run.end), str(getattr(run.end, "error", "")), run.after


PLANS = [Plan(), STORM, replace(STORM, at={3: (RIVAL,)})]
PLANS += [Plan().add(1, RIVAL).add(3, event) for event in (RIVAL, *TROUBLES)]


@pytest.mark.parametrize("learners", [append, append_blindly, append_for_ever])
def test_a_run_over_the_wire_is_the_same_run(learners: Callable[[Any], object]) -> None:
    here = LocalAnswer(("append",), {"append": learners}).make_program("yours", FUNCTION)
    with connect(learners) as answer:
        there = answer.make_program("yours", FUNCTION)
        for plan in PLANS:
            assert describe(play(there, START, plan)) == describe(play(here, START, plan)), plan.describe()


def test_a_hundred_rounds_of_a_storm_cross_in_few_messages() -> None:
    with connect(append) as answer:
        program = answer.make_program("yours", FUNCTION)
        play(program, START, Plan().add(1, RIVAL))  # it has been paused at each of its places by now
        before = answer.channel.sent  # type: ignore[attr-defined]
        run = play(program, START, STORM)
        assert len(run.yours) == 202
        assert answer.channel.sent - before < 202 / MOST_REQUESTS * 3  # type: ignore[attr-defined]


def test_every_order_is_the_same_over_the_wire() -> None:
    found = []
    with connect(append) as answer:
        for asked in (LocalAnswer(("append",), {"append": append}), answer):
            programs = {name: asked.make_program(name, FUNCTION) for name in "AB"}
            found.append(explore(programs, lambda client: client.put(KEY, "[]")).interleavings)
    assert found[0] == found[1] > 1


def test_what_depends_on_more_than_its_history_is_noticed_in_a_storm_too() -> None:
    calls: list[None] = []

    def append_differently(client: Any) -> None:
        calls.append(None)
        client.transaction([], [client.transactions.put(KEY, json.dumps(["mine"] * len(calls)))], [])

    with connect(append_differently) as answer, pytest.raises(NotDeterministic):
        play(answer.make_program("yours", FUNCTION), START, STORM)


def test_more_requests_than_were_foreseen_are_refused() -> None:
    state, given = apply(START, Range(b"k"))
    run = RemoteRun(lambda request: given, lambda: Forecast(state, 2), ForecastTable())
    run.foresee()
    assert run.confirm([Range(b"k"), Range(b"k")])
    with pytest.raises(ProtocolError):
        run.confirm([Range(b"k")])


def test_a_request_that_is_refused_after_all_ends_the_run_there() -> None:
    run = RemoteRun(lambda request: None, lambda: Forecast(START, 5), ForecastTable())
    run.foresee()
    assert not run.confirm([Range(b"k"), Range(b"other")])
    assert (run.refused, run.requests) == (Asks(Range(b"k")), [])
    assert run.reply(([], Range(b"k"))) == (None, None)


@pytest.mark.parametrize("value", [[], ([],), ((), 1), "told", None])
def test_what_is_no_report_on_a_run_is_refused(value: object) -> None:
    with pytest.raises(ProtocolError):
        RemoteRun(lambda request: None, lambda: None, ForecastTable()).reply(value)


def test_a_key_with_its_value_crosses_once() -> None:
    ours, theirs = ForecastTable(), ForecastTable()
    kvs = [KeyValue(b"%d" % n, b"value", 1, 2, 1, 0) for n in range(4)]
    for chosen in ([0, 1, 2], [1, 3], [], [3, 0], [2]):
        forecast = Forecast(State(7, tuple(kvs[n] for n in chosen)), 3)
        sent = ours.shorten(forecast)
        assert theirs.restore(sent) == forecast
    assert sent is not None
    assert sent[0].kvs == ()
    assert theirs.restore(ours.shorten(None)) is None
