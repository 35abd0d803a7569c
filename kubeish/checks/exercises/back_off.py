"""back-off: waits that double with each conflict up to a limit, drawn from the generator given.

No check sleeps. The waits are judged as numbers; then sixteen writers of one list wait by them, in
virtual time. A right answer fails by chance at most once in a million examinations,
``binomial.ALARM``: counts are judged eight times, each with a ninth of that. That of forty waits
none is in the upper half, or none in the lower half, is far less likely, and so are five equal waits
of two seeds.
"""

from __future__ import annotations

import itertools
from collections import Counter

from kubeish.checks import Call, Construct, Create, Draw, Examination, Operation, Ref, Verdict
from kubeish.checks.binomial import ALARM, find_outlier
from kubeish.checks.models.wait_verdicts import (
    World,
    compute_most,
    describe_call,
    draw_worlds,
    end_call,
    find_last,
    make_call,
    read_seconds,
    reject_many,
    reject_wait,
    wait_by,
)
from kubeish.lessons.fleet.measure_contention import measure_contention
from kubeish.lessons.fleet.simulation import ROUND_TRIP
from kubeish.wording import say

BASE, CAP = 2 * ROUND_TRIP, 128 * ROUND_TRIP
FAR, FARTHEST = (60, 100, 1_000, 1_024, 1_025, 1_080), (5_000, 100_000)
"""Attempts far out; the last ones are asked for once each, since an answer may count up to them."""
FEW, DRAWS, TENTHS, THIRDS = 40, 2_000, range(10), range(3)
MANY, MOST_REPEATS = 2_000, 2
"""So many waits, of which none may come more often than that: a million different ones do not."""
WRITERS, TRIES = 16, 40
AT_ONCE = WRITERS * (WRITERS - 1) // 2  # each success is a conflict for all that are left
_SHARE = ALARM / 9


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


def _check_attempts(exam: Examination, world: World, draw: Draw) -> Verdict | None:
    """A single wait of each attempt, and then forty of each, in another order."""
    last = find_last(world)
    attempts = [*range(1, last + 4), 30, 31, 32, 33, *FAR]
    generator = Construct("random", Create("random", (draw.getrandbits(30),)))
    alone = [*attempts, *FARTHEST]
    singles = exam.answer.run_session([generator, *[make_call(world, attempt) for attempt in alone]])[1:]
    for attempt, result in zip(alone, singles):
        if read_seconds(result, compute_most(world, attempt)) is None:
            return reject_wait(exam, world, attempt, result)
    shuffled = draw.shuffle_list(attempts)
    results = exam.answer.run_session([generator, *[make_call(world, attempt, FEW) for attempt in shuffled]])[1:]
    for attempt, result in sorted(zip(shuffled, results), key=lambda pair: pair[0]):
        most = compute_most(world, attempt)
        seconds = read_seconds(result, most)
        if seconds is None or len(seconds) != FEW:
            return reject_many(exam, world, attempt, result, FEW)
        if not min(seconds) < most / 2 < max(seconds):
            return _reject_range(exam, world, attempt, seconds)
    return None


def _reject_range(exam: Examination, world: World, attempt: int, seconds: list[float]) -> Verdict:
    most, shortest, longest = compute_most(world, attempt), min(seconds), max(seconds)
    advice = say("draw evenly, from 0 to the maximum: `random.uniform(0, most)`.")
    if longest <= most / 2:
        advice = say(
            "is that all that may be waited? The maximum doubles with each attempt, up to `cap`, "
            "however far that is from `base`."
        )
    if len(set(seconds)) == 1:
        advice = say(
            "a scheduler that waits for a fixed time comes back together with all the others: draw "
            "from 0 to the maximum, do not round, and never seed `random`."
        )
    return exam.reject(
        ran=end_call(world, attempt, FEW),
        saw=say("waits from {shortest:.4g} to {longest:.4g} seconds.", shortest=shortest, longest=longest),
        wanted=say(
            "waits from 0 to {most:g}, drawn evenly: of {few}, some in the lower half and some in the upper half.",
            most=most,
            few=FEW,
        ),
        try_next=advice,
    )


def _check_generator(exam: Examination, world: World, draw: Draw) -> Verdict | None:
    attempt, seed = draw.randint(1, 9), draw.getrandbits(30)
    one, same, other = (wait_by(exam, world, attempt, each, 5).value for each in (seed, seed, seed + 1))
    if one == same and one != other:
        return None
    return exam.reject(
        ran=say(
            "{call}, five times, with generators of the same seed, and with one of another.",
            call=describe_call(world, attempt),
        ),
        saw=say("the same waits from another seed.") if one == other else say("other waits from the same seed."),
        wanted=say("waits drawn from the generator that it was given."),
        try_next=say(
            "schedulers that wait as long as all the others come back with all the others: draw the wait, by `random`."
        )
        if one == other
        else say(
            "draw by `random`, the argument, and not by the module of that name; keep nothing from one "
            "call to the next."
        ),
    )


