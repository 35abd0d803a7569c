"""why-did-the-tests-pass: the two lines of the fake that hid the fault, and a fake that compares."""

from __future__ import annotations

from kubeish.checks import Call, Construct, Create, Examination, Operation, Ref, Result, Verdict
from kubeish.checks.fake_user import Step
from kubeish.checks.models.fake_stories import (
    STORIES,
    VALUES,
    Model,
    describe_read,
    describe_story,
    describe_wanted,
    draw_story,
)
from kubeish.checks.scheduler_under_test import advise_error, advise_kind
from kubeish.errors import NOT_FOUND, TEST_FAILED
from kubeish.lessons.fake_client import find_line
from kubeish.wording import say


def examine(exam: Examination) -> Verdict:
    """The lines, then the fake: it needs indexes that move, and must refuse the second writer."""
    return (
        _check_lines(exam)
        or _check_first_steps(exam)
        or _check_two_writers(exam)
        or _check_stories(exam)
        or exam.accept(
            say("on your fake the second writer is refused. On theirs no test swapped, and every swap went through.")
        )
    )


def _check_lines(exam: Examination) -> Verdict | None:
    guilty = (find_line("(value, 0)", "def set"), find_line("self.set(", "def compare_and_swap"))
    lines = exam.answer.get_value("guilty_lines")
    given = tuple(lines) if isinstance(lines, (list, tuple)) else ()
    if given == guilty and all(type(line) is int for line in given):
        return None
    if len(given) != 2 or not all(type(line) is int for line in given):
        advice = say("write two whole numbers, as they stand before the lines, without quotes: (number, number).")
    elif given == guilty[::-1]:
        advice = say(
            "these are the two lines, in the other order: first the one that kept every test from reaching a swap."
        )
    elif given[0] == guilty[0]:
        advice = say(
            "the first is right. One method is given an index: on which line should it be compared, and is not?"
        )
    elif given[1] == guilty[1]:
        advice = say("the second is right. #265 writes by a plain `set` at index 0: which line makes every index 0?")
    else:
        advice = say("follow an index: which line makes it, and which line should compare it, and does not?")
    return exam.reject(
        ran=say("your guilty_lines against the source of FakeEtcdClient."),
        saw=say("{lines!r}.", lines=lines),
        wanted=say(
            "the number of the line that keeps every test from reaching a swap, and of the line that "
            "lets a swap with an old index go through, in this order."
        ),
        try_next=advice,
    )


def _run(exam: Examination, *steps: Step) -> list[Result]:
    """The results of the steps, each taken by a FakeUser of the learner's class."""
    user: list[Operation] = [Construct("user", Create("fake_user", (Ref("HonestFake"),)))]
    return exam.answer.run_session([*user, *[Call("user", "take_step", step) for step in steps]])[1:]


def _reject(exam: Examination, ran: str, result: Result, wanted: str, try_next: str) -> Verdict:
    saw = say("it {result}{location}.", result=_describe_result(result), location=result.location)
    return exam.reject(ran, saw, wanted, advise_error(result) or advise_kind(result) or try_next)


def _describe_result(result: Result) -> str:
    """What a step did, in words. Of an index it is known whether it is 0, and which of the earlier ones it is."""
    if not _is_read(result):
        found = result.value
        return result.describe() if result.error or found is None else say("returned {value!r}", value=_unwrap(found))
    return say("returned {pair}", pair=describe_read(*result.value))


def _unwrap(found: object) -> object:
    return found[0] if isinstance(found, list) and len(found) == 1 else found


def _is_read(result: Result) -> bool:
    return not result.error and isinstance(result.value, tuple) and len(result.value) == 3


def _check_first_steps(exam: Examination) -> Verdict | None:
    """A class; that ``set`` writes, at an index that is not 0; that a second fake is empty."""
    draw = exam.draw("first steps")
    key, value = draw.draw_keys(1)[0], draw.choice(VALUES[1:])
    made = exam.answer.run_session([Construct("fake", "HonestFake")])[0]
    if made.error:
        is_class = "not callable" not in made.message
        return _reject(
            exam,
            "HonestFake().",
            made,
            say("a new fake."),
            say("a fake is made without arguments.")
            if is_class
            else say("hand over the class itself: `HonestFake`, without parentheses."),
        )
    results = _run(exam, ("get", "a", key), ("set", "a", key, value), ("get", "a", key), ("get", "b", key))
    absent, put, read, other = results
    new = f"HonestFake().get({key!r})"
    if absent.value != (None, 0, True):
        return _reject(
            exam,
            say("{call}, of a key that is not there.", call=new),
            absent,
            "(None, 0).",
            say("keep `get` as the fake has it."),
        )
    if not _is_read(read) or read.value[0] != value or read.value[2]:
        return _reject(
            exam,
            say("{call}, then get of that key.", call=f"HonestFake().set({key!r}, {value!r})"),
            put if put.error else read,
            say("({value!r}, index), a tuple, with an index that is not 0.", value=value),
            say("of a key that was never written `self.get(key)` says (None, 0).")
            if put.error
            else say(
                "a fake that always answers index 0 never lets anything swap. Let `set` give the key a new "
                "index, and keep it beside the value."
            ),
        )
    if other.value != (None, 0, True):
        return _reject(
            exam,
            say("one HonestFake(), written to, and then a second one: get({key!r}).", key=key),
            other,
            say("a new fake to be empty."),
            say("what one fake holds must not show up in the next: keep it in `self`, set in `__init__`."),
        )
    return None


