"""why-did-the-tests-pass: the two lines of the fake that hid the fault, and a fake that compares."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from kubeish.checks import Call, Construct, Create, Draw, Examination, Operation, Ref, Result, Verdict
from kubeish.checks.fake_user import Step
from kubeish.checks.scheduler_under_test import advise_error, advise_kind
from kubeish.errors import NOT_FOUND, TEST_FAILED
from kubeish.lessons.fake_client import find_line

STORIES, STEPS, OTHERS = 3, 60, 60
WRITES = 300  # so many writes of one key lead beyond the small numbers, which Python keeps as one object each
_VALUES = ("", "[]", "[web]", "ü", "None", "0", "x" * 500)


def examine(exam: Examination) -> Verdict:
    """The lines, then the fake: it needs indexes that move, and must refuse the second writer."""
    return (
        _check_lines(exam)
        or _check_first_steps(exam)
        or _check_two_writers(exam)
        or _check_stories(exam)
        or exam.accept(
            "on your fake the second writer is refused. On theirs no test swapped, and every swap went through."
        )
    )


def _check_lines(exam: Examination) -> Verdict | None:
    guilty = (find_line("(value, 0)", "def set"), find_line("self.set(", "def compare_and_swap"))
    lines = exam.answer.get_value("guilty_lines")
    given = tuple(lines) if isinstance(lines, (list, tuple)) else ()
    if given == guilty and all(type(line) is int for line in given):
        return None
    if len(given) != 2 or not all(type(line) is int for line in given):
        advice = "write two whole numbers, as they stand before the lines, without quotes: (number, number)."
    elif given == guilty[::-1]:
        advice = "these are the two lines, in the other order: first the one that kept every test from reaching a swap."
    elif given[0] == guilty[0]:
        advice = "the first is right. One method is given an index: on which line should it be compared, and is not?"
    elif given[1] == guilty[1]:
        advice = "the second is right. #265 writes by a plain `set` at index 0: which line makes every index 0?"
    else:
        advice = "follow an index: which line makes it, and which line should compare it, and does not?"
    return exam.reject(
        ran="your guilty_lines against the source of FakeEtcdClient.",
        saw=f"{lines!r}.",
        wanted="the number of the line that keeps every test from reaching a swap, and of the line that lets a swap "
        "with an old index go through, in this order.",
        try_next=advice,
    )


def _run(exam: Examination, *steps: Step) -> list[Result]:
    """The results of the steps, each taken by a FakeUser of the learner's class."""
    user: list[Operation] = [Construct("user", Create("fake_user", (Ref("HonestFake"),)))]
    return exam.answer.run_session([*user, *[Call("user", "take_step", step) for step in steps]])[1:]


def _reject(exam: Examination, ran: str, result: Result, wanted: str, try_next: str) -> Verdict:
    saw = f"it {_describe_result(result)}{result.location}."
    return exam.reject(ran, saw, wanted, advise_error(result) or advise_kind(result) or try_next)


def _describe_result(result: Result) -> str:
    """What a step did, in words. Of an index it is known whether it is 0, and which of the earlier ones it is."""
    if not _is_read(result):
        found = result.value
        return result.describe() if result.error or found is None else f"returned {_unwrap(found)!r}"
    value, number, is_zero = result.value
    return f"returned ({value!r}, {'0' if is_zero else f'the {_count(number)} index of this key'})"


def _unwrap(found: object) -> object:
    return found[0] if isinstance(found, list) and len(found) == 1 else found


def _count(number: int) -> str:
    return {0: "first", 1: "second", 2: "third"}.get(number, f"{number + 1}th")


def _is_read(result: Result) -> bool:
    return not result.error and isinstance(result.value, tuple) and len(result.value) == 3


