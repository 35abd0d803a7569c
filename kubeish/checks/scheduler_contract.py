"""Contract of every scheduler: it chooses a listed machine, asks once, and errors propagate.

``check_reproducible`` is for schedulers that draw at random.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubeish.wording import join, say

from .answer import Call, Construct, Create, Operation, Result
from .draw import Draw, ErrorArgs
from .factories import make_error
from .scheduler_under_test import (
    SchedulerCase,
    SchedulerUnderTest,
    describe_choices,
    find_unlisted,
    has_listed_choices,
)
from .verdict import Verdict

ADVICE = {
    "KeyError": say("that name is not there: a pod may be on a machine that is not listed, or on none yet."),
    "IndexError": say("places on a list of three are 0, 1 and 2."),
    "AttributeError": say(
        "is that the object that you took it for? `__init__` is given its arguments in a certain order."
    ),
}
"""What to try after an error."""
_LEAVE_NOTHING = say("an error must leave nothing behind: change what you remember only when you have chosen.")


def make_contract(draw: Draw, name: str) -> list[SchedulerCase]:
    """What every scheduler must do, with drawn names. ``name``: that of the learner's class."""
    machines = draw.draw_machines(3)
    return [
        SchedulerCase(
            say("{name}, with the arguments that the exercise names.", name=name),
            [],
            lambda results: not results[0].error,
            say("a scheduler."),
            say("look at what `__init__` takes, and in which order."),
            _describe_first,
        ),
        *[_choose_listed(machines, times) for times in (1, 2, 40)],
        _choose_the_only(draw.draw_machines(1)),
        SchedulerCase(
            say("schedule on an empty list of machines."),
            [[], 1],
            lambda results: results[-1].error == "NoMachines",
            say("NoMachines to be raised."),
            say("look at the list before you choose from it: `if not machines: raise NoMachines`."),
        ),
        _recover(say("once there were no machines, and now there are three."), machines, [[], 1, machines]),
        _leave_list(draw.draw_machines(8)),
        *_forget_list(draw),
        *[case for error in _draw_errors(draw) for case in _propagate_error(machines, error)],
        _ask_once(draw),
    ]


def _describe_first(results: list[Result]) -> str:
    return say("{choices}.", choices=describe_choices(results[0]))


def _draw_errors(draw: Draw) -> list[ErrorArgs]:
    """Some that an answer might take for an empty list or for a passing trouble, and two drawn ones."""
    return [
        ("ConnectionTimeoutError", "the list of machines did not come"),
        ("OSError", "the lister is broken"),
        ("IndexError", "the lister is broken"),
        ("ValueError", "the lister is broken"),
        ("KeyError", "machines"),
        ("TypeError", "the lister is broken"),
        ("ZeroDivisionError", "the lister is broken"),
        draw.draw_error(),
        draw.draw_error(),
    ]


def _choose_listed(machines: list[str], times: int) -> SchedulerCase:
    def describe_unlisted(results: list[Result]) -> str:
        result = results[-1]
        unlisted = find_unlisted(result.values, machines)
        return (
            say("it chose {unlisted!r} once.", unlisted=unlisted[0])
            if unlisted
            else say("{choices}.", choices=describe_choices(result))
        )

    def advise(result: Result) -> str:
        unlisted = find_unlisted(result.values, machines)
        if result.error:
            return ADVICE.get(result.error, say("look at that line of yours, and at what it was given."))
        if unlisted and type(unlisted[0]) is int:
            return say("a place is a number: return the name of the machine at that place on the list.")
        if unlisted == [None]:
            return say("a function without `return` returns None.")
        return say("`minion_lister.list()` answers with names: return one of them as it is.")

    return SchedulerCase(
        say(
            "schedule on the machines {names}." if times == 1 else "schedule, {times} times, on the machines {names}.",
            times=times,
            names=join(", ", machines),
        ),
        [machines, times],
        lambda results: has_listed_choices(results[-1], machines, times),
        say("the name of a listed machine, each time."),
        advise,
        None if times == 1 else describe_unlisted,
    )


def _choose_the_only(machines: list[str]) -> SchedulerCase:
    return SchedulerCase(
        say("schedule, three times, on a single machine, {machine}.", machine=machines[0]),
        [machines, 3],
        lambda results: results[-1].values == machines * 3,
        say("{machine}, each time.", machine=machines[0]),
        say("where there is one machine it is chosen, again and again."),
    )


def _recover(when: str, machines: list[str], script: list[Any]) -> SchedulerCase:
    """A scheduler that failed at its first call must choose at the second one."""
    return SchedulerCase(
        say("schedule a second time: {when}", when=when),
        [*script, 1],
        lambda results: has_listed_choices(results[-1], machines, 1),
        say("one of the three."),
        _LEAVE_NOTHING,
    )


def fail(error: ErrorArgs, on: str = "lister") -> Operation:
    """The operation that has a lister raise an error at its next call, and only there."""
    return Call(on, "fail", (Create("error", error),))


def raises(result: Result, error: ErrorArgs) -> bool:
    """Whether it was just that error."""
    wanted = make_error(str(error[0]), *error[1:])
    return (result.error, result.message) == (type(wanted).__name__, str(wanted))


