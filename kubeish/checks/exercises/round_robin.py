"""round-robin: the machines in turn, from the first; keeps its place when the list changes, shares it with nobody."""

from __future__ import annotations

from kubeish.checks.answer import Answer, Do, Make, New, Result
from kubeish.checks.manners import MACHINES, manners
from kubeish.checks.subject import Subject, choices, said, schedule
from kubeish.checks.verdict import Teller, Verdict


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """In turn on three machines; what is asked of every scheduler; a list that grows, one that shrinks; two of them."""
    subject = Subject(answer, tell, "RoundRobinScheduler")
    return (
        _in_turn(subject)
        or manners(subject)
        or _keeps_its_place(subject)
        or _goes_round_what_is_left(subject)
        or _is_one_of_two(subject)
        or _loses_no_turn(subject)
        or tell.passed("every machine in its turn, and it keeps its place when machines come and go.")
    )


def _in_turn(subject: Subject) -> Verdict | None:
    result = subject.chosen(MACHINES, 7)
    if result.error == "NeverReturned" or choices(result) == ["m1", "m2", "m3", "m1", "m2", "m3", "m1"]:
        return None  # what hangs is told by the manners
    return subject.tell.not_yet(
        ran="schedule, seven times, on the machines m1, m2, m3.",
        saw=said(result),
        wanted="m1, m2, m3, m1, m2, m3, m1.",
        try_next=_advice(result),
    )


def _advice(result: Result) -> str:
    chosen = choices(result)
    if result.error in ("IndexError", "StopIteration"):
        return "after the last machine comes the first: what does `%` make of a place that is as large as the list?"
    if chosen and type(chosen[0]) is int:
        return "a place is a number; the name of the machine stands at that place on the list."
    if result.error == "UnboundLocalError" or (chosen and set(chosen) == {chosen[0]}):
        return "remember, from one call to the next, where you were: what is kept on `self` stays."
    if chosen and type(chosen[0]) is str and chosen[0] in MACHINES[1:]:
        return "the very first call is to choose the first machine: where must you stand before it?"
    return "each call goes one place further than the last one, and after the last place comes the first."


def _keeps_its_place(subject: Subject) -> Verdict | None:
    lister = New("lister", Make("minion_lister", (MACHINES,)))
    grows = Do("lister", "become", ([*MACHINES, "m4"],))
    *_, first, _, second = subject.play(lister, schedule("lister", 14), grows, schedule("lister", 5))
    if choices(second) == ["m3", "m4", "m1", "m2", "m3"]:
        return None
    return subject.tell.not_yet(
        ran="schedule, fourteen times, on m1, m2, m3; then m4 is registered; then five times more.",
        saw=f"first {said(first)[:-1]}; then {said(second)}",
        wanted="m1, m2, m3 in turn, the last of them m2; then m3, m4, m1, m2, m3.",
        try_next="remember a place, not a list: the list is asked for anew each time, and may have changed.",
    )


def _loses_no_turn(subject: Subject) -> Verdict | None:
    """A call that chooses nobody leaves the place where it was."""
    lister = New("lister", Make("minion_lister", (MACHINES,)))
    gone, back = Do("lister", "become", ([],)), Do("lister", "become", (MACHINES,))
    *_, after = subject.play(lister, schedule("lister", 2), gone, schedule("lister"), back, schedule("lister"))
    if choices(after) == ["m3"]:
        return None
    return subject.tell.not_yet(
        ran="schedule, twice, on m1, m2, m3; then once on an empty list; then once more on m1, m2, m3.",
        saw=f"at the end {said(after)}",
        wanted="m3, whose turn it still is: nobody had one in between.",
        try_next="change what you remember only when you have chosen.",
    )


def _goes_round_what_is_left(subject: Subject) -> Verdict | None:
    lister = New("lister", Make("minion_lister", (["m1", "m2", "m3", "m4"],)))
    shrinks = Do("lister", "become", (["m1", "m2"],))
    *_, first, _, second = subject.play(lister, schedule("lister", 3), shrinks, schedule("lister", 4))
    chosen = choices(second)
    if chosen in (["m1", "m2"] * 2, ["m2", "m1"] * 2):
        return None
    return subject.tell.not_yet(
        ran="schedule, three times, on m1, m2, m3, m4; then m3 and m4 are gone; then four times more.",
        saw=f"first {said(first)[:-1]}; then {said(second)}",
        wanted="m1 and m2 in turn, from either of them.",
        try_next="a place on the old list may lie past the end of the new one: `%` by the length that it has now.",
    )


def _is_one_of_two(subject: Subject) -> Verdict | None:
    lister = New("lister", Make("minion_lister", (MACHINES,)))
    another = subject.one_more("other", "call_other")
    *_, other, mine = subject.play(
        lister, schedule("lister", 2), *another, schedule("lister", 1, "call_other"), schedule("lister")
    )
    if (choices(other), choices(mine)) == (["m1"], ["m3"]):
        return None
    return subject.tell.not_yet(
        ran="two schedulers: the first one twice, then the second once, then the first again.",
        saw=f"the second: {said(other)} The first, after that: {said(mine)}",
        wanted="the second to begin at m1, and the first to go on at m3.",
        try_next="a value in the class's body belongs to all of them: set it in `__init__`, on `self`.",
    )
