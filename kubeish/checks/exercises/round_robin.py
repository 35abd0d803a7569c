"""round-robin: the machines in turn; keeps its place when the list changes, shares nothing."""

from __future__ import annotations

from kubeish.checks import Construct, Create, Draw, Examination, Operation, Ref, Result, Verdict
from kubeish.checks.models.turn_stories import Turn, change_list, describe_turns, find_wrong_turn
from kubeish.checks.scheduler_contract import fail, make_contract
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
    cases = [_take_turns(machines[:3]), *contract[:-1], _use_two(machines[:3], draw), *_make_cases(machines, draw)]
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


def _describe_two(results: list[Result]) -> str:
    first, second = describe_choices(results[3]), describe_choices(results[5])
    return say("first {first}; then {second}.", first=first, second=second)


def _describe_last(results: list[Result]) -> str:
    return say("at the end {choices}.", choices=describe_choices(results[-1]))


def _make_cases(machines: list[str], draw: Draw) -> list[SchedulerCase]:
    a, b, c, d = machines
    three, words = machines[:3], join(", ", machines[:3])
    return [
        SchedulerCase(
            say(
                "schedule, seventeen times, on {words}; then {d} is added at the end; then five times more.",
                words=words,
                d=d,
            ),
            [three, 17, machines, 5],
            lambda results: results[-1].values == [c, d, a, b, c],
            say(
                "{words} in turn, the last of them {b}; then {c}, {d}, {a}, {b}, {c}.", words=words, b=b, c=c, d=d, a=a
            ),
            say(
                "remember a place, not a list, a name or a count of all calls: the list is asked for anew "
                "each time, and may have changed."
            ),
            _describe_two,
        ),
        SchedulerCase(
            say(
                "schedule, three times, on {words}, {d}; then {c} and {d} are gone; then four times more.",
                words=words,
                d=d,
                c=c,
            ),
            [machines, 3, [a, b], 4],
            lambda results: results[-1].values in ([a, b] * 2, [b, a] * 2),
            say("{a} and {b} in turn, from either of them.", a=a, b=b),
            say("a place on the old list may lie past the end of the new one: `%` by the length that it has now."),
            _describe_two,
        ),
        SchedulerCase(
            say(
                "schedule, once, on {words}; then the list is {c}, {b}, {a}; then twice more.",
                words=words,
                c=c,
                b=b,
                a=a,
            ),
            [three, 1, [c, b, a], 2],
            lambda results: results[-1].values == [b, a],
            say("{b} and {a}, at the second and the third place.", b=b, a=a),
            say("remember the place, not the name of a machine: the list may come in another order."),
            _describe_two,
        ),
        SchedulerCase(
            say("schedule, once, on {words}; then {d} is put in front; then three times more.", words=words, d=d),
            [three, 1, [d, a, b, c], 3],
            lambda results: results[-1].values == [a, b, c],
            say("{a}, {b} and {c}: {a} is at the second place now.", a=a, b=b, c=c),
            say("remember the place, not the name of a machine: it may have another place now, and its turn again."),
            _describe_two,
        ),
        *_make_short_cases(machines[:3], words, draw),
    ]


def _make_short_cases(three: list[str], words: str, draw: Draw) -> list[SchedulerCase]:
    """A list of one machine, an empty one, and none, between two calls on all three."""
    a, b, c = three
    return [
        SchedulerCase(
            say("schedule, twice, on {words}; then once on {c} alone; then twice more on {words}.", words=words, c=c),
            [three, 2, [c], 1, three, 2],
            lambda results: results[-1].values in ([b, c], [a, b]),
            say(
                "{b} and {c}, or {a} and {b}: the last choice was at the first place, which was the last one as well.",
                b=b,
                c=c,
                a=a,
            ),
            say("one machine is a list as well: what was chosen last is at its first place."),
            lambda results: say(
                "first {first}; then {second}; then {third}.",
                first=describe_choices(results[3]),
                second=describe_choices(results[5]),
                third=describe_choices(results[7]),
            ),
        ),
        SchedulerCase(
            say("schedule, twice, on {words}; then once on an empty list; then once more on {words}.", words=words),
            [three, 2, [], 1, three, 1],
            lambda results: results[-1].values == [c],
            say("{c}, whose turn it still is: the call between them chose nothing.", c=c),
            say("change what you remember only when you have chosen."),
            _describe_last,
        ),
        SchedulerCase(
            say(
                "schedule, twice, on {words}; then once with a lister that fails; then once more on {words}.",
                words=words,
            ),
            [three, 2, fail(draw.draw_error()), 1, 1],
            lambda results: results[-1].values == [c],
            say("{c}, whose turn it still is: the call that failed chose nothing.", c=c),
            say("ask the lister first, and change what you remember only when you have chosen."),
            _describe_last,
        ),
    ]


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
                saw=_describe_last([result]),
                wanted=found,
                try_next=say(
                    "keep a place for each scheduler, on `self`. Whatever happens to the list, the next place "
                    "on it is the next one; a call that fails leaves it as it is."
                ),
            )
    return None
