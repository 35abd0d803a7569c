"""round-robin: the machines in turn; keeps its place when the list changes, shares nothing."""

from __future__ import annotations

from kubeish.checks import Construct, Create, Draw, Examination, Operation, Ref, Result, Verdict
from kubeish.checks.models.turn_cases import describe_last, make_cases
from kubeish.checks.models.turn_stories import Turn, change_list, describe_turns, find_wrong_turn
from kubeish.checks.scheduler_contract import make_contract
from kubeish.checks.scheduler_under_test import (
    STUCK,
    SchedulerCase,
    SchedulerUnderTest,
    describe_choices,
    draw_pods,
    schedule,
)
from kubeish.wording import join, say

NAME = "RoundRobinScheduler"
STORIES, CHAPTERS = 3, 7  # lists that change so often, with another scheduler beside


def examine(exam: Examination) -> Verdict:
    """In turn; the contract; single changes of the list; then many of them, against a model."""
    draw = exam.draw()
    machines = draw.draw_machines(4)
    if sorted(machines[:3]) == machines[:3]:
        machines[:2] = machines[1::-1]
    subject = SchedulerUnderTest(exam, NAME, draw_pods(draw, machines))
    contract = make_contract(draw, NAME)
    cases = [_take_turns(machines[:3]), *contract[:-1], _use_two(machines[:3], draw), *make_cases(machines, draw)]
    wrong = subject.find_fault(*cases, contract[-1])
    for _ in range(STORIES):
        wrong = wrong or _tell_story(subject, draw)
    return wrong or exam.accept(say("every machine in its turn, and it keeps its place when machines come and go."))


def _take_turns(machines: list[str]) -> SchedulerCase:
    a, b, c = machines
    turns = [a, b, c, a, b, c, a]

    def advise(result: Result) -> str:
        choices = result.values
        if result.error in ("IndexError", "StopIteration"):
            return say(
                "after the last machine comes the first: what does `%` make of a place that is as large as the list?"
            )
        if choices and type(choices[0]) is int:
            return say("a place is a number: return the name of the machine at that place on the list.")
        if choices and type(choices[0]) is str and choices[0] in machines[1:]:
            return say(
                "the very first call is to choose the first machine of the list as it is: where must you "
                "stand before it? And do not sort the list."
            )
        if choices and set(map(repr, choices)) == {repr(choices[0])}:
            return say("remember, from one call to the next, where you were: what is kept on `self` stays.")
        return say(
            "each call goes one place further than the last one, whatever the pod, and after the last "
            "place comes the first."
        )

    return SchedulerCase(
        say("schedule, seven times, on the machines {names}.", names=join(", ", machines)),
        [machines, 7],
        # A call that never returns is left to the contract.
        lambda results: results[-1].error == STUCK or results[-1].values == turns,
        say("{names}.", names=join(", ", turns)),
        advise,
    )


def _use_two(machines: list[str], draw: Draw) -> SchedulerCase:
    a, _, c = machines
    pod = draw.draw_pod("other")
    second = (Construct("other", NAME), Construct("call_other", Create("caller", (Ref("other"), (pod,)))))
    return SchedulerCase(
        say("two schedulers: the first one twice, then the second once, then the first again."),
        [machines, 2, *second, schedule(1, "call_other"), 1],
        lambda results: (results[-2].values, results[-1].values) == ([a], [c]),
        say("the second to begin at {a}, and the first to go on at {c}.", a=a, c=c),
        say("a value in the class's body belongs to all of them: set it in `__init__`, on `self`."),
        lambda results: say(
            "the second: {second}. The first, after that: {first}.",
            second=describe_choices(results[6]),
            first=describe_choices(results[7]),
        ),
    )


def _tell_story(subject: SchedulerUnderTest, draw: Draw) -> Verdict | None:
    """Two schedulers on one list, which is changed again and again, against two Turns."""
    names = draw.draw_machines(9)
    machines = names[: draw.randint(2, 5)]
    operations: list[list[str] | int | Operation] = [machines, *subject.construct("other", "call_other")]
    script: list[tuple[str, str, list[str], int]] = []
    at: list[int] = []
    for _ in range(CHAPTERS):
        words, machines, change = change_list(draw, names, machines)
        for call in draw.sample(["call", "call_other"], draw.randint(1, 2)):
            times = draw.randint(1, 2 * max(1, len(machines)))
            operations += [*change, schedule(times, call)]
            script.append((words, call, machines, times))
            at.append(len(operations) + 1)  # two more results come first
            words, change = "", []
    played = subject.play(*operations)
    results = [played[number] for number in at]
    turns = {"call": Turn(), "call_other": Turn()}
    for number, (step, result) in enumerate(zip(script, results), 1):
        found = find_wrong_turn(turns[step[1]], step, result)
        if found:
            return subject.exam.reject(
                ran=describe_turns(script[:number]),
                saw=describe_last([result]),
                wanted=found,
                try_next=say(
                    "keep a place for each scheduler, on `self`. Whatever happens to the list, the next place "
                    "on it is the next one; a call that fails leaves it as it is."
                ),
            )
    return None
