"""two-choices: draws two machines and takes the one with fewer pods; balanced, without a herd.

A right answer fails by chance at most once in a million examinations, ``binomial.ALARM``: counts are
judged five times, each with a fifth of that. Both drawing two different machines and drawing one
twice now and then are right: each bound is that of the nearer probability. The bound on the fullest
machine is computed in tests/checks/test_fullest_machine.py.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import replace
from fractions import Fraction

from kubeish.checks import Call, Construct, Create, Draw, Examination, Operation, Ref, Result, Verdict
from kubeish.checks.binomial import ALARM, compute_bounds
from kubeish.checks.draw import ErrorArgs
from kubeish.checks.exercises.random_scheduler import check_draws_anew
from kubeish.checks.scheduler_contract import check_reproducible, describe_error, fail, make_contract, raises
from kubeish.checks.scheduler_under_test import (
    SchedulerCase,
    SchedulerUnderTest,
    advise_error,
    describe_choices,
    draw_pods,
    has_listed_choices,
)
from kubeish.wording import join, say

NAME = "TwoChoicesScheduler"
MACHINES = 10
DRAWS, DRAWS_OF_PAIR, MOVES = 2_000, 1_500, 150
PODS, ROUNDS = 60, 20
FULLEST = 156  # the most pods that the fullest machines of all rounds may have together
BY_LOT = 10.0  # pods on the fullest of ten machines, on average, with one draw for each of sixty
ARGS = (Ref("pods"), Ref("random"))
_SHARE = ALARM / 5


def examine(exam: Examination) -> Verdict:
    """The contract; the generator; which of two it takes; the lister's errors; herd; balance."""
    draw = exam.draw()
    ten = draw.shuffle_list([*draw.draw_machines(MACHINES - 1), "other"])
    five, hosts = draw.sample(ten, 5), [draw.choice(ten) for _ in range(7)]
    to_schedule = draw_pods(draw, five)

    def make(seed: int, salt: int = 0, pods: list[str] = hosts, factory: str = "random") -> SchedulerUnderTest:
        lister = Create("salted_pods", (pods, salt)) if salt else Create("pod_lister", (pods,))
        before = (Construct("pods", lister), Construct("random", Create(factory, (seed,))))
        return SchedulerUnderTest(exam, NAME, to_schedule, ARGS, before, salt)

    subject = make(draw.getrandbits(30))
    return (
        subject.find_fault(*make_contract(draw, NAME), *_ask_pods(ten, hosts, draw))
        or check_reproducible(make, draw)
        or _check_choice(make(draw.getrandbits(30), pods=[*ten[1::2], "gone", ""]), ten)
        or _check_herd(subject, ten, draw)
        or _check_pairs(subject, five, draw)
        or _check_moves(subject, draw)
        or check_draws_anew(make(draw.getrandbits(30), factory="recording_random"), five, draw)
        or _check_balance(make(0))
    )


def _ask_pods(ten: list[str], hosts: list[str], draw: Draw) -> list[SchedulerCase]:
    """The pod lister is asked in each call, its errors propagate, and its list stays as it is."""
    propagate = [
        SchedulerCase(
            say("schedule with a pod lister that raises {error}.", error=describe_error(error)),
            [ten, fail(error, "pods"), 1, 1],
            functools.partial(_recovers, error, ten),
            say("the pod lister's error as it is, and a machine at the next call, when it answers again."),
            say("ask `list_pods()` in each call of `schedule`, and catch nothing around it."),
            lambda results: say(
                "{first}; then {second}.", first=describe_choices(results[4]), second=describe_choices(results[5])
            ),
        )
        for error in (("ConnectionTimeoutError", "the pods did not come"), draw.draw_error(), draw.draw_error())
    ]
    return [
        SchedulerCase(
            say("{name}(pod_lister, random), with a pod lister that fails when it is asked.", name=NAME),
            [fail(("ConnectionTimeoutError", "the pods did not come"), "pods"), Construct("other", NAME, ARGS)],
            lambda results: not results[-1].error,
            say("a scheduler that keeps the pod lister, and asks it when it has to choose."),
            say("call `list_pods()` in `schedule`: what it says is old a moment later."),
            lambda results: say("it {result}{location}.", result=results[-1].describe(), location=results[-1].location),
        ),
        *propagate,
        SchedulerCase(
            say("schedule, five times, with a pod lister that hands out its own list, and counts its calls."),
            [ten, 5, Call("pods", "count_calls"), Call("pods", "get_hosts")],
            lambda results: results[-2].value >= 5 and results[-1].value == hosts,
            say("a call of `list_pods()` for each choice, and its list as it was."),
            say("ask the pod lister anew for each choice, and change nothing on the list that it returns."),
            lambda results: say(
                "it called `list_pods()` {calls} times; afterwards the pods are on {hosts!r}.",
                calls=results[4].value,
                hosts=results[5].value,
            ),
        ),
    ]


