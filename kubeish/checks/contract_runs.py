"""Runs of an answer against its contract: alone, with rivals, and with errors that must propagate.

With rivals: each change and each trouble at each of its requests, also after a first conflict, then
several changes in one run, and at last more conflicts than any limit of tries.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator

from kubeish.explorer.steps import Returned
from kubeish.explorer.thread_output import OUTPUT
from kubeish.explorer.virtual_time import REPLACEMENT
from kubeish.explorer.watchdog import WATCHDOG
from kubeish.wording import join, say

from .answer import Create, FailingMethod, Function
from .contract import Contract, Fault
from .draw import ERRORS, Draw
from .end_descriptions import describe_error
from .environment import Play, play
from .examination import Examination
from .factories import make_error
from .json_values import describe_keys
from .plans import TROUBLES, Change, Plan, Storm, Trouble
from .remembered_program import RememberedProgram
from .verdict import Verdict

LABEL = say("your function")
"""What an answer is called in the explorer's own sentences."""

_FEW_TROUBLES = 2
"""Kinds of trouble at each request, on every store but the first."""

_MOST_SHOWN = 24
"""Steps of a run that a verdict shows; a longer one has its words alone."""


def find_violation(exam: Examination, contracts: list[Contract], draw: Draw) -> Verdict | None:
    """The verdict on an answer that breaks one of ``contracts`` in one of many runs; None if it keeps them.

    It is first played alone with each, since a fault that shows then is the easiest one to read.
    """
    with WATCHDOG, OUTPUT, REPLACEMENT:  # once, and not for each run
        for contract, run in _play_all(exam, contracts, draw):
            if fault := contract.find_fault(run):
                return reject_run(exam, contract, run, fault)
    return None


def _play_all(exam: Examination, contracts: list[Contract], draw: Draw) -> Iterator[tuple[Contract, Play]]:
    played: list[tuple[Contract, Play]] = []
    for contract in contracts:
        alone = play(RememberedProgram(exam.answer, LABEL, contract.function), contract.start)
        played.append((contract, alone))
        yield contract, alone
    for contract, alone in played:
        # What an answer does in trouble seldom depends on what it found: all of it on one store, some on the others.
        troubles = len(TROUBLES) if contract is contracts[0] else _FEW_TROUBLES
        for plan in _list_plans(contract, alone, draw, troubles):
            yield contract, play(alone.program, contract.start, plan)


def reject_run(exam: Examination, contract: Contract, run: Play, fault: Fault) -> Verdict:
    """The verdict on one run."""
    call = say("{call} on a store where {where}.", call=contract.call, where=contract.where)
    ran = join(" ", [call, *run.plan.describe()])
    timeline = run.make_timeline() if len(run.moves) <= _MOST_SHOWN else None
    return exam.reject(ran, fault.saw, fault.wanted, fault.try_next, timeline)


def _list_plans(contract: Contract, alone: Play, draw: Draw, troubles: int) -> Iterator[Plan]:
    """One event at each request; then a conflict and one event after it; then several.

    ``troubles``: how many kinds of trouble there are at each request.
    """

    def draw_events() -> tuple[Change | Trouble, ...]:
        drawn = draw.sample(TROUBLES, troubles)
        return (*contract.changes, *(each for each in TROUBLES if each in drawn))

    requests = len(alone.yours)
    for number in range(requests):
        for event in draw_events():
            yield Plan().add(number, event)
    if contract.conflict:
        before = Plan().add(requests - 1, contract.conflict)
        yield before
        for number in range(requests, len(play(alone.program, contract.start, before).yours)):
            for event in draw_events():
                yield before.add(number, event)
    for _ in range(12 if contract.changes else 0):
        plan = Plan()
        for number in range(draw.randint(2, 2 * requests + 2)):
            if draw.random() < 0.5:
                plan = plan.add(number, draw.choice(contract.changes))
        yield plan
    if contract.conflict and contract.storm_key:
        yield Plan(storm=Storm(contract.storm_key, _draw_rounds(draw), contract.conflict))


def _draw_rounds(draw: Draw) -> int:
    """Retries that are wanted: more than any limit, and fewer than 1,024, from which on a float overflows."""
    return draw.randint(1_001, 1_015) if sys.platform != "emscripten" else draw.randint(101, 115)


def find_unpropagated(
    exam: Examination,
    contract: Contract,
    methods: Iterable[tuple[str, int]],
    codes: Iterable[int],
    untouched: tuple[str, ...] = (),
    must_call: bool = False,
) -> Verdict | None:
    """The verdict on an answer that does not let the errors of a method that it calls propagate.

    ``methods``: each with the number of the call that fails. The errors are ERRORS, and EtcdErrors
    with ``codes``. ``untouched``: the keys that must then stay as they were. ``must_call``: the
    answer has to call the methods; otherwise one that does not, and keeps the contract, is right.
    """
    program = RememberedProgram(exam.answer, LABEL, contract.function)
    errors = [*ERRORS, *(("EtcdError", code, "/x") for code in codes)]
    with WATCHDOG, OUTPUT, REPLACEMENT:  # once, and not for each run
        for (method, call), error in itertools.product(methods, errors):
            failing = FailingMethod(method, call, Create("error", error))
            plan = _plan_to_reach(failing, program, contract)
            if wrong := _find_unpropagated(exam, contract, failing, plan, untouched, must_call):
                return wrong
    return None


def _plan_to_reach(failing: FailingMethod, program: RememberedProgram, contract: Contract) -> Plan:
    """A plan in which the answer makes the call that is to fail: a second one comes after a conflict."""
    if failing.call == 1 or contract.conflict is None:
        return Plan().add(0)
    return Plan().add(len(play(program, contract.start).yours) - 1, contract.conflict)


def _find_unpropagated(
    exam: Examination,
    contract: Contract,
    failing: FailingMethod,
    plan: Plan,
    untouched: tuple[str, ...],
    must_call: bool,
) -> Verdict | None:
    function = contract.function
    function = Function(function.name, function.factory, function.args, function.through, failing)
    run = play(RememberedProgram(exam.answer, LABEL, function), contract.start, plan)
    error = make_error(*failing.error.args)
    owner = "helper" if function.factory == "helper" else "registry"
    if not must_call and isinstance(run.end, Returned) and contract.find_fault(run) is None:
        return None
    what = say("{call} raised {error}", call=f"{owner}.{failing.method}", error=describe_error(error))
    fault = contract.judge_failure(run, error, what)
    late = [key for move in run.writes for key in move.changed if key.decode() in untouched]
    if late and not fault:
        fault = Fault(
            say(
                "{what}, and your function wrote to {keys}.",
                what=what,
                keys=describe_keys((late[0],)),
            ),
            say("nothing to be written there."),
            say("after an error that you do not expect, do nothing more."),
        )
    return reject_run(exam, contract, run, fault) if fault else None