def _check_first_steps(exam: Examination) -> Verdict | None:
    """A class; that ``set`` writes, at an index that is not 0; that a second fake is empty."""
    draw = exam.draw("first steps")
    key, value = draw.draw_keys(1)[0], draw.choice(_VALUES[1:])
    made = exam.answer.run_session([Construct("fake", "HonestFake")])[0]
    if made.error:
        is_class = "not callable" not in made.message
        return _reject(
            exam,
            "HonestFake().",
            made,
            "a new fake.",
            "a fake is made without arguments."
            if is_class
            else "hand over the class itself: `HonestFake`, without parentheses.",
        )
    results = _run(exam, ("get", "a", key), ("set", "a", key, value), ("get", "a", key), ("get", "b", key))
    absent, put, read, other = results
    new = f"HonestFake().get({key!r})"
    if absent.value != (None, 0, True):
        return _reject(
            exam, f"{new}, of a key that is not there.", absent, "(None, 0).", "keep `get` as the fake has it."
        )
    if not _is_read(read) or read.value[0] != value or read.value[2]:
        return _reject(
            exam,
            f"HonestFake().set({key!r}, {value!r}), then get of that key.",
            put if put.error else read,
            f"({value!r}, index), a tuple, with an index that is not 0.",
            "of a key that was never written `self.get(key)` says (None, 0)."
            if put.error
            else "a fake that always answers index 0 never lets anything swap. Let `set` give the key a new index, and "
            "keep it beside the value.",
        )
    if other.value != (None, 0, True):
        return _reject(
            exam,
            f"one HonestFake(), written to, and then a second one: get({key!r}).",
            other,
            "a new fake to be empty.",
            "what one fake holds must not show up in the next: keep it in `self`, set in `__init__`.",
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
        (not swapped.error, swapped, "the first swap to go through.", "where the index is the key's own, write.", ""),
        (_is_read(between) and between.value[0] == first, between, f"({first!r}, index) from get after the swap.",
         "where the index is the key's own, write, and by your own `set`: that keeps value and index together.", ""),
        (refused.code == TEST_FAILED, refused, "EtcdError 101 for the second writer: the index that it read is old.",
         "compare the index with the one that is kept for the key, and `raise EtcdError(101, key)` if they differ.",
         ""),
        (after == between, after, "a refused swap to change nothing.", "raise before you write.", ""),
        (_is_read(between) and between.value[1] == 1, between, "a new index after the swap, and not 0.",
         "every write moves the index on, a swap too: go through your own `set`.", ""),
        (absent.code == NOT_FOUND, absent, "EtcdError 100 for a key that is not there.",
         "`get` answers (None, 0) for it: ask for that first.",
         f", and then a third one swaps at {missing!r}, a key that is not there"),
        (at_zero.code == TEST_FAILED, at_zero, "EtcdError 101 for a swap at index 0 of a key that is there.",
         "0 is an index like any other: compare it too.",
         ", and then the second one swaps at index 0"),
        (later.code == TEST_FAILED, later, "EtcdError 101 for a swap at an index that the key has not come to yet.",
         "any other index is a conflict, a larger one too: `!=`.",
         ", and then the second one swaps at an index that the key has not had"),
        (last == between, last, "a refused swap to change nothing.", "raise before you write.", ""),
    ]  # fmt: skip
    ran = f"a test of two writers on your HonestFake: both read {key!r}, the first swaps, then the second"
    for good, result, want, try_next, more in wanted:
        if not good:
            return _reject(exam, f"{ran}{more}.", result, want, try_next)
    return None


@dataclass
class Model:
    """What fakes must hold: the value of each key, and how many indexes it has had."""

    values: dict[tuple[str, str], str] = field(default_factory=dict)
    indexes: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, step: Step) -> tuple[str, object]:
        """``("value", v)`` that the step must return, or ``("code", c)`` of the error."""
        verb, at = step[0], (step[1], step[2])
        if verb == "get":
            if at not in self.values:
                return "value", (None, 0, True)
            return "value", (self.values[at], self.indexes[at] - 1, False)
        if verb == "swap":
            if at not in self.values:
                return "code", NOT_FOUND
            is_current = step[4] == step[2] and step[5] == self.indexes[at] - 1
            if not is_current:
                return "code", TEST_FAILED
        self.values[at] = step[3]
        self.indexes[at] = self.indexes.get(at, 0) + 1
        return "value", None


