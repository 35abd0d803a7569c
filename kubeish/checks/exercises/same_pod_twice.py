"""same-pod-twice: the second create of one id fails, on one machine and on two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kubeish.checks import Draw, Examination, Function, Verdict
from kubeish.checks.contract import Contract, Fault
from kubeish.checks.contract_runs import find_unpropagated, find_violation
from kubeish.checks.end_descriptions import describe_end
from kubeish.checks.environment import Move, Play
from kubeish.checks.fixtures import find_wrong_manifest, is_pod_exists, make_pod, put_web_by_id, refuse_unreadable
from kubeish.checks.pod_contract import PodContract, is_told_of_pod
from kubeish.checks.sites import draw_site_by_id, make_list_changes
from kubeish.errors import NOT_FOUND, TEST_FAILED
from kubeish.etcd.client_protocol import Client
from kubeish.explorer import End, Outcome, Program, Raised, Returned, explore
from kubeish.registry.placement import Placements, read_placements
from kubeish.wording import Message, join, say

Wanted = dict[str, tuple[str, str]]
"""For each client, the machine and the id that it asks for."""

_CASES: tuple[tuple[str, Wanted], ...] = (
    (say("two that create db on m1"), {"A": ("m1", "db"), "B": ("m1", "db")}),
    (say("two that create db, one on m1 and one on m2"), {"A": ("m1", "db"), "B": ("m2", "db")}),
    (say("two that create db and cache on m1"), {"A": ("m1", "db"), "B": ("m1", "cache")}),
    (say("three: db on m1, db on m2, cache on m1"), {"A": ("m1", "db"), "B": ("m2", "db"), "C": ("m1", "cache")}),
)
_BOTH_TOLD = "{names} were both told that {pod} was created"
_KEY_DECIDES = say(
    "let the one step that cannot be done twice, creating the pod's key, decide who goes on to the list."
)


def examine(exam: Examination) -> Verdict:
    """One alone, with rivals; errors of the registry; two and three at once."""
    return _check_alone(exam) or _check_every_order(exam)


@dataclass(frozen=True)
class _CreateContract(PodContract):
    """The pod's key is created, then the manifest appended; EtcdError 105 and no write where it is there."""

    def judge_write(self, run: Play, move: Move) -> Fault | None:
        site, key, list_key = self.at, self.at.key.encode(), self.at.list_key.encode()
        created = [each for each in run.writes if key in each.changed and each.before.find(key) is None]
        is_first = not created or move.before.revision < created[0].before.revision
        if list_key in move.changed and is_first:
            return Fault(
                say(
                    "it wrote the list of {machine} before it had created the pod's key, which was there already."
                    if move.before.find(key)
                    else "it wrote the list of {machine} before it had created the pod's key.",
                    machine=site.machine,
                ),
                say(
                    "first the pod's key, and the list only where the key was new: at no moment anything for a "
                    "pod that is there already."
                ),
                say("first the key, and only a call that has created it goes on to the list. Otherwise touch nothing."),
            )
        return self.find_strange_key(move) or self.find_wrong_text(move) or self.find_wrong_append(move)

    def judge_end(self, run: Play) -> Fault | None:
        site, key, list_key = self.at, self.at.key.encode(), self.at.list_key.encode()
        is_created = any(key in move.changed for move in run.writes)
        is_listed = any(list_key in move.changed for move in run.writes)
        if is_created and is_listed and isinstance(run.end, Returned):
            return None
        if is_created:
            return Fault(
                say(
                    "the key of {pod} is written, and your function {end}."
                    if is_listed
                    else "the key of {pod} is written, it is on no list, and your function {end}.",
                    pod=site.pod.id,
                    end=describe_end(run.end),
                ),
                say("the manifest on the list of {machine} too, and no error.", machine=site.machine),
                say("create the key, then registry.add_manifest(machine, manifest)."),
            )
        if is_told_of_pod(run, site.key):
            return None
        if any(state.find(key) for state in run.moments):
            return Fault(
                say("there is a pod {id} already, and your function {end}.", id=site.pod.id, end=describe_end(run.end)),
                say("EtcdError 105 with the key as its cause: EtcdError(105, {key!r}).", key=site.key),
                say("put_if_not_exists returns whether it wrote: where it did not, raise EtcdError(105, key)."),
            )
        return Fault(
            say("it {end}, and {id} was not created.", end=describe_end(run.end), id=site.pod.id),
            say(
                "the key {key}, and then {id} on the list of {machine}.",
                key=site.key,
                id=site.pod.id,
                machine=site.machine,
            ),
            say("create the key, registry.pod_key(pod.id), then registry.add_manifest(machine, manifest)."),
        )


