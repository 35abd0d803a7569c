"""back-off: waits that double with each conflict up to a limit, drawn anew from the whole of that, by the chance given.

Nobody waits here. The waits are numbers: first they are judged as such, then sixteen writers of one list wait by them,
in virtual time. A right answer fails by chance at most once in a million examinations, ``chance.ALARM``: four times
counts are judged, each time with a fifth of that; and that five waits of two seeds are the same is far less likely.
"""

from __future__ import annotations

import math
from typing import Any

from kubeish.checks.answer import Answer, Do, Make, New, Ref, Result
from kubeish.checks.chance import ALARM, stray
from kubeish.checks.verdict import Teller, Verdict
from kubeish.fleet.crowd import crowd
from kubeish.fleet.virtual import ROUND_TRIP

BASE, CAP = 2 * ROUND_TRIP, 128 * ROUND_TRIP
DRAWS, TENTHS = 2_000, range(10)
WRITERS, TRIES = 16, 40
AT_ONCE = WRITERS * (WRITERS - 1) // 2  # each write that succeeds is a conflict for all who are left
_SHARE = ALARM / 5


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """Each wait alone; whose chance it is; how they are spread; and what sixteen writers make of them."""
    for attempt in (1, 2, 3, 4, 5, 6, 7, 8, 20, 100, 5_000):
        result = _waits(answer, attempt, seed, 1)
        if _seconds(result, _most(attempt)) is None:
            return _not_a_wait(tell, attempt, result)
    unlike = _by_the_chance_given(answer, tell, seed)
    if unlike:
        return unlike
    for attempt in (1, 3, 6, 40):
        uneven = _spread(answer, tell, seed, attempt)
        if uneven:
            return uneven
    return _together(answer, tell, seed)


def _most(attempt: int) -> float:
    return CAP if attempt > 30 else min(CAP, BASE * 2.0 ** (attempt - 1))


def _waits(answer: Answer, attempt: int, seed: int, times: int) -> Result:
    made = New("random", Make("random", (seed,)))
    return answer.session([made, Do("", "back_off", (attempt, Ref("random"), BASE, CAP), times)])[-1]


def _seconds(result: Result, most: float) -> list[float] | None:
    """The waits of a result; None if one of them is none, or is outside of what may be waited."""
    values = result.value if isinstance(result.value, list) else [result.value]
    if result.error or not all(_is_wait(value, most) for value in values):
        return None
    return [float(value) for value in values]


def _is_wait(value: Any, most: float) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and 0 <= value <= most * (1 + 1e-9)


def _first_odd(result: Result, most: float) -> Result:
    """Of many waits the first that is none; the result itself if it is an error."""
    waits = result.value if isinstance(result.value, list) else []
    return next((Result(value) for value in waits if not _is_wait(value, most)), result)


def _not_a_wait(tell: Teller, attempt: int, result: Result, times: int = 1) -> Verdict:
    return tell.not_yet(
        ran=f"back_off({attempt}, random, {BASE:g}, {CAP:g})" + (f", {times:,} times." if times > 1 else "."),
        saw=f"it {result.words()}"
        + (", once" if times > 1 else "")
        + (f", at {result.where}." if result.where else "."),
        wanted=f"a number of seconds, from 0 to {_most(attempt):g}" + (", each time." if times > 1 else "."),
        try_next=_advice(attempt, result)
        if times == 1
        else "it went well at first. Remember nothing from one call to the next: `attempt` says how far it has come.",
    )


def _advice(attempt: int, result: Result) -> str:
    if result.error == "OverflowError":
        return "a power of 2 grows too large for a float: stop doubling when `cap` is reached."
    if result.error:
        return "look at that line of yours, and at what it was given."
    if type(result.value) not in (int, float):
        return "return the seconds; to wait is the business of whoever called."
    if not math.isfinite(result.value) or result.value < 0:
        return "nobody can wait for that."
    if attempt == 1:
        return "attempt 1 comes after the first conflict: from 0 to `base`, and from then on twice as much each time."
    return (
        "the most that may be waited is `base` after the first conflict, doubles with each, and is never above `cap`."
    )


def _by_the_chance_given(answer: Answer, tell: Teller, seed: int) -> Verdict | None:
    one, same, other = (_waits(answer, 6, seed + more, 5).value for more in (7, 7, 8))
    if one == same and one != other:
        return None
    return tell.not_yet(
        ran="back_off(6, ...), five times, with generators of the same seed, and with one of another.",
        saw="the same waits from another seed." if one == other else "other waits from the same seed.",
        wanted="waits drawn from the generator that it was given.",
        try_next="who waits as long as all the others comes back with all the others: draw the wait, by `random`."
        if one == other
        else "draw by `random`, the argument, and not by the module of that name.",
    )


def _spread(answer: Answer, tell: Teller, seed: int, attempt: int) -> Verdict | None:
    most, result = _most(attempt), _waits(answer, attempt, seed, DRAWS)
    seconds = _seconds(result, most)
    if seconds is None or len(seconds) != DRAWS:
        return _not_a_wait(tell, attempt, _first_odd(result, most), DRAWS)
    tenths = [min(TENTHS[-1], int(10 * wait / most)) for wait in seconds]
    found = stray(tenths, TENTHS, _SHARE)
    if not found:
        return None
    return tell.not_yet(
        ran=f"back_off({attempt}, random, {BASE:g}, {CAP:g}), {DRAWS:,} times.",
        saw=f"{found.count:,} waits from {found.cell * most / 10:.4g} to {(found.cell + 1) * most / 10:.4g} seconds.",
        wanted=f"{found.low} to {found.high}, as in every tenth of what there is from 0 to {most:g}.",
        try_next=_how_to_spread(min(tenths), max(tenths)),
    )


def _how_to_spread(shortest: int, longest: int) -> str:
    if shortest == longest:
        return "who waits for a fixed time comes back together with all the others: draw from 0 to the most."
    if longest < TENTHS[-1]:
        return "is that all that may be waited? The most doubles with each attempt, up to `cap`."
    return "draw evenly, from 0 to the most: `random.uniform(0, most)`."


def _together(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """Sixteen writers, each with one pod for the same list, in virtual time, by the waits that the answer gives."""
    operations: list[Any] = []
    for number in range(WRITERS):
        operations.append(New(f"r{number}", Make("random", (seed + 100 + number,))))
        operations += [Do("", "back_off", (n + 1, Ref(f"r{number}"), BASE, CAP)) for n in range(TRIES)]
    results = answer.session(operations)
    tables = [results[n * (TRIES + 1) + 1 : (n + 1) * (TRIES + 1)] for n in range(WRITERS)]
    conflicts = crowd([[(_seconds(result, CAP) or [CAP])[0] for result in table] for table in tables]).conflicts
    if conflicts >= AT_ONCE:
        return tell.not_yet(
            ran=f"{WRITERS} writers who add to one list at the same moment, and wait as you say.",
            saw=f"{conflicts} conflicts.",
            wanted=f"fewer than the {AT_ONCE} that they meet when they try again at once.",
            try_next="spread them out: a wait that is longer after each conflict, and drawn anew.",
        )
    return tell.passed(
        f"{WRITERS} writers of one list meet {conflicts} conflicts; trying again at once they meet {AT_ONCE}."
    )
