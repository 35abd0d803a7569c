"""A program that remembers: each history is run once, and its steps are those of the program itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kubeish.checks.answer import Function
from kubeish.checks.environment import Play, play
from kubeish.checks.local_answer import LocalAnswer
from kubeish.checks.plans import TROUBLES, Change, Plan
from kubeish.checks.remembered_program import RememberedProgram
from kubeish.etcd.store.messages import Put
from kubeish.explorer import run_setup
from kubeish.explorer.errors import NotDeterministic

KEY = "/list"
FUNCTION = Function("append", "client", ())
START = run_setup(lambda client: client.put(KEY, "[]"))
RIVAL = Change("writes it", lambda state: [Put(KEY.encode(), b'["rival"]')])


class Learner:
    """An answer that reads, writes at the index that it read, and tries again; how often it was called."""

    def __init__(self) -> None:
        self.calls = 0

    def append(self, client: Any) -> None:
        self.calls += 1
        while True:
            value, meta = client.get(KEY)
            items = [*json.loads(value), "mine"]
            t = client.transactions
            if client.transaction([t.mod(KEY) == meta.mod_revision], [t.put(KEY, json.dumps(items))], [])[0]:
                return


def make_program(learner: Any) -> RememberedProgram:
    return RememberedProgram(LocalAnswer(("append",), {"append": learner}), "yours", FUNCTION)


def describe(run: Play) -> tuple[object, ...]:
    return run.moves, type(run.end), str(getattr(run.end, "error", "")), run.after


PLANS = [Plan(), *(Plan().add(number, event) for number in range(2) for event in (RIVAL, *TROUBLES))]
PLANS += [Plan().add(1, RIVAL).add(3, event) for event in (RIVAL, *TROUBLES)]


def test_every_run_is_the_one_that_the_program_itself_makes() -> None:
    remembered = make_program(Learner().append)
    for plan in [*PLANS, *reversed(PLANS)]:
        fresh = LocalAnswer(("append",), {"append": Learner().append}).make_program("yours", FUNCTION)
        assert describe(play(remembered, START, plan)) == describe(play(fresh, START, plan)), plan.describe()


def test_what_differs_in_the_store_alone_is_not_run_again() -> None:
    learner = Learner()
    program = make_program(learner.append)
    lost_and_done, lost = TROUBLES[:2]
    first = play(program, START, Plan().add(1, lost_and_done))
    calls = learner.calls
    assert calls
    second = play(program, START, Plan().add(1, lost))
    assert learner.calls == calls
    assert first.after != second.after  # the store was not the same, and is judged each time
    assert type(first.end) is type(second.end)
    play(program, START, Plan().add(1, RIVAL))
    assert learner.calls > calls


def test_answers_of_two_kinds_that_are_equal_are_told_apart() -> None:
    lost, refused = TROUBLES[1], TROUBLES[3]
    program = make_program(Learner().append)
    ends = [str(getattr(play(program, START, Plan().add(0, each)).end, "error", "")) for each in (lost, refused)]
    assert len(set(ends)) == 2


def test_an_answer_that_keeps_something_from_run_to_run_is_noticed() -> None:
    calls: list[None] = []

    def append(client: Any) -> None:
        calls.append(None)
        client.put(KEY, str(len(calls)))

    with pytest.raises(NotDeterministic):
        play(make_program(append), START)
