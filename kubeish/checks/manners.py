"""What is asked of every scheduler that a learner writes: a listed machine, one question, errors that speak."""

from __future__ import annotations

from typing import Any

from .answer import Do, Make, New, Result
from .subject import STUCK, Subject, all_listed, choices, said, schedule, strange
from .verdict import Verdict

MACHINES = ["m1", "m2", "m3"]
_UNSORTED = ["m3", "m8", "m1", "m5", "m7", "m2", "m6", "m4"]
_LISTS = [["a1", "a2", "a3"], ["b1"], ["c1", "c2"], ["d1", "d2", "d3", "d4", "d5"]]
_ERRORS = [
    ("ConnectionTimeoutError", "the list of machines did not come"),
    ("IndexError", "the lister is broken"),
    ("ValueError", "the lister is broken"),
]


def manners(subject: Subject) -> Verdict | None:
    """The verdict on the first of these that it does not have; None if it has them all."""
    probes = (_is_made, _chooses_a_listed_one, _chooses_the_only_one, _says_that_there_are_none)
    for probe in (*probes, _lets_the_listers_error_out, _asks_once, _leaves_the_list_alone):
        verdict = probe(subject)
        if verdict:
            return verdict
    return None


def _is_made(subject: Subject) -> Verdict | None:
    made = subject.play()[0]
    if not made.error:
        return None
    return subject.tell.not_yet(
        ran=f"{subject.what}, with what the exercise says that it is given.",
        saw=said(made),
        wanted="a scheduler.",
        try_next="look at what `__init__` takes, and in which order.",
    )


def _chooses_a_listed_one(subject: Subject) -> Verdict | None:
    for times in (1, 2, 40):
        result = subject.chosen(MACHINES, times)
        odd = strange(choices(result), MACHINES)
        if not all_listed(result, MACHINES, times):
            return subject.tell.not_yet(
                ran=f"{_calls(times)} on the machines {', '.join(MACHINES)}.",
                saw=said(result) if times == 1 or not odd else f"it chose {odd[0]!r} once.",
                wanted="the name of a listed machine, each time.",
                try_next=_first_advice(result, odd),
            )
    return None


def _first_advice(result: Result, odd: list[Any]) -> str:
    if result.error == STUCK:
        return "a lock that is taken must be given back, on every way out: `with self.lock:` does both."
    if result.error == "UnboundLocalError":
        return "a variable is read before the first call has given it a value."
    if result.error == "IndexError":
        return "places on a list of three are 0, 1 and 2."
    if result.error == "AttributeError":
        return "is that the object that you took it for? `__init__` is given its arguments in a certain order."
    if result.error:
        return "look at that line of yours, and at what it was given."
    if odd and type(odd[0]) is int:
        return "a place is a number; the name of the machine stands at that place on the list."
    if odd == [None]:
        return "a function without `return` returns None."
    return "`minion_lister.list()` answers with names: return one of them as it is."


def _chooses_the_only_one(subject: Subject) -> Verdict | None:
    result = subject.chosen(["only"], 3)
    if choices(result) == ["only"] * 3:
        return None
    return subject.tell.not_yet(
        ran="schedule, three times, on a single machine, only.",
        saw=said(result),
        wanted="only, each time.",
        try_next="where there is one machine it is chosen, again and again.",
    )


def _says_that_there_are_none(subject: Subject) -> Verdict | None:
    lister = New("lister", Make("minion_lister", ([],)))
    there_again = Do("lister", "become", (MACHINES,))
    *_, empty, _, later = subject.play(lister, schedule("lister"), there_again, schedule("lister"))
    words = empty.message.lower()
    if not empty.error or not any(noun in words for noun in ("machine", "minion", "node")):
        return subject.tell.not_yet(
            ran="schedule on an empty list of machines.",
            saw=said(empty),
            wanted="an error whose words say that there are no machines.",
            try_next="look at the list before you choose from it: `if not machines: raise NoMachines`.",
        )
    return _goes_on(subject, later, "once there were no machines, and now there are three.")


def _lets_the_listers_error_out(subject: Subject) -> Verdict | None:
    for name, message in _ERRORS:
        broken = New("lister", Make("raising_lister", (Make("error", (name, message)),)))
        *_, failed, _, later = subject.play(broken, schedule("lister"), Do("lister", "mend"), schedule("lister"))
        if (failed.error, failed.message) != (name, message):
            return subject.tell.not_yet(
                ran=f"schedule with a lister that raises {name}: {message}.",
                saw=said(failed),
                wanted="the lister's error as it is: only whoever called can tell what to do about it.",
                try_next="catch nothing around `minion_lister.list()`.",
            )
        again = _goes_on(subject, later, "once the lister failed, and now it answers.")
        if again:
            return again
    return None


def _goes_on(subject: Subject, later: Result, when: str) -> Verdict | None:
    if all_listed(later, MACHINES, 1):
        return None
    return subject.tell.not_yet(
        ran=f"schedule a second time: {when}",
        saw=said(later),
        wanted="one of the three.",
        try_next=_first_advice(later, choices(later))
        if later.error == STUCK
        else "an error must leave nothing behind: change what you remember only when you have chosen.",
    )


def _asks_once(subject: Subject) -> Verdict | None:
    lister = New("lister", Make("moving_lister", (_LISTS,)))
    *_, result, asked = subject.play(lister, schedule("lister", len(_LISTS)), Do("lister", "asked"))
    in_step = [choice in names for choice, names in zip(choices(result), _LISTS)]
    if in_step == [True] * len(_LISTS) and asked.value == len(_LISTS):
        return None
    return subject.tell.not_yet(
        ran="schedule, four times, with a lister whose list is another one each time that it is asked.",
        saw=f"{said(result)[:-1]}, and it asked {asked.value} times.",
        wanted="one question for each choice, and a choice from its answer.",
        try_next="keep what `minion_lister.list()` answers in a variable, look only at that, and forget it afterwards.",
    )


def _leaves_the_list_alone(subject: Subject) -> Verdict | None:
    lister = New("lister", Make("minion_lister", (_UNSORTED,)))
    after = subject.play(lister, schedule("lister", 11), Do("lister", "list"))[-1]
    if after.value == _UNSORTED:
        return None
    return subject.tell.not_yet(
        ran=f"schedule, eleven times, with a lister that hands out its own list of {', '.join(_UNSORTED)}.",
        saw=f"afterwards that list is {after.value!r}.",
        wanted="the lister's list as it was.",
        try_next="neither sort, shuffle, pop nor append to what you were handed; take a copy if you must.",
    )


def _calls(times: int) -> str:
    return "schedule" if times == 1 else f"schedule, {times} times,"
