"""first-write: no interleaving loses a pod on a machine that has none yet, nor on one that has some."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubeish.checks.answer import Answer, Function
from kubeish.checks.stages import FULL, every_pod_once, listed_as_manifest, one_pod, pod_named
from kubeish.checks.verdict import Teller, Verdict
from kubeish.explorer import Outcome, explore
from kubeish.explorer.steps import Program

WORDS = {
    1: "one scheduler alone",
    2: "two schedulers",
    3: "three schedulers",
    4: "four schedulers",
}
_PODS = ("db", "cache", "mail", "log")


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """One scheduler alone, then two, on an empty machine and on one with a pod; then three and four on an empty one."""
    cases = [(1, _empty), (1, one_pod), (2, _empty), (2, one_pod), (3, _empty), (4, _empty)]
    for many, start in cases:
        outcome = _explored(answer, many, start)
        if outcome.broken:
            return _wrong(tell, many, start, outcome)
    return tell.passed(
        f"none of {outcome.interleavings:,} orders of four schedulers loses a pod on a machine that has none yet."
    )


def _empty(client: Any) -> None:
    """Nothing has been written yet."""


def _explored(answer: Answer, many: int, start: Callable[[Any], None]) -> Outcome:
    there = [] if start is _empty else ["web"]
    return explore(
        {who: _run_pod(answer, who, pod) for who, pod in zip("ABCD"[:many], _PODS)},
        start,
        _judge([*there, *_PODS[:many]]),
        breaking="lose a pod or stop with an error",
    )


def _judge(pods: list[str]) -> Callable[[Any], list[str]]:
    once, whole = every_pod_once(pods), listed_as_manifest(FULL)
    return lambda client: once(client) or whole(client)


def _run_pod(answer: Answer, who: str, pod: str) -> Program:
    """#265's run_pod, with the learner's update_manifests in it."""
    run = Function("update_manifests", "registry_265", (pod_named(pod), "m1"), through="run_pod")
    return answer.program(who, run)


def _wrong(tell: Teller, many: int, start: Callable[[Any], None], outcome: Outcome) -> Verdict:
    machine = "an m1 that has no pod yet" if start is _empty else "an m1 whose list holds web"
    adding = "adding a pod" if many == 1 else "each adding a pod"
    return tell.not_yet(
        ran=f"{WORDS[many]}, {adding} by #265's run_pod and your update_manifests, to {machine}: "
        + ("the one order." if many == 1 else f"all {outcome.interleavings:,} orders."),
        saw=f"{next(iter(outcome.complaints))}"
        + ("." if many == 1 else f". Orders that go wrong: {outcome.broken:,}. The shortest:"),
        wanted="every pod on the list, once, in every order, and no error out of run_pod.",
        try_next=_advice(outcome, many, start is _empty),
        outcome=outcome,
    )


def _advice(outcome: Outcome, many: int, empty: bool) -> str:
    heard = " ".join(outcome.complaints)
    if "105" in heard:
        return "run_pod goes round on a conflict, EtcdError 101, and on nothing else. To come second is a conflict."
    if "100" in heard and empty:
        return "at index 0 the key is absent, as it should be: create it. Only one that is there is a conflict."
    if "101" in heard and many == 1:
        return "with nobody in its way the write has to happen, at index 0 as at any other."
    if many == 1:
        return "the list stands at make_container_key(machine), as to_json(manifests): the helper makes the JSON of it."
    if not empty:
        return "at an index other than 0 compare_and_swap_obj did it right: leave that as it was."
    return "what does index 0 say about the key? Write only if that is still so, and else raise EtcdError 101."
