"""Contracts that put a pod on a machine's list: the drawn machine, and the rule of one append."""

from __future__ import annotations

import json
from dataclasses import dataclass

from kubeish.errors import NODE_EXIST
from kubeish.explorer.steps import Raised
from kubeish.wording import say

from .contract import Contract, Fault
from .end_descriptions import is_etcd_error
from .environment import Move, Play
from .json_values import describe_json, describe_keys, holds, normalize
from .sites import Site


@dataclass(frozen=True)
class PodContract(Contract):
    """Puts one pod on one list, whose key and list are those of ``site``."""

    site: Site | None = None

    @property
    def at(self) -> Site:
        """The site, which every such contract has."""
        if self.site is None:
            raise ValueError("a PodContract needs a site")
        return self.site

    def find_strange_key(self, move: Move) -> Fault | None:
        """The fault of a write to a key that is neither the pod's nor the list's."""
        own = {self.at.key.encode(), self.at.list_key.encode()}
        others = tuple(key for key in move.changed if key not in own)
        if not others:
            return None
        names_machine = b"/pods/" in others[0] and b"/hosts/" in others[0]
        return Fault(
            say("it wrote to {keys}.", keys=describe_keys(others)),
            say(
                "no keys written but the pod's, {key}, and the list's, {list_key}.",
                key=self.at.key,
                list_key=self.at.list_key,
            ),
            say("the pod's key must not name the machine, or two machines have two keys: registry.pod_key(pod.id).")
            if names_machine and "/hosts/" not in self.at.key
            else say(
                "use the machine and the pod that the function is given, and the registry's own functions "
                "for their keys."
            ),
        )

    def find_wrong_text(self, move: Move) -> Fault | None:
        """The fault of a write to the pod's key that is not the creation that is due."""
        key = self.at.key.encode()
        if key not in move.changed:
            return None
        after = move.after.find(key)
        if move.before.find(key) is not None:
            return Fault(
                say("it wrote to the pod's key, which was there already.")
                if after
                else say("it deleted the pod's key, which was there."),
                say("a pod that is there to be left alone: its key may only be created, once."),
                say(
                    "let the store say whether the key is new, in the request that writes it, as "
                    "put_if_not_exists does."
                ),
            )
        if after is None or not holds(after.value, self.at.text):
            host = find_host(after.value) if after else None
            due = self.at.text.get("host") if isinstance(self.at.text, dict) else None
            return Fault(
                say("the pod's key says that {id} is on {host}.", id=self.at.pod.id, host=host or say("no machine"))
                if host is not None and due and host != due
                else say("the pod's key holds {value}.", value=describe_json(after.value if after else None)),
                say("a key that says {due}, where {id} is listed.", due=due, id=self.at.pod.id)
                if due and host is not None and host != due
                else say("{value}.", value=describe_json(normalize(self.at.text).encode())),
                self.advise_on_text(),
            )
        return None

    def advise_on_text(self) -> str:
        """What to write at the pod's key."""
        return say(
            "what belongs at the key is registry.pod_text(pod, machine), of the machine that the function is given."
        )

    def find_wrong_append(self, move: Move) -> Fault | None:
        """The fault of a write to the list that is not one append to what was on it."""
        key, pod_id = self.at.list_key.encode(), self.at.pod.id
        if key not in move.changed:
            return None
        before, after = move.before.find(key), move.after.find(key)
        try:
            was = json.loads(before.value) if before else []
            now = json.loads(after.value) if after else None
        except ValueError:
            now = None
        if not isinstance(now, list):
            return Fault(
                say(
                    "the list now holds {value}, which no kubelet can read.",
                    value=describe_json(after.value if after else None),
                ),
                say("a JSON list of manifests."),
                say("let the registry write the list, or json.dumps of to_json(manifests)."),
            )
        wanted, found = [*map(normalize, was), normalize(self.at.manifest)], [*map(normalize, now)]
        if found.count(wanted[-1]) > 1:
            return Fault(
                say("{pod_id} is on the list {times} times.", pod_id=pod_id, times=found.count(wanted[-1])),
                say("{pod_id} on it once.", pod_id=pod_id),
                say("the list is written, and so the work is done: leave the loop there, by `return` or `break`.")
                if wanted[-1] in wanted[:-1]
                else say("a list that has your manifest must not have it appended again: start from what you reload."),
            )
        if wanted == found:
            return None
        if lost := [item for item in wanted[:-1] if item not in found]:
            return Fault(
                say("it wrote a list that lacks {item}, which was on it.", item=_describe_item(lost[0])),
                say("all that was on the list, and then {pod_id}.", pod_id=pod_id),
                say(
                    "after a conflict, read the list and its index again *inside* the loop, append to what you "
                    "have just read, and write it at the index of that very read."
                ),
            )
        if wanted[-1] not in found:
            strange = [item for item in found if item not in wanted]
            return Fault(
                say("{pod_id} is listed as {item}.", pod_id=pod_id, item=_describe_item(strange[0], 200))
                if strange
                else say("it wrote the list without {pod_id}.", pod_id=pod_id),
                say(
                    "{pod_id} to be listed as its manifest, {item}.",
                    pod_id=pod_id,
                    item=_describe_item(wanted[-1], 200),
                ),
                say("what goes on the list is what registry.manifest_factory.make_manifest(machine, pod) returns."),
            )
        if again := [item for item in found if item not in wanted]:
            return Fault(
                say("it wrote a list with {item}, which was no longer on it.", item=_describe_item(again[0])),
                say("what was on the list at that moment, and then {pod_id}.", pod_id=pod_id),
                say("write at the index of the read that the list came from; where that does not hold, read it again."),
            )
        return Fault(
            say("it wrote the list in another order."),
            say("what was on the list, as it was, and then {pod_id}.", pod_id=pod_id),
            say("append the manifest to the list that was read, and change nothing else."),
        )


def find_host(value: bytes) -> str | None:
    """The machine that a pod's key names, empty for none; None where the value is no pod."""
    try:
        found = json.loads(value)
    except ValueError:
        return None
    return str(found.get("host", "")) if isinstance(found, dict) and "id" in found else None


def _describe_item(item: str, most: int = 60) -> str:
    found = json.loads(item)
    if most == 60 and isinstance(found, dict) and found.get("id"):
        return str(found["id"])
    return item if len(item) <= most else item[: most - 1] + "…"


def is_told_of_pod(run: Play, key: str) -> bool:
    """Whether the answer wrote nothing and raised EtcdError 105 for ``key``, which was there at a moment."""
    return (
        not run.writes
        and is_etcd_error(run.end, NODE_EXIST)
        and isinstance(run.end, Raised)
        and key in str(getattr(run.end.error, "cause", ""))
        and any(state.find(key.encode()) for state in run.moments)
    )
