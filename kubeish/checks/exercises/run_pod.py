"""run-pod: no order of two to four schedulers loses or repeats a pod; other errors propagate."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kubeish.api import Pod
from kubeish.checks import Draw, Examination, Function, Verdict
from kubeish.checks.contract import Contract, Fault
from kubeish.checks.contract_runs import find_unpropagated, find_violation
from kubeish.checks.end_descriptions import describe_end, is_etcd_error
from kubeish.checks.environment import Move, Play
from kubeish.checks.fixtures import every_pod_once, one_pod
from kubeish.checks.pod_contract import PodContract
from kubeish.checks.sites import draw_site, make_list_changes
from kubeish.checks.verdict import THE_SHORTEST
from kubeish.errors import NODE_EXIST, NOT_FOUND, TEST_FAILED
from kubeish.etcd.store.messages import TxnAnswer
from kubeish.explorer import Program, Returned, explore
from kubeish.explorer.blind_writes import find_touched_keys
from kubeish.registry.keys import make_pod_key
from kubeish.wording import join, say

WORDS = {2: say("two schedulers"), 3: say("three schedulers"), 4: say("four schedulers")}
MANY = 60  # pods on one list
_METHODS = (("update_manifests", 1), ("update_manifests", 2), ("load_manifests", 1), ("create_pod_key", 1))


def examine(exam: Examination) -> Verdict:
    """One scheduler on drawn machines; errors of the registry; two, three and four schedulers."""
    return _check_alone(exam) or _check_every_order(exam)


def _check_alone(exam: Examination) -> Verdict | None:
    draw = exam.draw()
    contracts = [_draw_contract(draw, many) for many in (2, 0, None, 12)]
    contracts.append(replace(_draw_contract(draw, MANY), changes=()))  # a conflict is enough: a long list takes a while
    return find_violation(exam, list[Contract](contracts), draw) or find_unpropagated(
        exam, contracts[0], _METHODS, [NODE_EXIST, NOT_FOUND], (contracts[0].at.list_key,), must_call=True
    )


@dataclass(frozen=True)
class _RunPodContract(PodContract):
    """The pod's key is created, then the manifest appended at the list's index; 101 alone is retried."""

    def judge_write(self, run: Play, move: Move) -> Fault | None:
        site, key, list_key = self.at, self.at.key.encode(), self.at.list_key.encode()
        if list_key in move.changed and move.after.find(key) is None:
            return Fault(
                say("it listed {id} before the pod's own key was written.", id=site.pod.id),
                say("first {key}, then the list: a pod that is listed has its key.", key=site.key),
                say("call registry.create_pod_key(pod, machine) before registry.update_manifests."),
            )
        return self.find_strange_key(move) or self.find_wrong_text(move) or self.find_wrong_append(move)

    def advise_on_text(self) -> str:
        return say("registry.create_pod_key(pod, machine) writes what belongs at the key.")

    def judge_end(self, run: Play) -> Fault | None:
        key, pod_id = self.at.list_key.encode(), self.at.pod.id
        refused = [
            move
            for move in run.yours
            if isinstance(move.answer, TxnAnswer)
            and not move.answer.succeeded
            and key in find_touched_keys(move.request)
        ]
        is_listed = any(key in move.changed for move in run.writes)
        # A list that was never there has no index that could have been read, and compared.
        was_there = any(state.find(key) for state in run.moments)
        if refused and refused[-1].before.find(key) is None and was_there and not is_listed:
            if is_etcd_error(run.end, NOT_FOUND):
                return None
            return Fault(
                say("the store said 100, no such key, and your function {end}.", end=describe_end(run.end)),
                say("EtcdError 100 to leave your function as it is: it is no conflict."),
                say("`if not is_etcd_conflict(error): raise` inside the `except`."),
            )
        if refused and not was_there:
            return Fault(
                say("it wrote at an index that it had not read: there was no list."),
                say("the list written at the index that load_manifests returned with it, 0 where there is none."),
                say(
                    "registry.update_manifests(machine, manifests, index) knows what index 0 means: hand it on "
                    "as it is."
                ),
            )
        if any(move.before.find(key) is None for move in refused):
            return Fault(
                say("the store said 100, no such key, and your function tried again."),
                say("EtcdError 100 to leave your function as it is: it is no conflict."),
                say("`if not is_etcd_conflict(error): raise` inside the `except`."),
            )
        if is_listed and isinstance(run.end, Returned):
            return None
        if is_listed:
            return Fault(
                say("{pod_id} is listed, and your function {end}.", pod_id=pod_id, end=describe_end(run.end)),
                say("no error."),
                _ADVICE,
            )
        if is_etcd_error(run.end, TEST_FAILED):
            return Fault(
                say("your function {end}, and {pod_id} is on no list.", end=describe_end(run.end), pod_id=pod_id),
                say("{pod_id} on the list all the same, and no error.", pod_id=pod_id),
                say(
                    "a conflict is no reason to give up: is_etcd_conflict(error) says that another write came "
                    "first. Then try again, as often as it takes: `while True:`, and not a number of times."
                ),
            )
        return Fault(
            say("your function {end}, and {pod_id} is on no list.", end=describe_end(run.end), pod_id=pod_id),
            say("{pod_id} on the list of {machine}.", pod_id=pod_id, machine=self.at.machine),
            say("try again until the write has worked, `while True:`, and not a number of times.")
            if refused
            else _ADVICE,
        )


_ADVICE = say(
    "load the manifests, create the pod's key, append what make_manifest(machine, pod) "
    "returns, update the list at its index."
)


def _draw_contract(draw: Draw, many: int | None) -> _RunPodContract:
    site = draw_site(draw, make_pod_key, False, many)
    changes = make_list_changes(site, draw, may_appear=False)
    return _RunPodContract(
        say("{call} for the pod {pod!r}", call=f"run_pod(registry, pod, {site.machine!r})", pod=site.pod.id),
        site.describe(),
        Function("run_pod", "swapping_registry", (site.pod, site.machine)),
        site.start,
        changes,
        None if many is None else changes[0],
        site.list_key if many == 0 else "",
        site=site,
    )


def _check_every_order(exam: Examination) -> Verdict:
    pods = [Pod(name) for name in ("db", "cache", "mail", "log")]
    for many, words in WORDS.items():
        programs = {who: _make_program(exam, who, pod) for who, pod in zip("ABCD"[:many], pods)}
        wanted = [pod.id for pod in pods[:many]]
        outcome = explore(programs, one_pod, every_pod_once(["web", *wanted]), breaking=say("lose or repeat a pod"))
        if outcome.broken:
            return exam.reject(
                ran=say(
                    "{many}, each running a pod on m1, in all {orders:,} orders.",
                    many=words,
                    orders=outcome.interleavings,
                ),
                saw=join(
                    " ",
                    [
                        say(
                            "{broken:,} of them go wrong: {complaint}.",
                            broken=outcome.broken,
                            complaint=next(iter(outcome.complaints)),
                        ),
                        THE_SHORTEST,
                    ],
                ),
                wanted=say("every pod on the list, once, in every order, and no error."),
                try_next=say(
                    "after a conflict, read the list and its index again *inside* the loop, and append to what "
                    "you have just read."
                ),
                outcome=outcome,
            )
    return exam.accept(
        say(
            "none of {orders:,} orders of {many} loses or repeats a pod.",
            orders=outcome.interleavings,
            many=words,
        )
    )


def _make_program(exam: Examination, who: str, pod: Pod) -> Program:
    return exam.answer.make_program(who, Function("run_pod", "swapping_registry", (pod, "m1")))