def _recovers(error: ErrorArgs, machines: list[str], results: list[Result]) -> bool:
    """Whether the last call but one raised ``error``, and the last one chose."""
    return raises(results[-2], error) and has_listed_choices(results[-1], machines, 1)


def _check_choice(subject: SchedulerUnderTest, ten: list[str]) -> Verdict | None:
    """Every other machine has a pod. One of these is chosen only where both drawn have one."""
    result = subject.choose(ten, DRAWS)
    low, high = compute_bounds(DRAWS, Fraction(2, 9), _SHARE, Fraction(1, 4))
    fuller = sum(choice in ten[1::2] for choice in result.values)
    if not result.error and low <= fuller <= high:
        return None
    return subject.exam.reject(
        ran=say(
            "{draws:,} choices among ten machines; five have a pod, five have none, and this never changes.",
            draws=DRAWS,
        ),
        saw=say("{choices}.", choices=describe_choices(result))
        if result.error
        else say("one of those with a pod was chosen {fuller:,} times.", fuller=fuller),
        wanted=say(
            "{low} to {high} times: only where both of the machines that were drawn have a pod.", low=low, high=high
        ),
        try_next=advise_error(result) or _advise(result, fuller, low),
    )


def _advise(result: Result, fuller: int, low: int) -> str:
    if result.error == "KeyError":
        return say(
            "some pods are on machines that are not listed, or on none yet: count only what is on the two drawn."
        )
    if fuller < low:
        return say("draw two machines, each as likely as any, and compare only these two.")
    if fuller > DRAWS // 2 + DRAWS // 8:
        return say("of the two it is the one with *fewer* pods that is wanted.")
    return say(
        "draw twice, count the pods on each of the two (`pod.host` says where a pod is), and take the one with fewer."
    )


def _check_pairs(subject: SchedulerUnderTest, five: list[str], draw: Draw) -> Verdict | None:
    """For each pair of five machines: both drawn machines are of it as often as any other two are."""
    pairs = list(itertools.combinations(five, 2))
    low, high = compute_bounds(DRAWS_OF_PAIR, Fraction(1, 10), _SHARE / len(pairs), Fraction(4, 25))
    for pair in pairs:
        least = draw.choice([0, 1, 12, 17])
        hosts = draw.shuffle_list([machine for machine in five for _ in range(least + (machine in pair))])
        result = subject.play(Call("pods", "become", (hosts,)), five, DRAWS_OF_PAIR)[-1]
        count = sum(choice in pair for choice in result.values)
        if result.error or not low <= count <= high:
            return subject.exam.reject(
                ran=say(
                    "{draws} choices among {names}; {first} and {second} have {more} pods each, the other three "
                    "{least}.",
                    draws=DRAWS_OF_PAIR,
                    names=join(", ", five),
                    first=pair[0],
                    second=pair[1],
                    more=least + 1,
                    least=least,
                ),
                saw=say("{choices}.", choices=describe_choices(result))
                if result.error
                else say("one of the pair was chosen {count} times.", count=count),
                wanted=say(
                    "{low} to {high} times: where both of the machines that were drawn are of that pair.",
                    low=low,
                    high=high,
                ),
                try_next=say(
                    "draw each of the two among *all* machines, one draw independent of the other, and compare "
                    "how *many* pods each of them has. Where the pod is now does not matter."
                ),
            )
    return None


