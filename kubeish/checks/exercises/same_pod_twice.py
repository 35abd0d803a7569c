"""same-pod-twice: the second create of one id fails, on one machine and on two."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from kubeish.checks.answer import Answer, Function
from kubeish.checks.stages import FULL, listed_as_manifest, pod_named, readable
from kubeish.checks.verdict import Teller, Verdict
from kubeish.errors import NODE_EXIST
from kubeish.explorer import Outcome, explore
from kubeish.explorer.steps import End, Program, Raised, Returned
from kubeish.registry.keys import make_container_key
from kubeish.registry.places import places

KEY = "/registry/pods/db"
Wanted = dict[str, tuple[str, str]]
"""For each client, the machine and the id that it asks for."""

CASES: tuple[tuple[str, Wanted], ...] = (
    ("create_pod for db on m1, alone", {"A": ("m1", "db")}),
    ("two that create db on m1", {"A": ("m1", "db"), "B": ("m1", "db")}),
    ("two that create db, one on m1 and one on m2", {"A": ("m1", "db"), "B": ("m2", "db")}),
    ("two that create db and cache on m1", {"A": ("m1", "db"), "B": ("m1", "cache")}),
    (
        "three: db on m1, db on m2, cache on m1",
        {"A": ("m1", "db"), "B": ("m2", "db"), "C": ("m1", "cache")},
    ),
)


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """One alone, two with one id on one machine and on two, two with two ids, and three at once."""
    for words, wanted in CASES:
        outcome = explore(_programs(answer, wanted), _web, readable(_judge(wanted)), breaking="go wrong")
        if outcome.broken:
            return _wrong(tell, words, wanted, outcome)
    return tell.passed(
        f"of two pods with one id there is one, wherever they were to go: in each of {outcome.interleavings:,} orders."
    )


def _programs(answer: Answer, wanted: Wanted) -> dict[str, Program]:
    return {
        who: answer.program(who, Function("create_pod", "registry_by_id", (machine, pod_named(pod))))
        for who, (machine, pod) in wanted.items()
    }


def _web(client: Any) -> None:
    """m1 runs web."""
    client.put("/registry/pods/web", json.dumps({"id": "web", "host": "m1"}))
    client.put(make_container_key("m1"), json.dumps([{"id": "web"}]))


def _judge(wanted: Wanted) -> Callable[[Any, dict[str, End]], list[str]]:
    """For each id one client is told yes, and the pod has its key and is on that client's list, once."""

    def judge(client: Any, ends: dict[str, End]) -> list[str]:
        there = places(client)
        found = [f"{who} stopped with {_words(end)}" for who, end in ends.items() if _strange(end)]
        found += [] if there.listed.get("web") == ["m1"] else ["web is lost"]
        for pod in dict.fromkeys(pod for _, pod in wanted.values()):
            yes = [who for who, (_, one) in wanted.items() if one == pod and isinstance(ends[who], Returned)]
            found += _promised(pod, yes) or _placed(pod, wanted[yes[0]][0], there)
        return found + listed_as_manifest(FULL)(client)

    return judge


def _promised(pod: str, yes: list[str]) -> list[str]:
    if len(yes) == 1:
        return []
    return [f"{' and '.join(yes)} were both told that {pod} was created" if yes else f"nobody could create {pod}"]


def _placed(pod: str, machine: str, there: Any) -> list[str]:
    listed, noted = there.listed.get(pod, []), there.noted.get(pod, [])
    if listed != [machine]:
        return [f"{pod} was created on {machine}, and is listed on {' and '.join(listed) or 'no machine'}"]
    if len(noted) != 1:
        return [f"{pod} runs, and has {len(noted) or 'no'} key{'s' if len(noted) > 1 else ''} of its own"]
    return []


def _strange(end: End) -> bool:
    """True for an error other than "there is one already"."""
    return isinstance(end, Raised) and not (
        getattr(end.error, "code", 0) == NODE_EXIST or type(end.error).__name__ == "PodExists"
    )


def _words(end: Any) -> str:
    return f"{type(end.error).__name__}: {end.error}"


def _wrong(tell: Teller, words: str, wanted: Wanted, outcome: Outcome) -> Verdict:
    alone = len(wanted) == 1
    return tell.not_yet(
        ran=words + ("." if alone else f", in all {outcome.interleavings:,} orders."),
        saw=next(iter(outcome.complaints))
        + ("." if alone else f". Orders that go wrong: {outcome.broken:,}. The shortest:"),
        wanted=_goal(wanted),
        try_next=_advice(outcome, wanted),
        outcome=outcome,
    )


def _goal(wanted: Wanted) -> str:
    if len(wanted) == 1:
        return f"a key for the pod, {KEY}, and the pod on m1's list."
    if len({pod for _, pod in wanted.values()}) == 1:
        return "one of the two to succeed, the other to hear EtcdError 105, and the pod listed once."
    return "each id created once, listed once, with one key; whoever comes second hears EtcdError 105."


def _advice(outcome: Outcome, wanted: Wanted) -> str:
    heard = " ".join(outcome.complaints)
    if "stopped with" in heard and "105" not in heard:
        return "a pod that is there already is EtcdError 105; no other error is wanted here."
    if "keys of its own" in heard:
        return "the key must not name the machine, or two machines have two keys: registry.pod_key(pod.id)."
    if "cannot be read" in heard:
        return "what stands at the key is registry.pod_text(pod, machine)."
    if "as its manifest" in heard:
        return "what goes on the list is what registry.manifest_factory.make_manifest(machine, pod) returns."
    if len(wanted) == 1:
        return "create the key, then registry.add_manifest(machine, manifest)."
    if "were both told" in heard and {"m1", "m2"} == {machine for machine, _ in wanted.values()}:
        return "on one machine it went well. Let one key decide for all machines: registry.pod_key(pod.id)."
    if "were both told" in heard:
        return "put_if_not_exists answers whether it wrote. Listen to it, and raise EtcdError(105, key) if it did not."
    if "no machine" in heard or "m1 and m1" in heard or "m1 and m2" in heard or "m2 and m1" in heard:
        return "first the key, and only who has created it goes on to the list. Who is told no touches nothing."
    return "let the one step that cannot be done twice, creating the key, decide who goes on."
