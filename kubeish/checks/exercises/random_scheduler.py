"""random-scheduler: the generator is given and shared safely; the draw is fair; the list is only looked at, and once.

A right answer fails by chance at most once in a million examinations, ``chance.ALARM``. Three times counts of draws
are judged, each time with a quarter of that. The last quarter is more than enough for the draws that are to differ
and might, by chance, not: twenty draws from five machines come out the same with probability 5 ** -20, about 1e-14.
"""

from __future__ import annotations

import itertools

from kubeish.checks.answer import Answer, Do, Make, New, Operation, Ref, Result
from kubeish.checks.chance import ALARM, Stray, stray
from kubeish.checks.drawing import FIVE, SEEDS, is_repeatable
from kubeish.checks.manners import manners
from kubeish.checks.subject import POD, STUCK, Subject, all_listed, choices, said, schedule
from kubeish.checks.verdict import Teller, Verdict

MANY = [f"m{i:04d}" for i in range(10_000)]
DRAWS, DRAWS_OF_MANY, BLOCK = 5_000, 500, 1_000
_SHARE = ALARM / 4


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """What is asked of every scheduler; whose chance it is; how fair it is; two threads at once."""
    subject = _given(answer, tell, seed)
    return (
        manners(subject)
        or is_repeatable(lambda other: _given(answer, tell, other), seed)
        or _is_one_of_two(answer, tell, seed)
        or _draws_from_what_it_was_given(subject)
        or _is_fair(subject)
        or _is_fair_to_many(subject)
        or _keeps_threads_apart(answer, tell, seed)
    )


def _given(answer: Answer, tell: Teller, seed: int, *before: Operation, kit: str = "random") -> Subject:
    """The learner's scheduler with a generator of that seed."""
    return Subject(answer, tell, "RandomScheduler", (Ref("random"),), (New("random", Make(kit, (seed,))), *before))


def _is_one_of_two(answer: Answer, tell: Teller, seed: int) -> Verdict | None:
    """Two of them, called in turn, choose as each would alone."""
    alone = [choices(_given(answer, tell, seed + more).chosen(FIVE, 10)) for more in SEEDS]
    subject = _given(answer, tell, seed + SEEDS[0], New("other_random", Make("random", (seed + SEEDS[1],))))
    another = subject.one_more("other", "call_other", (Ref("other_random"),))
    lister = New("lister", Make("minion_lister", (FIVE,)))
    in_turn = [schedule("lister", 1, call) for _ in range(10) for call in ("call", "call_other")]
    results = subject.play(lister, *another, *in_turn)[-20:]
    mine, others = ([choice for r in results[i::2] for choice in choices(r)] for i in (0, 1))
    if [mine, others] == alone:
        return None
    return tell.not_yet(
        ran="two schedulers, each with its own generator, called in turn, and then each of them alone.",
        saw="side by side they choose otherwise than alone: they share something.",
        wanted="two schedulers that know nothing of each other.",
        try_next="what stands in the class's body, or as a default argument, is there once for all: use `self`.",
    )


def _draws_from_what_it_was_given(subject: Subject) -> Verdict | None:
    """Two of them with one generator: each draw moves it on, for both."""
    lister = New("lister", Make("minion_lister", (FIVE,)))
    another = subject.one_more("other", "call_other")
    *_, mine, other = subject.play(lister, *another, schedule("lister", 20), schedule("lister", 20, "call_other"))
    if choices(mine) != choices(other):
        return None
    return subject.tell.not_yet(
        ran="two schedulers that were given one and the same generator.",
        saw="twenty times they chose the same, as if each had a copy of it.",
        wanted="draws from that very generator, which moves on with each.",
        try_next="keep what you were given as it is, without copying it: `self.random = random`.",
    )


def _is_fair(subject: Subject) -> Verdict | None:
    ran = f"{DRAWS:,} draws from {', '.join(FIVE)}"
    result = subject.chosen(FIVE, DRAWS)
    if not all_listed(result, FIVE, DRAWS):
        return _lost(subject, ran, result)
    found = stray(choices(result), FIVE, _SHARE)
    if found:
        return _unfair(subject, ran, f"{found.cell} chosen", found)
    return _has_no_memory(subject, ran, choices(result))


