"""two-choices: draws two machines, takes the one with fewer pods: balances better than one draw, and makes no herd.

A right answer fails by chance at most once in a million examinations, ``chance.ALARM``: three counts are judged, each
with a quarter of that. To draw two different machines is right, and so is to draw the same one twice now and then: each
bound is that of the nearer probability. What the fullest machine may hold is computed in tests/checks/test_balance.py.
"""

from __future__ import annotations

from fractions import Fraction

from kubeish.checks.answer import Answer, Do, Make, New, Ref, Result
from kubeish.checks.chance import ALARM, bounds
from kubeish.checks.drawing import is_repeatable
from kubeish.checks.manners import manners
from kubeish.checks.subject import Subject, choices, said
from kubeish.checks.verdict import Teller, Verdict

TEN = [f"m{i}" for i in range(10)]
DRAWS = 2_000
PODS, ROUNDS = 60, 20
FULLEST = 156  # the most that the fullest machines of all rounds may have together
BY_LOT = 10.0  # pods on the fullest of ten machines, on average, where sixty are placed by lot
_SHARE = ALARM / 4


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """What is asked of every scheduler; whose chance it is; which of two it takes; no herd; how even it all gets."""

    def given(other: int, hosts: tuple[str, ...] = ()) -> Subject:
        made = (New("pods", Make("pod_lister", (hosts,))), New("random", Make("random", (other,))))
        return Subject(answer, tell, "TwoChoicesScheduler", (Ref("pods"), Ref("random")), made)

    return (
        manners(given(seed))
        or is_repeatable(given, seed)
        or _takes_the_emptier(given(seed, (*TEN[1::2], "gone", "")))
        or _lets_the_other_listers_error_out(answer, tell, seed)
        or _makes_no_herd(given(seed, (*(host for host in TEN if host != "m6"), "m66") * 2))
        or _balances(given(seed))
    )


def _lets_the_other_listers_error_out(answer: Answer, tell: Teller, seed: int) -> Verdict | None:
    error = Make("error", ("ConnectionTimeoutError", "the pods did not come"))
    before = (New("pods", Make("raising_lister", (error,))), New("random", Make("random", (seed,))))
    subject = Subject(answer, tell, "TwoChoicesScheduler", (Ref("pods"), Ref("random")), before)
    result = subject.chosen(TEN, 1)
    if (result.error, result.message) == ("ConnectionTimeoutError", "the pods did not come"):
        return None
    made = subject.play()[0]
    if made.error:
        return tell.not_yet(
            ran="TwoChoicesScheduler(pod_lister, random), with a pod lister that fails when it is asked.",
            saw=said(made),
            wanted="a scheduler that keeps the pod lister, and asks it when it has to choose.",
            try_next="call `list_pods()` in `schedule`: what it says is old a moment later.",
        )
    return tell.not_yet(
        ran="schedule with a pod lister that raises ConnectionTimeoutError: the pods did not come.",
        saw=said(result),
        wanted="the pod lister's error as it is.",
        try_next="count the pods anew for each choice, and catch nothing around `list_pods()`.",
    )


def _takes_the_emptier(subject: Subject) -> Verdict | None:
    """Every other machine has a pod. One that has is chosen only where both that were drawn have."""
    result = subject.chosen(TEN, DRAWS)
    low, high = bounds(DRAWS, Fraction(2, 9), _SHARE, Fraction(1, 4))
    fuller = sum(choice in TEN[1::2] for choice in choices(result))
    if not result.error and low <= fuller <= high:
        return None
    return subject.tell.not_yet(
        ran=f"{DRAWS:,} choices among ten machines; five have a pod, five have none, and this never changes.",
        saw=said(result) if result.error else f"one of those with a pod was chosen {fuller:,} times.",
        wanted=f"{low} to {high} times: only where both of the machines that were drawn have a pod.",
        try_next=_advice(result, fuller, low),
    )


def _advice(result: Result, fuller: int, low: int) -> str:
    if result.error == "KeyError":
        return "some pods are on machines that are not listed, or on none yet: count only what is on the two drawn."
    if fuller < low:
        return "draw two machines, each as likely as any, and compare only these two."
    if fuller > DRAWS // 2 + DRAWS // 8:
        return "of the two it is the one with *fewer* pods that is wanted."
    return (
        "draw twice, count the pods on each of the two (`pod.host` says where a pod is), and take the one with fewer."
    )


def _makes_no_herd(subject: Subject) -> Verdict | None:
    """m6 is the emptiest, and stays so: a pod list is always a little old."""
    result = subject.chosen(TEN, DRAWS)
    low, high = bounds(DRAWS, Fraction(19, 100), _SHARE, Fraction(1, 5))
    herd = choices(result).count("m6")
    if not result.error and low <= herd <= high:
        return None
    return subject.tell.not_yet(
        ran=f"{DRAWS:,} choices while the list of pods stands still: m6 has none, the nine others have two each. "
        "(Two more are on an m66, which is not listed.)",
        saw=said(result) if result.error else f"{herd:,} of them went to m6.",
        wanted=f"{low} to {high}: m6 wins whenever it is drawn, and it is drawn once in five times.",
        try_next="count the pods whose `pod.host` is that very machine, and take the one of the two that has fewer."
        if herd < low
        else "whoever looks at *all* machines sends everybody to the same one, until the list is new. Look at two.",
    )


def _balances(subject: Subject) -> Verdict:
    lister = New("lister", Make("minion_lister", (TEN,)))
    place = Do("pods", "place", (Ref("s"), Ref("lister"), PODS))
    rounds = subject.play(lister, *[place] * ROUNDS)[-ROUNDS:]
    broken = next((result for result in rounds if result.error), None)
    fullest = sum(max(map(choices(r).count, TEN)) for r in rounds)
    if broken or fullest > FULLEST:
        return subject.tell.not_yet(
            ran=f"{PODS} pods placed on ten machines, {ROUNDS} times over.",
            saw=said(broken) if broken else f"the fullest machine had {fullest / ROUNDS:.1f} pods on average.",
            wanted=f"at most {FULLEST / ROUNDS:.1f}. By lot it is {BY_LOT:.1f}; all alike would be {PODS // len(TEN)}.",
            try_next="ask the pod lister anew for each pod, and compare how *many* pods each of the two has.",
        )
    return subject.tell.passed(
        f"the fullest of ten machines has {fullest / ROUNDS:.1f} of {PODS} pods; by lot it would have {BY_LOT:.1f}."
    )