def _draw_contract(draw: Draw, many: int | None, taken: str) -> _CreateContract:
    site, pods, where = draw_site_by_id(draw, many, taken)
    changes = [each for each in make_list_changes(site, draw, may_appear=True) if not each.deletes]
    return _CreateContract(
        say("{call} for the pod {pod!r}", call=f"create_pod(registry, {site.machine!r}, pod)", pod=site.pod.id),
        where,
        Function("create_pod", "registry_by_id", (site.machine, site.pod)),
        site.start,
        (*changes, *pods),
        changes[0],
        site=site,
    )


def _check_alone(exam: Examination) -> Verdict | None:
    draw = exam.draw()
    shapes: tuple[tuple[int | None, str], ...] = ((12, ""), (None, ""), (1, "own"), (0, "other"), (None, "other"))
    contracts = [_draw_contract(draw, many, taken) for many, taken in shapes]
    methods = [("add_manifest", 1), ("client.put_if_not_exists", 1), ("client.transaction", 1)]
    return find_violation(exam, list[Contract](contracts), draw) or find_unpropagated(
        exam, contracts[0], methods, [TEST_FAILED, NOT_FOUND], (contracts[0].at.list_key,)
    )


def _check_every_order(exam: Examination) -> Verdict:
    for words, wanted in _CASES:
        outcome = explore(
            _make_programs(exam, wanted), put_web_by_id, _make_invariant(wanted), breaking=say("go wrong")
        )
        if outcome.broken:
            ran = say("{case}, in all {orders:,} orders.", case=words, orders=outcome.interleavings)
            return exam.reject_order(ran, outcome, _describe_goal(wanted), _advise(outcome))
    return exam.accept(
        say(
            "of two pods with one id there is one, wherever they were to go: in each of {interleavings:,} orders.",
            interleavings=outcome.interleavings,
        )
    )


def _make_programs(exam: Examination, wanted: Wanted) -> dict[str, Program]:
    return {
        who: exam.answer.make_program(who, Function("create_pod", "registry_by_id", (machine, make_pod(pod))))
        for who, (machine, pod) in wanted.items()
    }


def _make_invariant(wanted: Wanted) -> Callable[[Client, dict[str, End]], list[str]]:
    """For each id one client succeeds; the pod has one key and is once on that client's list."""

    @refuse_unreadable
    def invariant(client: Client, ends: dict[str, End]) -> list[str]:
        there = read_placements(client)
        complaints: list[str] = [
            say("{who} stopped with {name}: {error}", who=who, name=type(end.error).__name__, error=str(end.error))
            for who, end in ends.items()
            if isinstance(end, Raised) and not is_pod_exists(end)
        ]
        complaints += [] if there.listed.get("web") == ["m1"] else [say("web is lost")]
        for pod in dict.fromkeys(pod for _, pod in wanted.values()):
            creators = [who for who, (_, one) in wanted.items() if one == pod and isinstance(ends[who], Returned)]
            if len(creators) == 1:
                complaints += _find_misplaced(pod, wanted[creators[0]][0], there)
            elif creators:
                complaints.append(say(_BOTH_TOLD, names=join(" and ", creators), pod=pod))
            else:
                complaints.append(say("no call could create {pod}", pod=pod))
        return complaints + find_wrong_manifest(client)

    return invariant


def _find_misplaced(pod: str, machine: str, there: Placements) -> list[str]:
    listed, keys = there.listed.get(pod, []), there.keyed.get(pod, [])
    if listed != [machine]:
        return [
            say(
                "{pod} was created on {machine}, and is listed on {names}",
                pod=pod,
                machine=machine,
                names=join(" and ", listed) or say("no machine"),
            )
        ]
    if keys == [machine]:
        return []
    if not keys:
        return [say("{pod} runs, and has no key", pod=pod)]
    return [
        say(
            "{pod} runs, and has 1 key" if len(keys) == 1 else "{pod} runs, and has {count} keys",
            pod=pod,
            count=len(keys),
        )
    ]


def _describe_goal(wanted: Wanted) -> str:
    if len({pod for _, pod in wanted.values()}) == 1:
        return say("one of the two to succeed, the other to get EtcdError 105, and the pod listed once.")
    return say("each id created once, listed once, with one key; the second call for an id gets EtcdError 105.")


def _advise(outcome: Outcome) -> str:
    if any(isinstance(each, Message) and each.template == _BOTH_TOLD for each in outcome.complaints):
        return say("put_if_not_exists returns whether it wrote: where it did not, raise EtcdError(105, key).")
    return _KEY_DECIDES
