"""round-robin: the machines in turn; keeps its place when the list changes, shares nothing."""

from __future__ import annotations

from dataclasses import dataclass

from kubeish.checks import Call, Construct, Create, Draw, Examination, Operation, Ref, Result, Verdict
from kubeish.checks.scheduler_contract import fail, make_contract
from kubeish.checks.scheduler_under_test import (
    STUCK,
    SchedulerCase,
    SchedulerUnderTest,
    describe_choices,
    draw_pods,
    schedule,
)

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
    return wrong or exam.accept("every machine in its turn, and it keeps its place when machines come and go.")


def _take_turns(machines: list[str]) -> SchedulerCase:
    a, b, c = machines
    turns = [a, b, c, a, b, c, a]

    def advise(result: Result) -> str:
        choices = result.values
        if result.error in ("IndexError", "StopIteration"):
            return "after the last machine comes the first: what does `%` make of a place that is as large as the list?"
        if choices and type(choices[0]) is int:
            return "a place is a number: return the name of the machine at that place on the list."
        if choices and type(choices[0]) is str and choices[0] in machines[1:]:
            return (
                "the very first call is to choose the first machine of the list as it is: where must you stand "
                "before it? And do not sort the list."
            )
        if choices and set(map(repr, choices)) == {repr(choices[0])}:
            return "remember, from one call to the next, where you were: what is kept on `self` stays."
        return (
            "each call goes one place further than the last one, whatever the pod, and after the last place comes "
            "the first."
        )

    return SchedulerCase(
        f"schedule, seven times, on the machines {', '.join(machines)}.",
        [machines, 7],
        # A call that never returns is left to the contract.
        lambda results: results[-1].error == STUCK or results[-1].values == turns,
        f"{', '.join(turns)}.",
        advise,
    )


def _use_two(machines: list[str], draw: Draw) -> SchedulerCase:
    a, _, c = machines
    pod = draw.draw_pod("other")
    second = (Construct("other", NAME), Construct("call_other", Create("caller", (Ref("other"), (pod,)))))
    return SchedulerCase(
        "two schedulers: the first one twice, then the second once, then the first again.",
        [machines, 2, *second, schedule(1, "call_other"), 1],
        lambda results: (results[-2].values, results[-1].values) == ([a], [c]),
        f"the second to begin at {a}, and the first to go on at {c}.",
        "a value in the class's body belongs to all of them: set it in `__init__`, on `self`.",
        "the second: {6}. The first, after that: {7}.",
    )


def _make_cases(machines: list[str], draw: Draw) -> list[SchedulerCase]:
    a, b, c, d = machines
    three, words = machines[:3], ", ".join(machines[:3])
    return [
        SchedulerCase(
            f"schedule, seventeen times, on {words}; then {d} is added at the end; then five times more.",
            [three, 17, machines, 5],
            lambda results: results[-1].values == [c, d, a, b, c],
            f"{words} in turn, the last of them {b}; then {c}, {d}, {a}, {b}, {c}.",
            "remember a place, not a list, a name or a count of all calls: the list is asked for anew each time, and "
            "may have changed.",
            "first {3}; then {5}.",
        ),
        SchedulerCase(
            f"schedule, three times, on {words}, {d}; then {c} and {d} are gone; then four times more.",
            [machines, 3, [a, b], 4],
            lambda results: results[-1].values in ([a, b] * 2, [b, a] * 2),
            f"{a} and {b} in turn, from either of them.",
            "a place on the old list may lie past the end of the new one: `%` by the length that it has now.",
            "first {3}; then {5}.",
        ),
        SchedulerCase(
            f"schedule, once, on {words}; then the list is {c}, {b}, {a}; then twice more.",
            [three, 1, [c, b, a], 2],
            lambda results: results[-1].values == [b, a],
            f"{b} and {a}, at the second and the third place.",
            "remember the place, not the name of a machine: the list may come in another order.",
            "first {3}; then {5}.",
        ),
        SchedulerCase(
            f"schedule, once, on {words}; then {d} is put in front; then three times more.",
            [three, 1, [d, a, b, c], 3],
            lambda results: results[-1].values == [a, b, c],
            f"{a}, {b} and {c}: {a} is at the second place now.",
            "remember the place, not the name of a machine: it may have another place now, and its turn again.",
            "first {3}; then {5}.",
        ),
        SchedulerCase(
            f"schedule, twice, on {words}; then once on {c} alone; then twice more on {words}.",
            [three, 2, [c], 1, three, 2],
            lambda results: results[-1].values in ([b, c], [a, b]),
            f"{b} and {c}, or {a} and {b}: the last choice was at the first place, which was the last one as well.",
            "one machine is a list as well: what was chosen last is at its first place.",
            "first {3}; then {5}; then {7}.",
        ),
        SchedulerCase(
            f"schedule, twice, on {words}; then once on an empty list; then once more on {words}.",
            [three, 2, [], 1, three, 1],
            lambda results: results[-1].values == [c],
            f"{c}, whose turn it still is: the call between them chose nothing.",
            "change what you remember only when you have chosen.",
            "at the end {7}.",
        ),
        SchedulerCase(
            f"schedule, twice, on {words}; then once with a lister that fails; then once more on {words}.",
            [three, 2, fail(draw.draw_error()), 1, 1],
            lambda results: results[-1].values == [c],
            f"{c}, whose turn it still is: the call that failed chose nothing.",
            "ask the lister first, and change what you remember only when you have chosen.",
            "at the end {6}.",
        ),
    ]


