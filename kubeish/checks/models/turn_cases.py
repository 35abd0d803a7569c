"""Cases of turns: what comes next after one change of the list, of the lister, or of neither."""

from __future__ import annotations

from kubeish.checks import Call, Construct, Create, Draw, Ref, Result
from kubeish.checks.scheduler_contract import fail
from kubeish.checks.scheduler_under_test import SchedulerCase, describe_choices
from kubeish.wording import join, say

MANY, LAST = 300, "n00299"


def _describe_two(results: list[Result]) -> str:
    first, second = describe_choices(results[3]), describe_choices(results[5])
    return say("first {first}; then {second}.", first=first, second=second)


def describe_last(results: list[Result]) -> str:
    """What the last of them chose."""
    return say("at the end {choices}.", choices=describe_choices(results[-1]))


def make_cases(machines: list[str], draw: Draw) -> list[SchedulerCase]:
    """What round-robin must choose after single changes of the list of ``machines``, which are four."""
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
        *_make_other_cases(machines, words),
        *_make_short_cases(machines[:3], words, draw),
    ]


def _make_other_cases(machines: list[str], words: str) -> list[SchedulerCase]:
    """A machine that is replaced in the middle, another lister, and a list that is longer than a byte counts."""
    a, b, c, d = machines
    long = Construct("lister", Create("long_lister", ("n", MANY)))
    other = Construct("other_lister", Create("minion_lister", (machines[:3],)))
    return [
        SchedulerCase(
            say("schedule, once, on {words}; then {d} is in the place of {b}; then once more.", words=words, d=d, b=b),
            [[a, b, c], 1, [a, d, c], 1],
            lambda results: results[-1].values == [d],
            say("{d}, which has the second place now.", d=d),
            say("keep no list: ask for it in each call, and take the machine that is at the place now."),
            describe_last,
        ),
        SchedulerCase(
            say("schedule, once, on {words}; then once with another lister of these three.", words=words),
            [[a, b, c], 1, other, Call("call", "schedule", (Ref("other_lister"), 1))],
            lambda results: results[-1].values == [b],
            say("{b}: the place belongs to the scheduler.", b=b),
            say("keep a place, and nothing of the lister: each call hands over the one that counts."),
            describe_last,
        ),
        SchedulerCase(
            say("schedule, {times} times, on {many} machines, n00000 to {last}.", times=MANY + 2, many=MANY, last=LAST),
            [long, MANY + 2],
            lambda results: results[-1].values == [*(f"n{number:05}" for number in range(MANY)), "n00000", "n00001"],
            say("each of them once, in the order of the list, and then the first and the second."),
            say("after the last place of the list comes the first, however long the list is."),
            describe_last,
        ),
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
            describe_last,
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
            describe_last,
        ),
    ]