def _check_draws(exam: Examination, world: World, draw: Draw) -> Verdict | None:
    """Each call must draw, and leave the generator otherwise as it is."""
    attempt, again = draw.randint(1, 9), 20
    generator = Construct("random", Create("recording_random", (draw.getrandbits(30),)))
    call, count = make_call(world, attempt), Call("random", "count_draws")
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
        ran=say(
            "{call}, {again} times, with a generator that notes what is done to it.",
            call=describe_call(world, attempt),
            again=again,
        ),
        saw=say("it was seeded anew, or its state was set.")
        if is_seeded
        else say("a wait without a draw in that same call."),
        wanted=say("each wait to be drawn anew from the generator, which is otherwise left as it is."),
        try_next=say(
            "draw by `random` in each call; keep no draw for a later one, and never seed what you were given."
        ),
    )


def _check_spread(exam: Examination, world: World, attempt: int, draw: Draw) -> Verdict | None:
    """Every tenth of the range must come equally often, and every third after every other third."""
    most, result = compute_most(world, attempt), wait_by(exam, world, attempt, draw.getrandbits(30), DRAWS)
    seconds = read_seconds(result, most)
    if seconds is None or len(seconds) != DRAWS:
        return reject_many(exam, world, attempt, result, DRAWS)
    tenths = [min(TENTHS[-1], int(10 * wait / most)) for wait in seconds]
    found = find_outlier(tenths, TENTHS, _SHARE)
    if found:
        return exam.reject(
            ran=end_call(world, attempt, DRAWS),
            saw=say(
                "{count:,} waits from {shortest:.4g} to {longest:.4g} seconds.",
                count=found.count,
                shortest=found.cell * most / 10,
                longest=(found.cell + 1) * most / 10,
            ),
            wanted=say(
                "{low} to {high}, as in every tenth of what there is from 0 to {most:g}.",
                low=found.low,
                high=found.high,
                most=most,
            ),
            try_next=say("draw evenly, from 0 to the maximum: `random.uniform(0, most)`."),
        )
    thirds = [min(THIRDS[-1], int(3 * wait / most)) for wait in seconds]
    pairs = list(zip(thirds[::2], thirds[1::2]))
    after = find_outlier(pairs, list(itertools.product(THIRDS, THIRDS)), _SHARE)
    if not after:
        return None
    words = (say("a short"), say("a middling"), say("a long"))
    return exam.reject(
        ran=say("{call}, looked at two at a time.", call=describe_call(world, attempt, DRAWS)),
        saw=say(
            "after {first} wait came {second} one {count} times of {total:,}.",
            first=words[after.cell[0]],
            second=words[after.cell[1]],
            count=after.count,
            total=len(pairs),
        ),
        wanted=say(
            "{low} to {high} times, as for every such pair: each wait is drawn anew.", low=after.low, high=after.high
        ),
        try_next=say("remember nothing from one call to the next, and draw once in each call."),
    )


def _check_repeats(exam: Examination, world: World, draw: Draw) -> Verdict | None:
    """Hardly any two waits are equal, unless they are rounded, or fixed now and then."""
    for factory, words in (
        ("random", ""),
        ("tail_random", say(", with a generator that often draws near 0 and near 1")),
    ):
        result = wait_by(exam, world, 3, draw.getrandbits(30), MANY, factory)
        seconds = read_seconds(result, compute_most(world, 3))
        if seconds is None or len(seconds) != MANY:
            return reject_many(exam, world, 3, result, MANY)
        wait, times = Counter(seconds).most_common(1)[0]
        if times > MOST_REPEATS:
            return exam.reject(
                ran=say("{call}{words}.", call=describe_call(world, 3, MANY), words=words),
                saw=say("a wait of {wait:.6g} seconds {times} times.", wait=wait, times=times),
                wanted=say("waits that are all different, or nearly: there are many millions from 0 to the maximum."),
                try_next=say("return what you have drawn: do not round it, and do not replace it now and then."),
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
    waits = [[(read_seconds(result, CAP) or [CAP])[0] for result in table] for table in tables]
    conflicts = measure_contention(waits)
    if conflicts >= AT_ONCE:
        return exam.reject(
            ran=say("{writers} writers who add to one list at the same moment, and wait as you say.", writers=WRITERS),
            saw=say("{conflicts} conflicts.", conflicts=conflicts),
            wanted=say("fewer than the {at_once} that they meet when they try again at once.", at_once=AT_ONCE),
            try_next=say("spread them out: a wait that is longer after each conflict, and drawn anew."),
        )
    return exam.accept(
        say(
            "{writers} writers of one list meet {conflicts} conflicts; trying again at once they meet {at_once}.",
            writers=WRITERS,
            conflicts=conflicts,
            at_once=AT_ONCE,
        )
    )
