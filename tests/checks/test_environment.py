"""A run in which rivals act: its timeline marks what the answer overwrote unread, and no write of a rival."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from kubeish.checks.environment import MOST_SECONDS, play
from kubeish.checks.plans import Change, Plan
from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import State
from kubeish.etcd.store.messages import Put
from kubeish.explorer import WaitsForEver, as_program, run_setup
from kubeish.explorer.replay import FunctionProgram
from kubeish.widgets.pages.single_run_page import build_run_graph

KEY = "/registry/list"


def write_twice(client: Any) -> None:
    client.get(KEY)
    client.put(KEY, "mine")
    client.put(KEY, "mine again")


def test_a_rival_s_write_over_the_answer_s_is_no_harm() -> None:
    start = run_setup(lambda client: client.put(KEY, "first"))
    change = Change("writes it", lambda state: [Put(KEY.encode(), b"rival's")])
    run = play(as_program("yours", write_twice), start, Plan({1: (change,), 2: (change,)})).make_timeline()
    blind = [(step.who, bool(step.blind), step.mark) for step in run.steps]
    assert blind == [
        ("yours", False, "read"),
        ("rival", False, "write"),
        ("yours", True, "blind write"),
        ("rival", False, "write"),
        ("yours", True, "blind write"),
    ]
    graph = build_run_graph(run)
    marked = [move["blind"] for position in graph["positions"] for move in position["moves"]]
    assert marked == [False, False, True, False, True]


class FarProgram(FunctionProgram):
    """A program whose process has times of its own: so many seconds passed between two looks, and so many used."""

    def __init__(self, passed: float, used: float) -> None:
        super().__init__("yours", write_twice, EmbeddedClient)
        self.step, self.now = (passed, used), (0.0, 0.0)

    def read_times(self) -> tuple[float, float]:
        (passed, used), (more, more_used) = self.now, self.step
        self.now = passed + more, used + more_used
        return self.now


@pytest.mark.parametrize(
    ("passed", "used", "waits"),
    [
        (0.001, 0.0, False),  # it had no processor for an hour, or did not ask for one for a millisecond
        (0.9 * MOST_SECONDS, 0.0, False),
        (1.1 * MOST_SECONDS, 0.0, True),
        (1.1 * MOST_SECONDS, MOST_SECONDS, False),
        (20 * MOST_SECONDS, 6 * MOST_SECONDS, True),
    ],
)
def test_an_answer_waits_by_the_clock_of_its_own_process(
    passed: float, used: float, waits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = itertools.count(0.0, 3600.0)
    monkeypatch.setattr("kubeish.checks.environment.monotonic", lambda: next(hours))
    program = FarProgram(passed / 3, used / 3)  # it is looked at before each of three requests
    if waits:
        with pytest.raises(WaitsForEver):
            play(program, State())
    else:
        assert len(play(program, State()).yours) == 3
