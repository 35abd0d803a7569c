"""random-scheduler: draws fairly, from the generator given, and safely in two threads.

A right answer fails by chance at most once in a million examinations, ``binomial.ALARM``. Counts of
draws are judged seven times, each with an eighth of that. The last eighth is more than enough for
draws that must differ and might not: twenty draws from five machines come out the same with
probability 5 ** -20, about 1e-14.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Sequence

from kubeish.checks import Call, Construct, Create, Draw, Examination, Operation, Ref, Result, Verdict
from kubeish.checks.binomial import ALARM, find_outlier
from kubeish.checks.overlap_verdict import check_thread_safety
from kubeish.checks.scheduler_contract import check_reproducible, make_contract
from kubeish.checks.scheduler_under_test import (
    SchedulerCase,
    SchedulerUnderTest,
    advise_error,
    describe_choices,
    draw_pods,
    find_unlisted,
    schedule,
    with_salt,
)
from kubeish.wording import join, say

NAME = "RandomScheduler"
DRAWS, DRAWS_OF_FEW, DRAWS_OF_MANY = 5_000, 1_000, 450
MANY = 5 << 14
"""Length of a long list. Up to 16 random bits, and a remainder, never reach its last fifth. Of 17
bits or of five decimals the first fifths have twice their share."""
MOST_REPEATS = 10  # expected are 1.2; more than ten come once in ten million times
FEW_DRAWS = 64  # a choice that takes more draws than that looks at every machine: too slow for a long list
_SHARE = ALARM / 8


def examine(exam: Examination) -> Verdict:
    """The contract; which generator it draws from; how fair the draws are; two threads at once."""
    draw = exam.draw()
    machines = draw.draw_machines(5)
    pods = draw_pods(draw, machines)

    def make(seed: int, salt: int = 0, *before: Operation, factory: str = "random") -> SchedulerUnderTest:
        generator = Construct("random", Create(factory, (seed,)))
        return with_salt(SchedulerUnderTest(exam, NAME, pods, (Ref("random"),), (generator, *before)), salt)

    fair = say("fair in {draws:,} draws, the same again from the same seed", draws=DRAWS)
    subject = make(draw.getrandbits(30))
    recorded = make(draw.getrandbits(30), 0, factory="recording_random")
    return (
        subject.find_fault(*make_contract(draw, NAME))
        or check_reproducible(make, draw)
        or _check_two_schedulers(make, machines, draw)
        or _check_one_generator(subject, machines)
        or check_draws_anew(recorded, machines, draw)
        or _check_fairness(subject, recorded, machines, draw)
        or check_thread_safety(exam, NAME, pods, draw, fair)
    )


def _check_two_schedulers(make: Callable[..., SchedulerUnderTest], machines: list[str], draw: Draw) -> Verdict | None:
    """Two of them, called in turn, must choose as each would alone."""
    seed, other_seed = draw.getrandbits(30), draw.getrandbits(30)
    alone = [make(each).choose(machines, 10).values for each in (seed, other_seed)]
    subject = make(seed, 0, Construct("other_random", Create("random", (other_seed,))))
    other = subject.construct("other", "call_other", (Ref("other_random"),))
    in_turn = [schedule(1, call) for _ in range(10) for call in ("call", "call_other")]
    results = subject.play(machines, *other, *in_turn)[-20:]
    together = [[choice for result in results[i::2] for choice in result.values] for i in (0, 1)]
    if together == alone:
        return None
    return subject.exam.reject(
        ran=say("two schedulers, each with its own generator, called in turn, and then each of them alone."),
        saw=say("side by side they choose otherwise than alone: they share something."),
        wanted=say("two schedulers that know nothing of each other."),
        try_next=say("what stands in the class's body, or as a default argument, is there once for all: use `self`."),
    )


def _check_one_generator(subject: SchedulerUnderTest, machines: list[str]) -> Verdict | None:
    """Of two with one generator, each draw must move it on for both."""
    other = subject.construct("other", "call_other")
    return subject.find_fault(
        SchedulerCase(
            say("two schedulers that were given one and the same generator."),
            [machines, *other, 20, schedule(20, "call_other")],
            lambda results: results[-2].values != results[-1].values,
            say("draws from that very generator, which moves on with each."),
            say("keep what you were given as it is, without copying it: `self.random = random`."),
            lambda _: say("twenty times they chose the same, as if each had a copy of it."),
        )
    )


def check_draws_anew(subject: SchedulerUnderTest, machines: list[str], draw: Draw) -> Verdict | None:
    """Each call must draw, once it is called, and leave the generator otherwise as it is."""
    calls, again = draw.randint(1, 9), 20
    looks: list[int | Operation] = [1, Call("random", "count_draws")]
    played = subject.play(machines, *looks * again, Call("random", "find_misuse"))
    counts = [result.value for result in played[2:-1] if type(result.value) is int]
    if played[-1].value == "seeded":
        return subject.exam.reject(
            ran=say("schedule, {again} times, with a generator that notes when it is seeded.", again=again),
            saw=say("it was seeded anew, or its state was set."),
            wanted=say("draws from it, and nothing else: it may have other users."),
            try_next=say("never seed what you were given, nor set its state."),
        )
    first = [subject.play(machines, calls, Call("random", "restart_from", (n,)), 1)[-1].values for n in range(again)]
    if counts == sorted(set(counts)) and any(choice != first[0] for choice in first):
        return None
    if len(set(counts)) == 1:
        return subject.exam.reject(
            ran=say("schedule, {again} times, with a generator that counts its draws.", again=again),
            saw=say("nothing was drawn from the generator that it was given."),
            wanted=say("each choice to be drawn anew from that generator, in the call that makes it."),
            try_next=say("draw in `schedule`, each time, from what `__init__` was given, and from nothing else."),
        )
    return subject.exam.reject(
        ran=say(
            "schedule, {again} times, and in between a look at how many numbers were drawn from the "
            "generator; and {calls} calls, after which the generator goes on from another seed.",
            again=again,
            calls=calls,
        ),
        saw=say("a choice was made without a draw in that same call."),
        wanted=say("each choice to be drawn anew, in the call that makes it."),
        try_next=say("draw in `schedule`, each time, and keep no draw for a later call."),
    )


def _check_fairness(
    subject: SchedulerUnderTest, recorded: SchedulerUnderTest, machines: list[str], draw: Draw
) -> Verdict | None:
    ran = say("{draws:,} draws from {names}", draws=DRAWS, names=join(", ", machines))
    result = subject.choose(machines, DRAWS)
    wrong = _check_choices(subject, ran, result, DRAWS, machines)
    of_others = [choice for i, choice in enumerate(result.values) if subject.get_pod(i).host not in machines]
    wrong = wrong or _check_counts(subject, ran, of_others, machines)
    wrong = wrong or _check_pods(subject, ran, result.values, machines)
    wrong = wrong or _check_pairs(subject, ran, result.values, machines)
    for length in draw.sample([2, 3, 6, 7], 2):
        few = draw.draw_machines(length)
        ran = say("{draws:,} draws from {names}", draws=DRAWS_OF_FEW, names=join(", ", few))
        result = subject.choose(few, DRAWS_OF_FEW)
        wrong = wrong or _check_choices(subject, ran, result, DRAWS_OF_FEW, few)
        wrong = wrong or _check_counts(subject, ran, result.values, few)
    return wrong or _check_long_list(subject, recorded)


def _check_long_list(subject: SchedulerUnderTest, recorded: SchedulerUnderTest) -> Verdict | None:
    """A long list, in fifths; a shorter one for an answer that draws once for each machine or so."""
    draws = recorded.play([f"m{number}" for number in range(300)], 1, Call("random", "count_draws"))[-1].value
    many = MANY if type(draws) is int and draws <= FEW_DRAWS else 5 << 7
    names = {f"n{number:05}": number for number in range(many)}
    ran = say(
        "{draws} draws from {many:,} machines, n00000 to {last}",
        draws=DRAWS_OF_MANY,
        many=many,
        last=max(names),
    )
    result = subject.play(Construct("lister", Create("long_lister", ("n", many))), DRAWS_OF_MANY)[-1]
    wrong = _check_choices(subject, ran, result, DRAWS_OF_MANY, names)
    fifths = [f"n{fifth * many // 5:05}" for fifth in range(5)]
    choices = [fifths[5 * names[choice] // many] for choice in result.values if choice in names]
    wrong = wrong or _check_counts(subject, ran, choices, fifths, many // 5)
    repeats = DRAWS_OF_MANY - len(set(result.values))
    if wrong or many < MANY or repeats <= MOST_REPEATS:
        return wrong
    return subject.exam.reject(
        ran=say("{ran}.", ran=ran),
        saw=say("only {chosen} different machines chosen.", chosen=DRAWS_OF_MANY - repeats),
        wanted=say(
            "at least {least}: of so many machines hardly any is drawn twice.",
            least=DRAWS_OF_MANY - MOST_REPEATS,
        ),
        try_next=say(
            "do not round what is drawn: let the generator draw the place, by a method that is given "
            "the number of places."
        ),
    )


def _check_choices(
    subject: SchedulerUnderTest, ran: str, result: Result, times: int, machines: Sequence[str] | dict[str, int]
) -> Verdict | None:
    unlisted = find_unlisted(result.values, machines)
    if len(result.values) == times and not unlisted:
        return None
    return subject.exam.reject(
        ran=say("{ran}.", ran=ran),
        saw=say("it chose {unlisted!r} once.", unlisted=unlisted[0])
        if unlisted
        else say("{choices}.", choices=describe_choices(result)),
        wanted=say("one of them, each time."),
        try_next=advise_error(result)
        or say("one draw is enough, however long the list is, and however often it is done."),
    )


def _check_counts(
    subject: SchedulerUnderTest,
    ran: str,
    choices: Sequence[Hashable],
    cells: Sequence[Hashable],
    many: int = 1,
) -> Verdict | None:
    """Each cell must be drawn equally often. It stands for a machine, or for ``many`` from it on."""
    found = find_outlier(choices, cells, _SHARE)
    if not found:
        return None
    return subject.exam.reject(
        ran=say("{ran}.", ran=ran),
        saw=say(
            "one of the {many:,} machines from {machine} on chosen {count:,} times."
            if many > 1
            else "{machine} chosen {count:,} times.",
            machine=found.cell,
            count=found.count,
            many=many,
        ),
        wanted=say(
            "{low:,} to {high:,} times: chance takes a fair draw out of it once in a million checks.",
            low=found.low,
            high=found.high,
        ),
        try_next=say(
            "every place on the list is to be as likely as any other, however long the list is: let "
            "the generator draw the place, by a method that is given the number of places."
        ),
    )


def _check_pods(subject: SchedulerUnderTest, ran: str, choices: list[str], machines: list[str]) -> Verdict | None:
    """For each of the pods, which come in turn, each machine must be chosen equally often."""
    pods = [say("{pod} on {host}", pod=pod.id, host=pod.host) if pod.host else pod.id for pod in subject.pods]
    cells = list(itertools.product(range(len(pods)), machines))
    found = find_outlier([(i % len(pods), choice) for i, choice in enumerate(choices)], cells, _SHARE)
    if not found:
        return None
    return subject.exam.reject(
        ran=say("{ran}, for {count} pods in turn.", ran=ran, count=len(pods)),
        saw=say(
            "for {pod} it chose {machine} {count} times.",
            pod=pods[found.cell[0]],
            machine=found.cell[1],
            count=found.count,
        ),
        wanted=say("{low} to {high} times, whatever the pod.", low=found.low, high=found.high),
        try_next=say("the pod does not matter: look only at the list."),
    )


def _check_pairs(subject: SchedulerUnderTest, ran: str, choices: list[str], machines: list[str]) -> Verdict | None:
    pairs = list(zip(choices[::2], choices[1::2]))  # disjoint, so that no draw counts twice
    found = find_outlier(pairs, list(itertools.product(machines, machines)), _SHARE)
    if not found:
        return None
    return subject.exam.reject(
        ran=say("{ran}, and looked at two at a time.", ran=ran),
        saw=say(
            "after {first} came {second} {count} times of {total:,}.",
            first=found.cell[0],
            second=found.cell[1],
            count=found.count,
            total=len(pairs),
        ),
        wanted=say(
            "{low} to {high} times, as for every pair: chance has no memory, and may repeat itself.",
            low=found.low,
            high=found.high,
        ),
        try_next=say("one draw among *all* machines, each time: remember nothing of the last one."),
    )