def _check_two_writers(exam: Examination) -> Verdict | None:
    """The first writer swaps, the second one is refused. What a fake of the lesson is asked first."""
    draw = exam.draw("two writers")
    key, other, missing = draw.draw_keys(3)
    first, second = draw.draw_ids(2)
    setup: list[Step] = [("set", "a", key, "[web]"), ("set", "a", other, "[]"), ("get", "a", key), ("get", "a", other)]
    steps: list[Step] = [
        ("swap", "a", key, first, key, 0),
        ("get", "a", key),
        ("swap", "a", key, second, key, 0),
        ("get", "a", key),
        ("swap", "a", missing, "[]", key, -1),
        ("swap", "a", key, second, key, None),
        ("swap", "a", key, second, key, "later"),
        ("get", "a", key),
    ]
    swapped, between, refused, after, absent, at_zero, later, last = _run(exam, *setup, *steps)[4:]
    wanted: list[tuple[bool, Result, str, str, str]] = [
        (
            not swapped.error,
            swapped,
            say("the first swap to go through."),
            say("where the index is the key's own, write."),
            "",
        ),
        (
            _is_read(between) and between.value[0] == first,
            between,
            say("({first!r}, index) from get after the swap.", first=first),
            say("where the index is the key's own, write, and by your own `set`: that keeps value and index together."),
            "",
        ),
        (
            refused.code == TEST_FAILED,
            refused,
            say("EtcdError 101 for the second writer: the index that it read is old."),
            say(
                "compare the index with the one that is kept for the key, and `raise EtcdError(101, key)` "
                "if they differ."
            ),
            "",
        ),
        (after == between, after, say("a refused swap to change nothing."), say("raise before you write."), ""),
        (
            _is_read(between) and between.value[1] == 1,
            between,
            say("a new index after the swap, and not 0."),
            say("every write moves the index on, a swap too: go through your own `set`."),
            "",
        ),
        (
            absent.code == NOT_FOUND,
            absent,
            say("EtcdError 100 for a key that is not there."),
            say("`get` answers (None, 0) for it: ask for that first."),
            say("and then a third one swaps at {missing!r}, a key that is not there", missing=missing),
        ),
        (
            at_zero.code == TEST_FAILED,
            at_zero,
            say("EtcdError 101 for a swap at index 0 of a key that is there."),
            say("0 is an index like any other: compare it too."),
            say("and then the second one swaps at index 0"),
        ),
        (
            later.code == TEST_FAILED,
            later,
            say("EtcdError 101 for a swap at an index that the key has not come to yet."),
            say("any other index is a conflict, a larger one too: `!=`."),
            say("and then the second one swaps at an index that the key has not had"),
        ),
        (last == between, last, say("a refused swap to change nothing."), say("raise before you write."), ""),
    ]
    ran = say("a test of two writers on your HonestFake: both read {key!r}, the first swaps, then the second", key=key)
    for good, result, want, try_next, more in wanted:
        if not good:
            return _reject(
                exam, say("{test}, {more}." if more else "{test}.", test=ran, more=more), result, want, try_next
            )
    return None


def _check_stories(exam: Examination) -> Verdict | None:
    """Drawn steps on two fakes and three keys against the model. After each write the index is read."""
    for number in range(STORIES):
        draw = exam.draw(f"story {number}")
        steps = draw_story(draw)
        model = Model()
        for count, (step, result) in enumerate(zip(steps, _run(exam, *steps)), 1):
            kind, want = model.take(step)
            if kind == "code" and result.code == want:
                continue
            if kind == "value" and not result.error and (step[0] != "get" or result.value == want):
                continue
            return _reject(
                exam, describe_story(steps[:count]), result, describe_wanted(step, kind, want), _advise(step, result)
            )
    return None


def _advise(step: Step, result: Result) -> str:
    if step[0] == "swap" and result.code == NOT_FOUND:
        return say("the key is there: an empty value is a value too.")
    if step[0] == "swap" and step[5] is None:
        return say("0 is an index like any other: at a key that is there it is a conflict, at a missing key it is 100.")
    if step[0] == "swap" and result.code == TEST_FAILED:
        return say("compare by `==` and `!=`, not by `is`, with the index that `get` answers for this key.")
    if step[0] == "get":
        return say(
            "each write gives the key an index that it has not had before; what is written to another "
            "key, or refused, leaves value and index as they are."
        )
    return say("a swap goes through at the key's own index, and at no other one.")
