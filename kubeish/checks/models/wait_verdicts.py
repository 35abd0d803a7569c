"""Waits of a learner's ``back_off``: how they are asked for and read, and the verdict on one that cannot be."""

from __future__ import annotations

import math
from typing import Any

from kubeish.checks import Call, Construct, Create, Draw, Examination, Ref, Result, Verdict
from kubeish.checks.scheduler_under_test import advise_error, advise_kind
from kubeish.wording import say

World = tuple[float, float]
"""A base and a cap."""


def draw_worlds(draw: Draw) -> list[World]:
    """An ordinary one; one with a cap far above the base; one with a cap below it; one of whole numbers."""

    def round_off(number: float) -> float:
        return float(f"{number:.3g}")

    base, tiny, large = draw.uniform(0.001, 0.5), 10 ** draw.uniform(-9, -6), draw.uniform(1, 50)
    whole = draw.randint(1, 9)
    return [
        (round_off(base), round_off(base * 2 ** draw.randint(3, 9) * draw.uniform(1, 2))),
        (round_off(tiny), round_off(tiny * 2 ** draw.uniform(40, 49))),
        (round_off(large), round_off(large * draw.uniform(0.1, 0.9))),
        (whole, whole * 2 ** draw.randint(3, 12) + draw.randint(1, 5)),
    ]


def find_last(world: World) -> int:
    """The last attempt at which the maximum is still below the cap; 0 if there is none."""
    attempt = 0
    while compute_most(world, attempt + 1) < world[1]:
        attempt += 1
    return attempt


def compute_most(world: World, attempt: int) -> float:
    """The longest wait of that attempt, in seconds."""
    base, cap = world
    return cap if attempt > 60 else min(cap, base * 2 ** (attempt - 1))


def make_call(world: World, attempt: int, times: int = 1) -> Call:
    """The operation that asks for a wait, so many times."""
    return Call("", "back_off", (attempt, Ref("random"), *world), times)


def wait_by(exam: Examination, world: World, attempt: int, seed: int, times: int, factory: str = "random") -> Result:
    """The result of so many waits, drawn by a generator from ``seed``."""
    generator = Construct("random", Create(factory, (seed,)))
    return exam.answer.run_session([generator, make_call(world, attempt, times)])[-1]


def describe_call(world: World, attempt: int, times: int = 1) -> str:
    """The call in words, without a full stop."""
    call = f"back_off({attempt}, random, {world[0]!r}, {world[1]!r})"
    return say("{call}, {times:,} times", call=call, times=times) if times > 1 else call


def end_call(world: World, attempt: int, times: int) -> str:
    """The call in words, as a sentence."""
    return say("{sentence}.", sentence=describe_call(world, attempt, times))


def read_seconds(result: Result, most: float) -> list[float] | None:
    """The waits of a result; None if one of them is no number from 0 to ``most``."""
    values = result.value if isinstance(result.value, list) else [result.value]
    if result.error or not all(_is_wait(value, most) for value in values):
        return None
    return [float(value) for value in values]


def _is_wait(value: Any, most: float) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and 0 <= value <= most * (1 + 1e-9)


def reject_wait(exam: Examination, world: World, attempt: int, result: Result, times: int = 1) -> Verdict:
    """``result``: of a single call, or of many that were right when made singly."""
    many = times > 1
    return exam.reject(
        ran=end_call(world, attempt, times),
        saw=say(
            "it {result}, once{location}." if many else "it {result}{location}.",
            result=result.describe(),
            location=result.location,
        ),
        wanted=say(
            "a number of seconds, from 0 to {most:g}, each time."
            if many
            else "a number of seconds, from 0 to {most:g}.",
            most=compute_most(world, attempt),
        ),
        try_next=advise_error(result) or advise_kind(result) or _advise(world, attempt, result, many),
    )


def reject_many(exam: Examination, world: World, attempt: int, result: Result, times: int) -> Verdict:
    """The verdict on many waits of which one is wrong, by the first such."""
    most = compute_most(world, attempt)
    first = next((Result(value) for value in result.values if not _is_wait(value, most)), result)
    return reject_wait(exam, world, attempt, first, times)


def _advise(world: World, attempt: int, result: Result, many: bool) -> str:
    if many and not (type(result.value) is float and result.value > world[1]):
        return say(
            "the first calls were right. Remember nothing from one call to the next: `attempt` says how far it is."
        )
    if result.error == "OverflowError":
        return say("a power of 2 grows too large for a float: stop doubling when `cap` is reached.")
    if result.error in ("ValueError", "TypeError"):
        return say("seconds need not be whole: `random.uniform(0, most)` draws any number from 0 to `most`.")
    if result.error:
        return say("look at that line of yours, and at what it was given.")
    if type(result.value) not in (int, float):
        return say("return the seconds; do not sleep.")
    if not math.isfinite(result.value) or result.value < 0:
        return say("nothing can wait for that long.")
    if result.value > world[1]:
        return say("the maximum is never above `cap`, not even at attempt 1, where `cap` may be below `base`.")
    if attempt == 1:
        return say(
            "attempt 1 comes after the first conflict: from 0 to `base`, and from then on twice as much each time."
        )
    return say(
        "the most that may be waited is `base` after the first conflict, doubles with each, and is never above `cap`."
    )