def _check_herd(subject: SchedulerUnderTest, ten: list[str], draw: Draw) -> Verdict | None:
    """One is the emptiest and stays so, since a pod list is always a little old."""
    empty = draw.choice(ten)
    hosts = [*(host for host in ten if host != empty), f"{empty}-old"] * 2
    asked = replace(subject, pods=tuple(replace(pod, host=empty) for pod in subject.pods))
    result = asked.play(Call("pods", "become", (hosts,)), ten, DRAWS)[-1]
    low, high = compute_bounds(DRAWS, Fraction(19, 100), _SHARE, Fraction(1, 5))
    herd = result.values.count(empty)
    if not result.error and low <= herd <= high:
        return None
    return subject.exam.reject(
        ran=say(
            "{draws:,} choices while the list of pods stands still: {empty} has none, the nine others "
            "have two each. (Two more are on {empty}-old, which is not listed. Each pod to be placed has the "
            "`host` {empty}.)",
            draws=DRAWS,
            empty=empty,
        ),
        saw=say("{choices}.", choices=describe_choices(result))
        if result.error
        else say("{herd:,} of them went to {empty}.", herd=herd, empty=empty),
        wanted=say(
            "{low} to {high}: {empty} wins whenever it is drawn, and it is drawn once in five times.",
            low=low,
            high=high,
            empty=empty,
        ),
        try_next=say(
            "draw each of the two among *all* machines, count the pods whose `pod.host` is that very "
            "machine, and take the one of the two that has fewer."
        )
        if result.error or 0 < herd < low
        else say("look at the list alone: the `host` of the pod that is to be placed does not matter.")
        if herd in (0, DRAWS)
        else say(
            "a scheduler that looks at *all* machines sends every pod to the same one, until the list "
            "is new. Look at two."
        ),
    )


def _check_moves(subject: SchedulerUnderTest, draw: Draw) -> Verdict | None:
    """Of two machines, now one and now the other has all the pods; there are always as many."""
    one, other = two = draw.draw_machines(2)
    many = draw.randint(2, 4)
    script: list[list[str] | int | Operation] = [two]
    for full in (one, other) * MOVES:
        script += [Call("pods", "become", ([full] * many,)), 1]
    results = subject.play(*script)[4::2]
    wrong = next((result for result in results if not has_listed_choices(result, two, 1)), None)
    fuller = sum(result.values == [full] for result, full in zip(results, (one, other) * MOVES))
    _, high = compute_bounds(2 * MOVES, Fraction(1, 5), _SHARE, Fraction(1, 4))
    if wrong is None and fuller <= high:
        return None
    return subject.exam.reject(
        ran=say(
            "{choices} choices between {one} and {other}. All {many} pods are on one of them, and move "
            "to the other before each choice.",
            choices=2 * MOVES,
            one=one,
            other=other,
            many=many,
        ),
        saw=say("{choices}.", choices=describe_choices(wrong))
        if wrong
        else say("the one with all the pods was chosen {fuller} times.", fuller=fuller),
        wanted=say("at most {high} times: only where it was drawn twice.", high=high),
        try_next=say("count the pods anew at each choice: as many pods as before may be elsewhere now."),
    )


def _check_balance(subject: SchedulerUnderTest) -> Verdict:
    """Always with one seed and the same names, so that the figure is always the same."""
    ten = [f"m{number}" for number in range(MACHINES)]
    place = Call("pods", "place", (Ref("s"), Ref("lister"), PODS))
    rounds = subject.play(ten, *[place] * ROUNDS)[-ROUNDS:]
    broken = next((result for result in rounds if result.error), None)
    fullest = sum(max(map(result.values.count, ten)) for result in rounds if not result.error)
    if broken or fullest > FULLEST:
        return subject.exam.reject(
            ran=say("{pods} pods placed on ten machines, {rounds} times over.", pods=PODS, rounds=ROUNDS),
            saw=say("{choices}.", choices=describe_choices(broken))
            if broken
            else say("the fullest machine had {fullest:.1f} pods on average.", fullest=fullest / ROUNDS),
            wanted=say(
                "at most {fullest:.1f}. Picked at random it is {by_lot:.1f}; all alike would be {pods}.",
                fullest=FULLEST / ROUNDS,
                by_lot=BY_LOT,
                pods=PODS // len(ten),
            ),
            try_next=say("ask the pod lister anew for each pod, and compare how *many* pods each of the two has."),
        )
    return subject.exam.accept(
        say(
            "the fullest of ten machines has {fullest:.1f} of {pods} pods; picked at random it would "
            "have {by_lot:.1f}.",
            fullest=fullest / ROUNDS,
            pods=PODS,
            by_lot=BY_LOT,
        )
    )
