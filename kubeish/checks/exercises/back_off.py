"""back-off: waits that double with each conflict up to a limit, drawn from the generator given.

No check sleeps. The waits are judged as numbers; then sixteen writers of one list wait by them, in
virtual time. A right answer fails by chance at most once in a million examinations,
``binomial.ALARM``: counts are judged eight times, each with a ninth of that. That of forty waits
none is in the upper half, or none in the lower half, is far less likely, and so are five equal waits
of two seeds.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import Any

from kubeish.checks import Call, Construct, Create, Draw, Examination, Operation, Ref, Result, Verdict
from kubeish.checks.binomial import ALARM, find_outlier
from kubeish.checks.scheduler_under_test import advise_error, advise_kind
from kubeish.lessons.fleet.measure_contention import measure_contention
from kubeish.lessons.fleet.simulation import ROUND_TRIP

BASE, CAP = 2 * ROUND_TRIP, 128 * ROUND_TRIP
FAR, FARTHEST = (60, 100, 1_000, 1_024, 1_025, 1_080), (5_000, 100_000)
"""Attempts far out; the last ones are asked for once each, since an answer may count up to them."""
FEW, DRAWS, TENTHS, THIRDS = 40, 2_000, range(10), range(3)
MANY, MOST_REPEATS = 2_000, 2
"""So many waits, of which none may come more often than that: a million different ones do not."""
WRITERS, TRIES = 16, 40
AT_ONCE = WRITERS * (WRITERS - 1) // 2  # each success is a conflict for all that are left
_SHARE = ALARM / 9
World = tuple[float, float]
"""A base and a cap."""


def examine(exam: Examination) -> Verdict:
    """Each attempt; the generator; the spread; the conflicts of sixteen writers."""
    draw = exam.draw()
    worlds = draw_worlds(draw)
    wrong = None
    for world in worlds:
        wrong = wrong or _check_attempts(exam, world, draw)
    wrong = wrong or _check_generator(exam, worlds[0], draw) or _check_draws(exam, worlds[0], draw)
    wrong = wrong or _check_repeats(exam, worlds[0], draw)
    for world in worlds:
        wrong = wrong or _check_spread(exam, world, draw.randint(1, find_last(world) + 1), draw)
    return wrong or _check_contention(exam)


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


def _make_call(world: World, attempt: int, times: int = 1) -> Call:
    return Call("", "back_off", (attempt, Ref("random"), *world), times)


def _wait(exam: Examination, world: World, attempt: int, seed: int, times: int, factory: str = "random") -> Result:
    generator = Construct("random", Create(factory, (seed,)))
    return exam.answer.run_session([generator, _make_call(world, attempt, times)])[-1]


def _check_attempts(exam: Examination, world: World, draw: Draw) -> Verdict | None:
    """A single wait of each attempt, and then forty of each, in another order."""
    last = find_last(world)
    attempts = [*range(1, last + 4), 30, 31, 32, 33, *FAR]
    generator = Construct("random", Create("random", (draw.getrandbits(30),)))
    alone = [*attempts, *FARTHEST]
    singles = exam.answer.run_session([generator, *[_make_call(world, attempt) for attempt in alone]])[1:]
    for attempt, result in zip(alone, singles):
        if _read_seconds(result, compute_most(world, attempt)) is None:
            return _reject_wait(exam, world, attempt, result)
    shuffled = draw.shuffle_list(attempts)
    results = exam.answer.run_session([generator, *[_make_call(world, attempt, FEW) for attempt in shuffled]])[1:]
    for attempt, result in sorted(zip(shuffled, results), key=lambda pair: pair[0]):
        most = compute_most(world, attempt)
        seconds = _read_seconds(result, most)
        if seconds is None or len(seconds) != FEW:
            return _reject_many(exam, world, attempt, result, FEW)
        if not min(seconds) < most / 2 < max(seconds):
            return _reject_range(exam, world, attempt, seconds)
    return None


def _describe_call(world: World, attempt: int, times: int = 1) -> str:
    words = f"back_off({attempt}, random, {world[0]!r}, {world[1]!r})"
    return f"{words}, {times:,} times." if times > 1 else f"{words}."


def _reject_range(exam: Examination, world: World, attempt: int, seconds: list[float]) -> Verdict:
    most, shortest, longest = compute_most(world, attempt), min(seconds), max(seconds)
    advice = "draw evenly, from 0 to the maximum: `random.uniform(0, most)`."
    if longest <= most / 2:
        advice = (
            "is that all that may be waited? The maximum doubles with each attempt, up to `cap`, however far that is "
            "from `base`."
        )
    if len(set(seconds)) == 1:
        advice = (
            "a scheduler that waits for a fixed time comes back together with all the others: draw from 0 to the "
            "maximum, do not round, and never seed `random`."
        )
    return exam.reject(
        ran=_describe_call(world, attempt, FEW),
        saw=f"waits from {shortest:.4g} to {longest:.4g} seconds.",
        wanted=f"waits from 0 to {most:g}, drawn evenly: of {FEW}, some in the lower half and some in the upper half.",
        try_next=advice,
    )


def _read_seconds(result: Result, most: float) -> list[float] | None:
    """The waits of a result; None if one of them is no number from 0 to ``most``."""
    values = result.value if isinstance(result.value, list) else [result.value]
    if result.error or not all(_is_wait(value, most) for value in values):
        return None
    return [float(value) for value in values]


def _is_wait(value: Any, most: float) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and 0 <= value <= most * (1 + 1e-9)


def _reject_wait(exam: Examination, world: World, attempt: int, result: Result, times: int = 1) -> Verdict:
    """``result``: of a single call, or of many that were right when made singly."""
    many = times > 1
    return exam.reject(
        ran=_describe_call(world, attempt, times),
        saw=f"it {result.describe()}{', once' if many else ''}{result.location}.",
        wanted=f"a number of seconds, from 0 to {compute_most(world, attempt):g}{', each time' if many else ''}.",
        try_next=advise_error(result) or advise_kind(result) or _advise(world, attempt, result, many),
    )


def _reject_many(exam: Examination, world: World, attempt: int, result: Result, times: int) -> Verdict:
    most = compute_most(world, attempt)
    first = next((Result(value) for value in result.values if not _is_wait(value, most)), result)
    return _reject_wait(exam, world, attempt, first, times)


def _advise(world: World, attempt: int, result: Result, many: bool) -> str:
    if many and not (type(result.value) is float and result.value > world[1]):
        return "the first calls were right. Remember nothing from one call to the next: `attempt` says how far it is."
    if result.error == "OverflowError":
        return "a power of 2 grows too large for a float: stop doubling when `cap` is reached."
    if result.error in ("ValueError", "TypeError"):
        return "seconds need not be whole: `random.uniform(0, most)` draws any number from 0 to `most`."
    if result.error:
        return "look at that line of yours, and at what it was given."
    if type(result.value) not in (int, float):
        return "return the seconds; do not sleep."
    if not math.isfinite(result.value) or result.value < 0:
        return "nothing can wait for that long."
    if result.value > world[1]:
        return "the maximum is never above `cap`, not even at attempt 1, where `cap` may be below `base`."
    if attempt == 1:
        return "attempt 1 comes after the first conflict: from 0 to `base`, and from then on twice as much each time."
    return (
        "the most that may be waited is `base` after the first conflict, doubles with each, and is never above `cap`."
    )


def _check_generator(exam: Examination, world: World, draw: Draw) -> Verdict | None:
    attempt, seed = draw.randint(1, 9), draw.getrandbits(30)
    one, same, other = (_wait(exam, world, attempt, each, 5).value for each in (seed, seed, seed + 1))
    if one == same and one != other:
        return None
    return exam.reject(
        ran=f"{_describe_call(world, attempt)[:-1]}, five times, with generators of the same seed, and with one of "
        "another.",
        saw="the same waits from another seed." if one == other else "other waits from the same seed.",
        wanted="waits drawn from the generator that it was given.",
        try_next="schedulers that wait as long as all the others come back with all the others: draw the wait, by "
        "`random`."
        if one == other
        else "draw by `random`, the argument, and not by the module of that name; keep nothing from one call to the "
        "next.",
    )


def _check_draws(exam: Examination, world: World, draw: Draw) -> Verdict | None:
    """Each call must draw, and leave the generator otherwise as it is."""
    attempt, again = draw.randint(1, 9), 20
    generator = Construct("random", Create("recording_random", (draw.getrandbits(30),)))
    call, count = _make_call(world, attempt), Call("random", "count_draws")
    results = exam.answer.run_session([generator, *[call, count] * again, Call("random", "find_misuse")])
    counts = [result.value for result in results[2:-1:2] if type(result.value) is int]
    first: list[object] = []
    for seed in range(again):
        restart = Call("random", "restart_from", (seed,))
        first.append(exam.answer.run_session([generator, call, call, restart, call])[-1].value)
    is_seeded = results[-1].value == "seeded"
    if not is_seeded and counts == sorted(set(counts)) and any(value != first[0] for value in first):
        return None
    return exam.reject(
        ran=f"{_describe_call(world, attempt)[:-1]}, {again} times, with a generator that notes what is done to it.",
        saw="it was seeded anew, or its state was set." if is_seeded else "a wait without a draw in that same call.",
        wanted="each wait to be drawn anew from the generator, which is otherwise left as it is.",
        try_next="draw by `random` in each call; keep no draw for a later one, and never seed what you were given.",
    )


def _check_spread(exam: Examination, world: World, attempt: int, draw: Draw) -> Verdict | None:
    """Every tenth of the range must come equally often, and every third after every other third."""
    most, result = compute_most(world, attempt), _wait(exam, world, attempt, draw.getrandbits(30), DRAWS)
    seconds = _read_seconds(result, most)
    if seconds is None or len(seconds) != DRAWS:
        return _reject_many(exam, world, attempt, result, DRAWS)
    tenths = [min(TENTHS[-1], int(10 * wait / most)) for wait in seconds]
    found = find_outlier(tenths, TENTHS, _SHARE)
    if found:
        return exam.reject(
            ran=_describe_call(world, attempt, DRAWS),
            saw=f"{found.count:,} waits from {found.cell * most / 10:.4g} to {(found.cell + 1) * most / 10:.4g} "
            "seconds.",
            wanted=f"{found.low} to {found.high}, as in every tenth of what there is from 0 to {most:g}.",
            try_next="draw evenly, from 0 to the maximum: `random.uniform(0, most)`.",
        )
    thirds = [min(THIRDS[-1], int(3 * wait / most)) for wait in seconds]
    pairs = list(zip(thirds[::2], thirds[1::2]))
    after = find_outlier(pairs, list(itertools.product(THIRDS, THIRDS)), _SHARE)
    if not after:
        return None
    words = ("a short", "a middling", "a long")
    return exam.reject(
        ran=f"{_describe_call(world, attempt, DRAWS)[:-1]}, looked at two at a time.",
        saw=f"after {words[after.cell[0]]} wait came {words[after.cell[1]]} one {after.count} times of {len(pairs):,}.",
        wanted=f"{after.low} to {after.high} times, as for every such pair: each wait is drawn anew.",
        try_next="remember nothing from one call to the next, and draw once in each call.",
    )


def _check_repeats(exam: Examination, world: World, draw: Draw) -> Verdict | None:
    """Hardly any two waits are equal, unless they are rounded, or fixed now and then."""
    for factory, words in (("random", ""), ("tail_random", ", with a generator that often draws near 0 and near 1")):
        result = _wait(exam, world, 3, draw.getrandbits(30), MANY, factory)
        seconds = _read_seconds(result, compute_most(world, 3))
        if seconds is None or len(seconds) != MANY:
            return _reject_many(exam, world, 3, result, MANY)
        wait, times = Counter(seconds).most_common(1)[0]
        if times > MOST_REPEATS:
            return exam.reject(
                ran=f"{_describe_call(world, 3, MANY)[:-1]}{words}.",
                saw=f"a wait of {wait:.6g} seconds {times} times.",
                wanted="waits that are all different, or nearly: there are many millions from 0 to the maximum.",
                try_next="return what you have drawn: do not round it, and do not replace it now and then.",
            )
    return None


def _check_contention(exam: Examination) -> Verdict:
    """Sixteen writers of one list, each with one pod, in virtual time, by the answer's waits.

    Always with the same generators, so that the figure is always the same.
    """
    operations: list[Operation] = []
    for number in range(WRITERS):
        operations.append(Construct(f"r{number}", Create("random", (100 + number,))))
        operations += [Call("", "back_off", (n + 1, Ref(f"r{number}"), BASE, CAP)) for n in range(TRIES)]
    results = exam.answer.run_session(operations)
    tables = [results[n * (TRIES + 1) + 1 : (n + 1) * (TRIES + 1)] for n in range(WRITERS)]
    waits = [[(_read_seconds(result, CAP) or [CAP])[0] for result in table] for table in tables]
    conflicts = measure_contention(waits)
    if conflicts >= AT_ONCE:
        return exam.reject(
            ran=f"{WRITERS} writers who add to one list at the same moment, and wait as you say.",
            saw=f"{conflicts} conflicts.",
            wanted=f"fewer than the {AT_ONCE} that they meet when they try again at once.",
            try_next="spread them out: a wait that is longer after each conflict, and drawn anew.",
        )
    return exam.accept(
        f"{WRITERS} writers of one list meet {conflicts} conflicts; trying again at once they meet {AT_ONCE}."
    )
