"""run-pod: no order of 2, 3 and 4 schedulers loses or repeats a pod; it reloads in the loop; other errors come out."""

from __future__ import annotations

from typing import Any

from kubeish.api import Pod
from kubeish.checks.answer import Answer, Function
from kubeish.checks.outpaced import RAN, TRY, ended, outpaced, told
from kubeish.checks.stages import FULL, every_pod_once, has_pod_key, listed_as_manifest, lost_pods, one_pod
from kubeish.checks.verdict import Teller, Verdict
from kubeish.client import Client
from kubeish.errors import NOT_FOUND, EtcdError
from kubeish.explorer import as_program, explore, state_after
from kubeish.explorer.run import Run
from kubeish.explorer.seen import touched
from kubeish.explorer.steps import Asks, Raised, Returned
from kubeish.explorer.world import Holder
from kubeish.registry.keys import make_container_key
from kubeish.store.requests import TxnAnswer

_MOST_STEPS = 12
WORDS = {2: "two", 3: "three", 4: "four"}


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """Alone; two, three and four schedulers; a rival who is faster thirty times; an error that is no conflict."""
    alone = _alone(answer, tell)
    if alone:
        return alone
    pods = [Pod(name) for name in ("db", "cache", "mail", "log")]
    for many in WORDS:
        programs = {who: answer.program(who, _run_pod(pod)) for who, pod in zip("ABCD"[:many], pods)}
        wanted = [pod.id for pod in pods[:many]]
        outcome = explore(programs, one_pod, every_pod_once(["web", *wanted]), breaking="lose or repeat a pod")
        if outcome.broken:
            return tell.not_yet(
                ran=f"{WORDS[many]} schedulers, each running a pod on m1, in all {outcome.interleavings:,} orders.",
                saw=f"{outcome.broken:,} of them go wrong: {next(iter(outcome.complaints))}. The shortest:",
                wanted="every pod on the list, once, in every order, and no error.",
                try_next=_advice(list(outcome.complaints)),
                outcome=outcome,
            )
    wrong = _often_refused(answer, tell) or _other_errors(answer, tell)
    return wrong or tell.passed(
        f"none of {outcome.interleavings:,} orders of {WORDS[many]} schedulers loses or repeats a pod."
    )


def _run_pod(pod: Pod) -> Function:
    return Function("run_pod", "swapping_registry", (pod, "m1"))


def _alone(answer: Answer, tell: Teller) -> Verdict | None:
    for invariant in (every_pod_once(["web", "db"]), has_pod_key("m1", "db"), listed_as_manifest(FULL)):
        outcome = explore({"yours": answer.program("yours", _run_pod(FULL))}, one_pod, invariant)
        if outcome.broken:
            return tell.not_yet(
                ran="run_pod(registry, pod, 'm1') for db alone, on a list that holds web.",
                saw=f"{next(iter(outcome.complaints))}:",
                wanted="db's manifest on the list after web, its own key written, and no error.",
                try_next="load the manifests, create the pod's key, append what make_manifest(machine, pod) returns, "
                "update the list at its index.",
                outcome=outcome,
            )
    return None


def _often_refused(answer: Answer, tell: Teller) -> Verdict | None:
    end, state, rivals = outpaced(answer.program("yours", _run_pod(Pod("db"))), one_pod, make_container_key("m1"))
    lost = lost_pods(Client(Holder(state).ask), ["db"])
    if isinstance(end, Returned) and not lost:
        return None
    return tell.not_yet(
        ran=f"run_pod for db, and {RAN}.",
        saw=f"{told(end, rivals)}{', and db is on no list' if lost else ''}.",
        wanted="db on the list all the same, and no error.",
        try_next=TRY,
    )


def _advice(complaints: list[str]) -> str:
    text = " ".join(complaints)
    if "101" in text:
        return "a conflict is no reason to give up: is_etcd_conflict(error) says that somebody was faster. Go round."
    if "times" in text:
        return "a list that has your manifest must not have it appended again: start from what you reload."
    return (
        "after a conflict, read the list and its index again *inside* the loop, and append to what you have just read."
    )


def _other_errors(answer: Answer, tell: Teller) -> Verdict | None:
    """The whole list deleted between the read and the swap: the store says 100, which is no conflict."""
    for steps in range(_MOST_STEPS):
        run = Run(
            {"yours": answer.program("yours", _run_pod(Pod("db"))), "rival": as_program("rival", _deleter)},
            state_after(one_pod),
        )
        swapped_away = _play(run, steps)
        end = run.next("yours")
        if swapped_away and not (
            isinstance(end, Raised) and isinstance(end.error, EtcdError) and end.error.code == NOT_FOUND
        ):
            return tell.not_yet(
                ran="run_pod against a rival that deletes the whole list.",
                saw=f"the store said 100, no such key, and run_pod {ended(end)}:",
                wanted="EtcdError 100 to come out of run_pod: it is no conflict, and going on would hide it.",
                try_next="`if not is_etcd_conflict(error): raise` inside the `except`.",
                outcome=run.timeline(),
            )
    return None


def _deleter(client: Any) -> None:
    client.delete(make_container_key("m1"))


def _play(run: Run, steps: int) -> bool:
    """``steps`` of yours, then the rival, then you to the end. True if a swap of yours then met a list that is gone."""
    for who in ["yours"] * steps + ["rival"] + ["yours"] * _MOST_STEPS:
        if isinstance(run.next(who), Asks):
            run.step(who)
    key = make_container_key("m1").encode()
    refused = (s for s in run.steps if s.who == "yours" and isinstance(s.answer, TxnAnswer) and not s.answer.succeeded)
    return any(key in touched(s.request) and s.before.find(key) is None for s in refused)
