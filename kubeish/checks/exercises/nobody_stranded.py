"""nobody-stranded: with a crash at any step, a pod has both its keys or neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kubeish.checks import Draw, Examination, Function, Verdict
from kubeish.checks.contract import Contract, Fault
from kubeish.checks.contract_runs import find_unpropagated, find_violation
from kubeish.checks.end_descriptions import describe_end
from kubeish.checks.environment import Move, Play
from kubeish.checks.fixtures import (
    Setup,
    find_wrong_manifest,
    is_pod_exists,
    make_pod,
    put_nothing,
    put_web_by_id,
    refuse_unreadable,
)
from kubeish.checks.pod_contract import PodContract, is_told_of_pod
from kubeish.checks.sites import draw_site_by_id, make_list_changes
from kubeish.errors import NOT_FOUND, TEST_FAILED
from kubeish.etcd.client_protocol import Client
from kubeish.etcd.store.messages import TxnAnswer
from kubeish.explorer import End, Outcome, Program, Raised, Returned, explore
from kubeish.registry.placement import read_placements
from kubeish.wording import join, say

PodIds = dict[str, str]
"""For each client, the id of the pod that it runs on m1."""

_TWO = {"A": "db", "B": "cache"}
_ONE_ID = {"A": "db", "B": "db"}
_CASES: tuple[tuple[str, PodIds, Setup, int], ...] = (
    (say("run_pod for db on m1, alone, dying at any step"), {"A": "db"}, put_web_by_id, 1),
    (say("two schedulers, for db and cache"), _TWO, put_web_by_id, 0),
    (say("two schedulers, for db and cache, of which one dies at any step"), _TWO, put_web_by_id, 1),
    (say("two schedulers, on a machine without pods, of which one dies at any step"), _TWO, put_nothing, 1),
    (say("two schedulers, both for db"), _ONE_ID, put_web_by_id, 0),
    (say("two schedulers, both for db, of which one dies at any step"), _ONE_ID, put_web_by_id, 1),
    (say("three schedulers, of which one dies at any step"), {**_TWO, "C": "mail"}, put_web_by_id, 1),
)


def examine(exam: Examination) -> Verdict:
    """One scheduler with rivals; alone, two and three, with and without a crash; one id twice."""
    return _check_alone(exam) or _check_every_order(exam)


@dataclass(frozen=True)
class _PairContract(PodContract):
    """Key and list are written in one transaction, once; EtcdError 105 and no write where the key is there."""

    def judge_write(self, run: Play, move: Move) -> Fault | None:
        fault = self.find_strange_key(move) or self.find_wrong_text(move) or self.find_wrong_append(move)
        written = {key.decode() for key in move.changed}
        if fault or len(written) == 2:
            return fault
        return Fault(
            say(
                "it wrote the pod's list without its key: a scheduler that dies now leaves {pod} on a list, "
                "and without a key."
                if self.at.list_key in written
                else "it wrote the pod's key without its list: a scheduler that dies now leaves {pod} with its key, "
                "and on no list.",
                pod=self.at.pod.id,
            ),
            say("both keys written by one request."),
            say(
                "two requests have a moment between them, and no `finally` runs in a process that is dead. "
                "Write both keys in one transaction."
            ),
        )

    def judge_end(self, run: Play) -> Fault | None:
        site, key = self.at, self.at.key.encode()
        if run.writes and isinstance(run.end, Returned):
            return None
        if run.writes:
            return Fault(
                say("both keys are written, and your function {end}.", end=describe_end(run.end)),
                say("no error."),
                say("return."),
            )
        if is_told_of_pod(run, site.key):
            return None
        if all(state.find(key) for state in run.moments):
            return Fault(
                say("there is a pod {id} already, and your function {end}.", id=site.pod.id, end=describe_end(run.end)),
                say(
                    "EtcdError 105 with the key as its cause: EtcdError(105, {key!r}), and no other error.",
                    key=site.key,
                ),
                say(
                    "compare the pod's key too: `t.create(key) == 0`, it is absent. Where it is there, raise "
                    "EtcdError(105, key)."
                ),
            )
        refused = [each for each in run.yours if isinstance(each.answer, TxnAnswer) and not each.answer.succeeded]
        return Fault(
            say(
                "after {refusals:,} refusals it {end}, and {pod} is on neither key."
                if len(refused) > 1
                else "after 1 refusal it {end}, and {pod} is on neither key."
                if refused
                else "it {end}, and {pod} is on neither key.",
                refusals=len(refused),
                end=describe_end(run.end),
                pod=site.pod.id,
            ),
            say("{id} on both its keys, and no error.", id=site.pod.id),
            say(
                "a list that has changed is no error here: read it again, and try again, with no limit: "
                "`while True:`. A transaction also returns the answers to the gets under `failure`; there "
                "is a pod already only where the one for its key is not empty."
            ),
        )


def _draw_contract(draw: Draw, many: int | None, taken: str) -> _PairContract:
    site, pods, where = draw_site_by_id(draw, many, taken)
    changes = make_list_changes(site, draw, may_appear=True)
    return _PairContract(
        say("{call} for the pod {pod!r}", call=f"run_pod(registry, pod, {site.machine!r})", pod=site.pod.id),
        where,
        Function("run_pod", "registry_by_id", (site.pod, site.machine)),
        site.start,
        (*changes, *pods),
        changes[0],
        site.list_key if many == 0 and not taken else "",
        site=site,
    )


def _check_alone(exam: Examination) -> Verdict | None:
    draw = exam.draw()
    shapes: tuple[tuple[int | None, str], ...] = (
        (2, ""),
        (None, ""),
        (0, ""),
        (1, "own"),
        (0, "other"),
        (None, "other"),
    )
    contracts = [_draw_contract(draw, many, taken) for many, taken in shapes]
    methods = [("load_manifests", 1), ("load_manifests", 2), ("client.transaction", 1)]
    keys = (contracts[0].at.list_key, contracts[0].at.key)
    return find_violation(exam, list[Contract](contracts), draw) or find_unpropagated(
        exam, contracts[0], methods, [TEST_FAILED, NOT_FOUND], keys
    )


def _check_every_order(exam: Examination) -> Verdict:
    for words, pods, start, crashes in _CASES:
        programs = {who: _run_pod(exam, who, pod) for who, pod in pods.items()}
        invariant = _make_invariant(pods, ["web"] if start is put_web_by_id else [])
        outcome = explore(programs, start, invariant, crashes=crashes, breaking=say("go wrong"))
        if outcome.broken:
            return exam.reject_order(
                say(
                    "{case}." if outcome.interleavings == 1 else "{case}: all {orders:,} orders.",
                    case=words,
                    orders=outcome.interleavings,
                ),
                outcome,
                say(
                    "each pod on both keys or on neither, at whichever step a scheduler dies; and no pod lost "
                    "or doubled."
                ),
                _advise(outcome, pods),
            )
    return exam.accept(
        say(
            "none of {interleavings:,} orders, with a death at any step, leaves a pod on one key only.",
            interleavings=outcome.interleavings,
        )
    )


def _run_pod(exam: Examination, who: str, pod: str) -> Program:
    return exam.answer.make_program(who, Function("run_pod", "registry_by_id", (make_pod(pod), "m1")))


def _make_invariant(pods: PodIds, there: list[str]) -> Callable[[Client, dict[str, End]], list[str]]:
    """``there``: the ids of the pods that run before the clients start."""

    @refuse_unreadable
    def invariant(client: Client, ends: dict[str, End]) -> list[str]:
        found = read_placements(client)
        complaints = [
            words
            for pod in dict.fromkeys([*there, *pods.values()])
            if pod in found.pods and (words := found.describe_fault(pod))
        ]
        complaints += [say("{pod} is lost", pod=pod) for pod in there if pod not in found.pods]
        complaints += find_wrong_manifest(client)
        for who, pod in pods.items():
            if isinstance(ends[who], Returned) and pod not in found.pods:
                complaints.append(say("{who} was told that {pod} runs, and it is on neither key", who=who, pod=pod))
        return complaints + _find_wrong_ends(pods, ends)

    return invariant


def _find_wrong_ends(pods: PodIds, ends: dict[str, End]) -> list[str]:
    """A client may fail only with 105, for a pod that another one has created."""
    complaints: list[str] = []
    for who, end in ends.items():
        if isinstance(end, Raised) and not (is_pod_exists(end) and list(pods.values()).count(pods[who]) > 1):
            complaints.append(
                say("{who} stopped with {name}: {error}", who=who, name=type(end.error).__name__, error=str(end.error))
            )
    for pod in dict.fromkeys(pods.values()):
        succeeded = [who for who, one in pods.items() if one == pod and isinstance(ends[who], Returned)]
        if len(succeeded) > 1:
            complaints.append(
                say("{names} were both told that {pod} was created", names=join(" and ", succeeded), pod=pod)
            )
    return complaints


def _advise(outcome: Outcome, pods: PodIds) -> str:
    if len(set(pods.values())) < len(pods):
        return say(
            "compare the pod's key too: `t.create(key) == 0`, it is absent. If it is there, raise EtcdError(105, key)."
        )
    return say(
        "compare the list's index in the transaction, `t.mod(list_key) == index`; where that fails, read it again."
    )
