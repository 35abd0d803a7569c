"""nobody-stranded: with a crash at any step, a pod is on both keys or on neither."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from kubeish.checks.answer import Answer, Function
from kubeish.checks.outpaced import RAN, TRY, outpaced, told
from kubeish.checks.stages import FULL, listed_as_manifest, pod_named, readable
from kubeish.checks.verdict import Teller, Verdict
from kubeish.client import Client
from kubeish.errors import NODE_EXIST
from kubeish.explorer import Outcome, explore
from kubeish.explorer.steps import End, Program, Raised, Returned
from kubeish.explorer.world import Holder
from kubeish.registry.keys import make_container_key
from kubeish.registry.places import Places, places

KEY = "/registry/pods/"
Pods = dict[str, str]
"""For each client, the id that it is to run on m1."""


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """Alone, and dying; two, and one of them dying; a machine's first pods; one id twice; a rival who is faster."""
    two = {"A": "db", "B": "cache"}
    cases: list[tuple[str, Pods, Callable[[Any], None], int]] = [
        ("run_pod for db on m1, alone", {"A": "db"}, _web, 0),
        ("run_pod for db on m1, alone, dying at any step", {"A": "db"}, _web, 1),
        ("two schedulers, for db and cache", two, _web, 0),
        ("two schedulers, for db and cache, of which one dies at any step", two, _web, 1),
        ("two schedulers, on a machine without pods, of which one dies at any step", two, _nothing, 1),
        ("two schedulers, both for db", {"A": "db", "B": "db"}, _web, 0),
        ("two schedulers, both for db, of which one dies at any step", {"A": "db", "B": "db"}, _web, 1),
        ("three schedulers, of which one dies at any step", {**two, "C": "mail"}, _web, 1),
    ]
    for words, pods, start, crashes in cases:
        outcome = _explored(answer, pods, start, crashes)
        if outcome.broken:
            return _wrong(tell, words, pods, outcome)
    return _often_refused(answer, tell) or tell.passed(
        f"none of {outcome.interleavings:,} orders, with a death at any step, leaves a pod on one key only."
    )


def _web(client: Any) -> None:
    """m1 runs web."""
    client.put("/registry/pods/web", json.dumps({"id": "web", "host": "m1"}))
    client.put(make_container_key("m1"), json.dumps([{"id": "web"}]))


def _nothing(client: Any) -> None:
    """No machine has a pod yet."""


def _explored(answer: Answer, pods: Pods, start: Callable[[Any], None], crashes: int) -> Outcome:
    there = ["web"] if start is _web else []
    programs = {who: _run_pod(answer, who, pod) for who, pod in pods.items()}
    return explore(programs, start, readable(_judge(pods, there)), crashes=crashes, breaking="go wrong")


def _run_pod(answer: Answer, who: str, pod: str) -> Program:
    return answer.program(who, Function("run_pod", "registry_by_id", (pod_named(pod), "m1")))


def _often_refused(answer: Answer, tell: Teller) -> Verdict | None:
    end, state, rivals = outpaced(_run_pod(answer, "yours", "db"), _web, make_container_key("m1"))
    nowhere = "db" not in places(Client(Holder(state).ask)).pods()
    if isinstance(end, Returned) and not nowhere:
        return None
    return tell.not_yet(
        ran=f"run_pod for db, and {RAN}.",
        saw=f"{told(end, rivals)}{', and db is on neither key' if nowhere else ''}.",
        wanted="db on both its keys all the same, and no error.",
        try_next=TRY,
    )


def _judge(pods: Pods, there: list[str]) -> Callable[[Any, dict[str, End]], list[str]]:
    def judge(client: Any, ends: dict[str, End]) -> list[str]:
        found = places(client)
        complaints = [words for pod in dict.fromkeys([*there, *pods.values()]) for words in _half(found, pod)]
        complaints += [f"{pod} is lost" for pod in there if pod not in found.pods()]
        complaints += _misplaced(client, found)
        for who, pod in pods.items():
            if isinstance(ends[who], Returned) and pod not in found.pods():
                complaints.append(f"{who} was told that {pod} runs, and it is on neither key")
        return complaints + _refusals(pods, ends)

    return judge


def _half(found: Places, pod: str) -> list[str]:
    noted, listed = found.noted.get(pod, []), found.listed.get(pod, [])
    if noted and not listed:
        return [f"{pod} has its key, and is on no list"]
    if listed and not noted:
        return [f"{pod} is on a list, and has no key"]
    return [f"{pod} is listed {len(listed)} times"] if len(listed) > 1 else []


def _misplaced(client: Any, found: Places) -> list[str]:
    """Pods of which the keys are not where they are to be, or that stand on the list as something else."""
    noted = [f"the key of {pod} is not {KEY}{pod}" for pod in found.noted if not client.get(KEY + pod)[0]]
    return noted + listed_as_manifest(FULL)(client)


def _refusals(pods: Pods, ends: dict[str, End]) -> list[str]:
    """A client may be told no only for a pod that another one has created, and then by 105."""
    complaints = []
    for who, end in ends.items():
        if isinstance(end, Raised) and not (_exists(end) and list(pods.values()).count(pods[who]) > 1):
            complaints.append(f"{who} stopped with {type(end.error).__name__}: {end.error}")
    for pod in dict.fromkeys(pods.values()):
        told = [who for who, one in pods.items() if one == pod and isinstance(ends[who], Returned)]
        if len(told) > 1:
            complaints.append(f"{' and '.join(told)} were both told that {pod} was created")
    return complaints


def _exists(end: Raised) -> bool:
    return getattr(end.error, "code", 0) == NODE_EXIST or type(end.error).__name__ == "PodExists"


def _wrong(tell: Teller, words: str, pods: Pods, outcome: Outcome) -> Verdict:
    one = outcome.interleavings == 1
    return tell.not_yet(
        ran=words + ("." if one else f": all {outcome.interleavings:,} orders."),
        saw=next(iter(outcome.complaints))
        + ("." if one else f". Orders that go wrong: {outcome.broken:,}. The shortest:"),
        wanted="each pod on both keys or on neither, whenever somebody dies; and no pod lost or doubled.",
        try_next=_advice(outcome, pods),
        outcome=outcome,
    )


def _advice(outcome: Outcome, pods: Pods) -> str:
    heard = " ".join(outcome.complaints)
    if "cannot be read" in heard or "as its manifest" in heard or "the key of" in heard:
        return (
            "put registry.pod_text(pod, machine) at registry.pod_key(pod.id), and registry.list_text(manifests) at "
            "make_container_key(machine), with what make_manifest(machine, pod) returns appended."
        )
    if "stopped with" in heard and len(set(pods.values())) == len(pods):
        return (
            "a list that has changed is no error here: read it again, and go round. `found` has one answer for each "
            "get under `failure`; there is a pod already only where that of its key, `found[0]`, is not empty."
        )
    if "105" in heard or "were both told" in heard or ("times" in heard and len(set(pods.values())) == 1):
        return (
            "compare the pod's key too: `t.create(key) == 0`, it is absent. If it is there, raise EtcdError(105, key)."
        )
    if "stopped with" in heard:
        return "there is a pod of that id already: that is EtcdError 105, and no other error."
    if "lost" in heard or "neither key" in heard or ("crashes" not in str(outcome.counterexample) and len(pods) > 1):
        return "the transaction has to compare the list's index, `t.mod(list_key) == index`; if that fails, go round."
    return (
        "two requests have a moment between them, and no `finally` runs in a process that is dead. "
        "Write both keys in one transaction."
    )