def _check_stories(exam: Examination) -> Verdict | None:
    """Drawn steps on two fakes and three keys against the model. After each write the index is read."""
    for number in range(STORIES):
        draw = exam.draw(f"story {number}")
        steps = _draw_story(draw)
        model = Model()
        for count, (step, result) in enumerate(zip(steps, _run(exam, *steps)), 1):
            kind, want = model.take(step)
            if kind == "code" and result.code == want:
                continue
            if kind == "value" and not result.error and (step[0] != "get" or result.value == want):
                continue
            return _reject(
                exam, _describe_story(steps[:count]), result, _describe_wanted(step, kind, want), _advise(step, result)
            )
    return None


def _draw_story(draw: Draw) -> list[Step]:
    """A story begins with many writes of one key, so that its index is not a small number."""
    keys, fakes = draw.draw_keys(3), ("a", "b")
    steps: list[Step] = []
    counts: dict[tuple[str, str], int] = {}

    def write(step: Step) -> None:
        at = (str(step[1]), str(step[2]))
        counts[at] = counts.get(at, 0) + 1
        steps.extend([step, ("get", *at)])

    others = [f"{keys[1]}/{number}" for number in range(OTHERS)]
    for key in [*others, *keys[:1] * WRITES]:
        write(("set", "a", key, draw.choice(_VALUES[:3])))
    steps += [("get", "a", key) for key in others]
    for _ in range(STEPS):
        at = draw.choice(fakes), draw.choice(keys)
        count, value = counts.get(at, 0), draw.choice(_VALUES)
        verb = draw.choice(["set", "swap", "swap", "swap", "get"])
        if verb == "set":
            write(("set", *at, value))
        elif verb == "get":
            steps.append(("get", *at))
        elif count and draw.random() < 0.5:
            write(("swap", *at, value, at[1], count - 1))
        elif count > 1 and draw.random() < 0.7:
            steps += [("swap", *at, value, at[1], draw.choice([0, count - 2])), ("get", *at)]
        else:
            steps += [("swap", *at, value, at[1], draw.choice([None, "later", "earlier"])), ("get", *at)]
    return steps


def _describe_story(steps: list[Step]) -> str:
    """The last steps in words, those on the fake and the key of the last one."""
    fake, key = steps[-1][1:3]
    own = [step for step in steps if step[1:3] == (fake, key)]
    others = len(steps) - len(own)
    words = [_describe_step(step) for step in own[-6:]]
    more = f"after {len(own) - 6} steps on this key, " if len(own) > 6 else ""
    beside = f" (Between them there were {others} steps on other keys and fakes.)" if others else ""
    return f"{more}{'; '.join(words)}.{beside}"


def _describe_step(step: Step) -> str:
    verb, _, key, *args = step
    if verb == "get":
        return f"get({key!r})"
    value = json.dumps(args[0], ensure_ascii=False)[:40]
    if verb == "set":
        return f"set({key!r}, {value})"
    if isinstance(args[2], int):
        return f"compare_and_swap({key!r}, {value}, its {_count(args[2])} index)"
    return f"compare_and_swap({key!r}, {value}, {'0' if args[2] is None else 'an index that it has not had'})"


def _describe_wanted(step: Step, kind: str, want: object) -> str:
    if kind == "code":
        return f"EtcdError {want}."
    if step[0] != "get":
        return "no error: it is at this index."
    assert isinstance(want, tuple)
    return f"({want[0]!r}, {'0' if want[2] else f'the {_count(want[1])} index of this key'})."


def _advise(step: Step, result: Result) -> str:
    if step[0] == "swap" and result.code == NOT_FOUND:
        return "the key is there: an empty value is a value too."
    if step[0] == "swap" and step[5] is None:
        return "0 is an index like any other: at a key that is there it is a conflict, at a missing key it is 100."
    if step[0] == "swap" and result.code == TEST_FAILED:
        return "compare by `==` and `!=`, not by `is`, with the index that `get` answers for this key."
    if step[0] == "get":
        return (
            "each write gives the key an index that it has not had before; what is written to another key, or "
            "refused, leaves value and index as they are."
        )
    return "a swap goes through at the key's own index, and at no other one."
