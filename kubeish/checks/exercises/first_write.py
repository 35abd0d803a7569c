"""first-write: no order loses a pod, on a machine that has none yet and on one that has some."""

from __future__ import annotations

import json
from collections.abc import Callable

from kubeish.api import ContainerManifest, to_json
from kubeish.checks import Draw, Examination, Function, Verdict
from kubeish.checks.contract import Contract
from kubeish.checks.contract_runs import find_unpropagated, find_violation
from kubeish.checks.factories import MANIFEST_FACTORY
from kubeish.checks.fixtures import Setup, every_pod_once, find_wrong_manifest, make_pod, one_pod, put_nothing
from kubeish.checks.stores import draw_store, make_changes
from kubeish.checks.swap_contract import SwapContract, list_indexes
from kubeish.errors import NODE_EXIST
from kubeish.etcd.client_protocol import Client
from kubeish.explorer import Outcome, Program, TooLarge, explore
from kubeish.registry.keys import make_container_key
from kubeish.wording import join, say

WORDS = {1: say("one scheduler"), 2: say("two schedulers"), 3: say("three schedulers"), 4: say("four schedulers")}
_PODS = ("db", "cache", "mail", "log")
_MOST_STATES = 60_000
"""Of one exploration: a second. An answer that needs more is explored with fewer schedulers."""


def examine(exam: Examination) -> Verdict:
    """Called directly on drawn machines; then by #265's run_pod, in every order of up to four schedulers."""
    return _check_alone(exam) or _check_every_order(exam)


def _check_alone(exam: Examination) -> Verdict | None:
    """The list there, missing, and there with no pod; each at the right index and at others, with rivals."""
    draw = exam.draw()
    contracts: list[Contract] = []
    for there in (2, None, 0):
        site = _Site(draw, there)
        for many, (index, where) in enumerate(list_indexes(site.start, site.keys[0])):
            contracts.append(site.make_contract(site.new[: (many + 2) % 4], index, where))
        at = next(list_indexes(site.start, site.keys[0]))
        contracts += [site.make_contract(manifests, *at) for manifests in ([], site.new, site.new[:1], site.there)]
    methods = [("client.transaction", 1), ("client.put_if_not_exists", 1)]
    return find_violation(exam, contracts, draw) or find_unpropagated(exam, contracts[0], methods, [NODE_EXIST])


class _Site:
    """A machine whose list holds ``many`` pods (None: no list), and pods to write to it."""

    def __init__(self, draw: Draw, many: int | None) -> None:
        machines, ids = draw.draw_machines(2), draw.draw_ids(7)
        self.machine, self.draw = machines[0], draw
        self.keys = [make_container_key(machine) for machine in machines]
        self.there, self.new = (
            [MANIFEST_FACTORY.make_manifest(self.machine, draw.draw_pod(pod_id)) for pod_id in some]
            for some in (ids[: many or 0], ids[3:])
        )
        elsewhere = [to_json(MANIFEST_FACTORY.make_manifest(machines[1], draw.draw_pod(ids[2])))]
        lists = [None if many is None else to_json(self.there), elsewhere]
        self.other = json.dumps(elsewhere)
        self.start = draw_store(draw, self.keys, lists)  # type: ignore[arg-type]  # to_json gives JSON

    def make_contract(self, manifests: list[ContainerManifest], index: int, where: str) -> Contract:
        """The call with these manifests at that index."""
        names = join(" and ", [manifest.id for manifest in manifests]) or say("no pods")
        return SwapContract(
            say(
                "{call} for {names}",
                call=f"update_manifests(registry, {self.machine!r}, manifests, {index})",
                names=names,
            ),
            say("the list's key, {key}, {where}", key=self.keys[0], where=where),
            Function("update_manifests", "registry_265", (self.machine, manifests, index)),
            self.start,
            make_changes(self.keys[0], [self.other, "[]"], self.keys[1]),
            key=self.keys[0],
            obj=to_json(manifests),
            index=index,
            text_advice=say("compare_and_swap_obj makes the JSON itself: hand it to_json(manifests), all of it."),
        )


def _check_every_order(exam: Examination) -> Verdict:
    cases: list[tuple[int, Setup]] = [
        (1, put_nothing),
        (1, one_pod),
        (2, put_nothing),
        (2, one_pod),
        (3, put_nothing),
        (4, put_nothing),
    ]
    for many, start in cases:
        programs = {who: _run_pod(exam, who, pod) for who, pod in zip("ABCD"[:many], _PODS)}
        invariant = _make_invariant([*([] if start is put_nothing else ["web"]), *_PODS[:many]])
        try:
            outcome = explore(
                programs, start, invariant, max_states=_MOST_STATES, breaking=say("lose a pod or stop with an error")
            )
        except TooLarge:
            break
        if outcome.broken:
            return _reject(exam, many, start is put_nothing, outcome)
        words = WORDS[many]
    return exam.accept(
        say(
            "none of {orders:,} orders of {many} loses a pod on a machine that has none yet.",
            orders=outcome.interleavings,
            many=words,
        )
    )


def _make_invariant(pods: list[str]) -> Callable[[Client], list[str]]:
    once = every_pod_once(pods)
    return lambda client: once(client) or find_wrong_manifest(client)


def _run_pod(exam: Examination, who: str, pod: str) -> Program:
    """#265's run_pod, with the learner's update_manifests in it."""
    run = Function("update_manifests", "registry_265", (make_pod(pod), "m1"), through="run_pod")
    return exam.answer.make_program(who, run)


def _reject(exam: Examination, many: int, empty: bool, outcome: Outcome) -> Verdict:
    machine = say("an m1 that has no pod yet") if empty else say("an m1 whose list holds web")
    return exam.reject_order(
        say(
            "one scheduler alone, adding a pod by #265's run_pod and your update_manifests, to {machine}: the one "
            "order."
            if many == 1
            else "{many}, each adding a pod by #265's run_pod and your update_manifests, to {machine}: "
            "all {orders:,} orders.",
            many=WORDS[many],
            machine=machine,
            orders=outcome.interleavings,
        ),
        outcome,
        say("every pod on the list, once, in every order, and no error from run_pod."),
        say("what does index 0 say about the key? Write only if that is still so, and else raise EtcdError 101."),
    )