@dataclass
class Turn:
    """Place of a scheduler on its list: what it must choose next. ``place`` -1: before the first choice."""

    place: int = -1
    length: int = 0

    def list_next(self, machines: list[str]) -> list[str]:
        """Those of ``machines`` that may be chosen next. They are all different."""
        following = self.place + 1
        if self.length == len(machines) or self.place < 0:
            return [machines[following % len(machines)]]
        # A scheduler may have gone back to the first place at once, when it had chosen at the last one.
        allowed = machines[:1] if following == self.length else []
        return [*machines[following : following + 1], *allowed] if following < len(machines) else machines

    def move(self, machines: list[str], choice: str) -> None:
        """Note what was chosen."""
        self.place, self.length = machines.index(choice), len(machines)


def _tell_story(subject: SchedulerUnderTest, draw: Draw) -> Verdict | None:
    """Two schedulers on one list, which is changed again and again, against two Turns."""
    names = draw.draw_machines(9)
    machines = names[: draw.randint(2, 5)]
    operations: list[list[str] | int | Operation] = [machines, *subject.construct("other", "call_other")]
    script: list[tuple[str, str, list[str], int]] = []
    at: list[int] = []
    for _ in range(CHAPTERS):
        words, machines, change = _change_list(draw, names, machines)
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
        found = _find_wrong_turn(turns[step[1]], step, result)
        if found:
            return subject.exam.reject(
                ran=_describe_story(script[:number]),
                saw=f"at the end {describe_choices(result)}.",
                wanted=found,
                try_next="keep a place for each scheduler, on `self`. Whatever happens to the list, the next place "
                "on it is the next one; a call that fails leaves it as it is.",
            )
    return None


def _change_list(draw: Draw, names: list[str], machines: list[str]) -> tuple[str, list[str], list[Operation]]:
    """A changed list, in words and as operations. The lister's own list is changed, or replaced."""
    unused = [name for name in names if name not in machines]
    kind = draw.choice(["same", "add", "replace", "reorder", "remove", "others", "fail", "empty"])
    after = list(machines)
    change: list[Operation] = []
    if kind == "add":
        after.insert(draw.randint(0, len(after)), unused[0])
    elif kind == "replace":
        after[draw.randrange(len(after))] = unused[0]
    elif kind == "reorder":
        after = draw.shuffle_list(after)
    elif kind == "remove" and len(after) > 1:
        del after[draw.randrange(len(after))]
    elif kind == "others":
        after = draw.sample(unused, min(len(after), len(unused)))
    elif kind == "fail":
        change = [fail(draw.draw_error()), schedule(1)]
    elif kind == "empty":
        change = [Call("lister", "become", ([],)), schedule(1)]
    words = {"fail": "the lister fails once; ", "empty": "the list is empty once; "}.get(kind, "")
    change.append(Call("lister", draw.choice(["become", "become", "change"]), (after,)))
    return words, after, change


def _find_wrong_turn(turn: Turn, step: tuple[str, str, list[str], int], result: Result) -> str:
    """What was wanted, where the choices of one step are wrong; else empty."""
    _, _, machines, times = step
    choices = list(result.values)
    for number in range(times):
        allowed = turn.list_next(machines)
        choice = choices[number] if number < len(choices) else None
        if choice not in allowed:
            which = f"choice {number + 1} of these" if times > 1 else "it"
            return f"{which} to be {' or '.join(allowed)}."
        turn.move(machines, str(choice))
    return "" if len(choices) == times else "no error."


def _describe_story(script: list[tuple[str, str, list[str], int]]) -> str:
    """The steps in words, those of both schedulers."""
    sentences = []
    for words, call, machines, times in script:
        who = "the first" if call == "call" else "a second scheduler"
        often = "once" if times == 1 else f"{times} times"
        sentences.append(f"{words}{who} chooses {often} from {', '.join(machines)}")
    return "; then ".join(sentences) + "."
