"""Stories of two fakes: drawn steps, what a fake must hold after them, and both in words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from kubeish.checks import Draw
from kubeish.checks.fake_user import Step
from kubeish.errors import NOT_FOUND, TEST_FAILED
from kubeish.wording import join, say

STORIES, STEPS, OTHERS = 3, 60, 60
WRITES = 300  # so many writes of one key lead beyond the small numbers, which Python keeps as one object each
VALUES = ("", "[]", "[web]", "ü", "None", "0", "x" * 500)


def describe_read(value: object, number: int, is_zero: bool) -> str:
    """A value and its index in words: which of the key's indexes it is."""
    if is_zero:
        return f"({value!r}, 0)"
    return say("({value!r}, the {count} index of this key)", value=value, count=_count(number))


def _count(number: int) -> str:
    words = {0: say("first"), 1: say("second"), 2: say("third")}
    return words.get(number) or say("{number}th", number=number + 1)


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


def draw_story(draw: Draw) -> list[Step]:
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
        write(("set", "a", key, draw.choice(VALUES[:3])))
    steps += [("get", "a", key) for key in others]
    for _ in range(STEPS):
        at = draw.choice(fakes), draw.choice(keys)
        count, value = counts.get(at, 0), draw.choice(VALUES)
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


def describe_story(steps: list[Step]) -> str:
    """The last steps in words, those on the fake and the key of the last one."""
    fake, key = steps[-1][1:3]
    own = [step for step in steps if step[1:3] == (fake, key)]
    others = len(steps) - len(own)
    words = [_describe_step(step) for step in own[-6:]]
    told = say(
        "after {count} steps on this key, {steps}." if len(own) > 6 else "{steps}.",
        count=len(own) - 6,
        steps=join("; ", words),
    )
    beside = say("(Between them there were {others} steps on other keys and fakes.)", others=others)
    return join(" ", [told, beside]) if others else told


def _describe_step(step: Step) -> str:
    verb, _, key, *args = step
    if verb == "get":
        return f"get({key!r})"
    value = json.dumps(args[0], ensure_ascii=False)[:40]
    if verb == "set":
        return f"set({key!r}, {value})"
    if isinstance(args[2], int):
        return say("compare_and_swap({key!r}, {value}, its {count} index)", key=key, value=value, count=_count(args[2]))
    if args[2] is None:
        return f"compare_and_swap({key!r}, {value}, 0)"
    return say("compare_and_swap({key!r}, {value}, an index that it has not had)", key=key, value=value)


def describe_wanted(step: Step, kind: str, want: object) -> str:
    """What the last step must return or raise, in words."""
    if kind == "code":
        return f"EtcdError {want}."
    if step[0] != "get":
        return say("no error: it is at this index.")
    assert isinstance(want, tuple)
    return say("{pair}.", pair=describe_read(*want))
