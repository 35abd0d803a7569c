"""A run in which rivals act: its timeline marks what the answer overwrote unread, and no write of a rival."""

from __future__ import annotations

from typing import Any

from kubeish.checks.environment import play
from kubeish.checks.plans import Change, Plan
from kubeish.etcd.store.messages import Put
from kubeish.explorer import as_program, run_setup
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