def describe_error(error: ErrorArgs) -> str:
    """Words such as ``EtcdError 401``."""
    name, *args = error
    return f"{name} {args[0]}" if name == "EtcdError" else f"{name}({', '.join(map(repr, args))})"


def _propagate_error(machines: list[str], error: ErrorArgs) -> list[SchedulerCase]:
    words = describe_error(error)
    propagates = SchedulerCase(
        say("schedule, twice, with a lister that answers first, and then raises {words}.", words=words),
        [machines, 1, fail(error), 1, Call("lister", "count_calls")],
        lambda results: raises(results[-2], error) and results[-1].value == 2,
        say("the lister's error as it is, after one more call of it: only the caller can tell what to do about it."),
        say("catch nothing around `minion_lister.list()`."),
        lambda results: say(
            "at the second time {choices}; it called the lister {calls} times in all.",
            choices=describe_choices(results[5]),
            calls=results[6].value,
        ),
    )
    return [
        propagates,
        _recover(
            say("once the lister raised {words}, and now it answers.", words=words),
            machines,
            [machines, fail(error), 1],
        ),
    ]


def _ask_once(draw: Draw) -> SchedulerCase:
    names = draw.draw_machines(9)
    lists = draw.choice(
        [[names[:3], names[3:6], names[6:7], names[7:]], [names[:1], names[1:3], names[3:5], names[5:]]]
    )

    def asks_once(results: list[Result]) -> bool:
        choices, calls = results[-2].values, results[-1].value
        return [choice in those for choice, those in zip(choices, lists)] == [True] * 4 and calls == 4

    return SchedulerCase(
        say("schedule, four times, with a lister whose list is another one at each call."),
        [Construct("lister", Create("moving_lister", (lists,))), 4, Call("lister", "count_calls")],
        asks_once,
        say("one call of the lister for each choice, and a choice from what it returned."),
        say("keep what `minion_lister.list()` answers in a variable, look only at that, and forget it afterwards."),
        lambda results: say(
            "{choices}, and it called the lister {calls} times.",
            choices=describe_choices(results[3]),
            calls=results[4].value,
        ),
    )


def _forget_list(draw: Draw) -> list[SchedulerCase]:
    """As many machines as before, all of them others; once by a new list, once on the list as it was."""
    names = draw.draw_machines(8)
    machines, others = names[:4], names[4:]
    return [
        SchedulerCase(
            say(
                "schedule, twice, on {names}; then {words}: twenty times more.", names=join(", ", machines), words=words
            ),
            [machines, 2, Call("lister", change, (others,)), 20],
            lambda results: has_listed_choices(results[-1], others, 20),
            say("names of {names} after that.", names=join(", ", others)),
            say("look only at what `minion_lister.list()` answers in this call, and forget it afterwards."),
        )
        for change, words in (
            ("become", say("the list is {names}", names=join(", ", others))),
            ("change", say("the lister's list, the same object, is changed to {names}", names=join(", ", others))),
        )
    ]


def _leave_list(machines: list[str]) -> SchedulerCase:
    return SchedulerCase(
        say(
            "schedule, eleven times, with a lister that hands out its own list of {names}.", names=join(", ", machines)
        ),
        [machines, 11, Call("lister", "get_machines")],
        lambda results: results[-1].value == machines,
        say("the lister's list as it was."),
        say("neither sort, shuffle, pop nor append to what you were handed; take a copy if you must."),
        lambda results: say("afterwards that list is {machines!r}.", machines=results[4].value),
    )


def check_reproducible(make: Callable[[int, int], SchedulerUnderTest], draw: Draw) -> Verdict | None:
    """One seed must give the same choices, another one others. ``make``: makes one by its seed and a salt."""
    machines, seed = draw.draw_machines(5), draw.randrange(10**6)
    subject = make(seed, 0)
    one, same, other = (make(each, 0).choose(machines, 20).values for each in (seed, seed, seed + 1))
    again = [make(seed, salt).choose(machines, 20).values for salt in (draw.getrandbits(30), draw.getrandbits(30))]
    if one != same:
        return _reject_same_seed(subject)
    if one == other:
        return subject.exam.reject(
            ran=say("two schedulers, each with a random.Random of its own, of different seeds."),
            saw=say("twenty times they chose the same."),
            wanted=say("choices that depend on the generator."),
            try_next=say("draw for each choice, from the generator that `__init__` was given, and never seed it anew."),
        )
    if any(choices != one for choices in again):
        first, twin = subject.choose_beside(seed, machines, 20)
        if first.values != twin.values:  # not the hashes: what differs by the generator's address differs at times
            return _reject_same_seed(subject)
        return subject.exam.reject(
            ran=say("the same seed twice, as in two runs of Python: the names have other hashes in the second one."),
            saw=say("they chose differently."),
            wanted=say("the same choices from the same seed, on every run."),
            try_next=say("`hash()` of a text, and the order of a set, are others in each run of Python: use neither."),
        )
    return None


def _reject_same_seed(subject: SchedulerUnderTest) -> Verdict:
    return subject.exam.reject(
        ran=say("two schedulers, each with a random.Random of its own, and both of the same seed."),
        saw=say("they chose differently."),
        wanted=say("the same choices: the generator decides what is drawn, or no test could rely on it."),
        try_next=say("draw only from the generator that `__init__` was given, never seed it, share it with nothing."),
    )