def _has_no_memory(subject: Subject, ran: str, chosen: list[str]) -> Verdict | None:
    pairs = list(zip(chosen[::2], chosen[1::2]))  # side by side, so that no draw counts twice
    found = stray(pairs, list(itertools.product(FIVE, FIVE)), _SHARE)
    if not found:
        return None
    return subject.tell.not_yet(
        ran=f"{ran}, and looked at two at a time.",
        saw=f"after {found.cell[0]} came {found.cell[1]} {found.count} times of {len(pairs):,}.",
        wanted=f"{found.low} to {found.high} times, as for every pair: chance has no memory, and may repeat itself.",
        try_next="one draw among *all* machines, each time: remember nothing of the last one.",
    )


def _is_fair_to_many(subject: Subject) -> Verdict | None:
    ran = f"{DRAWS_OF_MANY} draws from ten thousand machines, m0000 to m9999"
    result = subject.chosen(MANY, DRAWS_OF_MANY)
    if not all_listed(result, MANY, DRAWS_OF_MANY):
        return _lost(subject, ran, result)
    block = {machine: place // BLOCK for place, machine in enumerate(MANY)}
    found = stray([block[choice] for choice in choices(result)], range(len(MANY) // BLOCK), _SHARE)
    if not found:
        return None
    return _unfair(subject, ran, f"one of the thousand machines from {MANY[found.cell * BLOCK]} on chosen", found)


def _lost(subject: Subject, ran: str, result: Result) -> Verdict:
    return subject.tell.not_yet(
        ran=f"{ran}.",
        saw=said(result),
        wanted="one of them, each time.",
        try_next="one draw is enough, however long the list is, and however often it is done.",
    )


def _unfair(subject: Subject, ran: str, what: str, found: Stray) -> Verdict:
    return subject.tell.not_yet(
        ran=f"{ran}.",
        saw=f"{what} {found.count:,} times.",
        wanted=f"{found.low:,} to {found.high:,} times: chance takes a fair draw out of it once in a million checks.",
        try_next="every place on the list is to be as likely as any other: let the generator draw the place.",
    )


def _keeps_threads_apart(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """A generator that keeps the first thread inside until a second one has come in, or waits."""
    subject = _given(answer, tell, seed, kit="not_safe_to_share")
    lister = New("lister", Make("minion_lister", (FIVE,)))
    both = subject.play(lister, Do("random", "two_at_once", (Ref("s"), POD, Ref("lister"))))[-1]
    fair = f"fair in {DRAWS:,} draws, the same again from the same seed"
    if both.value == "apart":
        return tell.passed(f"{fair}, and never two threads in one generator.")
    if both.value == "no threads" and not answer.has_threads:
        return tell.passed(f"{fair}. (Whether it is safe to share cannot be seen here, where no thread can start.)")
    return tell.not_yet(
        ran="two threads that call schedule at once; the generator keeps the first one inside until the second moves.",
        saw=_SEEN.get(both.value) or f"the second thread: {said(both)}",
        wanted="the second one to wait until the first is out of the generator that they share, and then to draw.",
        try_next=_advice(both),
    )


_SEEN = {
    "together": "both inside the generator at the same time.",
    "undrawn": "nothing was drawn from the generator that it was given.",
    "no threads": "no second thread could be started: all that there may be are taken.",
    "changed": "the generator that it was given has other methods now.",
}


def _advice(both: Result) -> str:
    if both.error == STUCK:
        return "a lock that is taken must be given back, on every way out: `with self.lock:` does both."
    if both.value == "undrawn":
        return "draw from what `__init__` was given, and from nothing else."
    if both.value == "no threads":
        return "start no threads of your own: others call `schedule` from theirs."
    if both.value == "changed":
        return "leave what you were given as it is: the lock is the scheduler's own, made in `__init__`."
    return "one `threading.Lock()` for each scheduler, made in `__init__`; draw inside `with self.lock:`."
