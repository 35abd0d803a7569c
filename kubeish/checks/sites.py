"""Sites: a drawn machine with its list, a pod that is to run on it, and what rivals may do there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from kubeish.api import Pod, to_json
from kubeish.etcd.store import State, apply
from kubeish.etcd.store.messages import DeleteRange, Put, Request
from kubeish.registry.keys import make_container_key
from kubeish.registry.pods_by_id import PodsById
from kubeish.wording import join, say

from .draw import Draw
from .factories import MANIFEST_FACTORY
from .plans import Change
from .stores import draw_store

MakeKey = Callable[[str, str], str]
"""Makes the key of a pod of a machine's name and the pod's id."""

_SHOWN = 12
"""Pods of a list that are named in words."""


@dataclass(frozen=True)
class Site:
    """A machine and a pod that is to run on it. ``listed``: what is on its list, None for no list.

    ``other``: another machine, with a list of its own; ``text``: the object due at the pod's key.
    """

    machine: str
    other: str
    pod: Pod
    key: str
    text: object
    listed: list[object] | None
    start: State

    @property
    def list_key(self) -> str:
        """The key of the machine's list."""
        return make_container_key(self.machine)

    @property
    def manifest(self) -> object:
        """What is due on the list, as JSON has it."""
        return to_json(MANIFEST_FACTORY.make_manifest(self.machine, self.pod))

    def take_id(self, draw: Draw, where: str) -> tuple[Site, str]:
        """This site with a pod of that id, and the machine that has it: this one ("own") or another one."""
        host = self.machine if where == "own" else self.other
        text = json.dumps(to_json(replace(draw.draw_pod(self.pod.id), host=host)))
        start, _ = apply(self.start, Put(self.key.encode(), text.encode()))
        return replace(self, start=start), host

    def describe(self) -> str:
        """The store in words."""
        if self.listed is None:
            return say("{machine} has no list yet", machine=self.machine)
        ids = [str(item["id"]) for item in self.listed if isinstance(item, dict)]
        return say(
            "the list of {machine} holds {names} and {more} more"
            if len(ids) > _SHOWN
            else "the list of {machine} holds {names}"
            if ids
            else "the list of {machine} holds no pod",
            machine=self.machine,
            names=join(", ", ids[:_SHOWN]),
            more=len(ids) - _SHOWN,
        )


def draw_site(draw: Draw, make_key: MakeKey, holds_host: bool, many: int | None) -> Site:
    """A machine with ``many`` pods on its list (None: no list) in a drawn store."""
    machines, ids = draw.draw_machines(2), draw.draw_ids(max(15, (many or 0) + 2))
    machine, other = machines
    host = draw.choice(["", other, machine, "nowhere"])
    pod = draw.draw_pod(ids[0], host)
    there = [draw.draw_pod(pod_id) for pod_id in (ids[-1], *ids[1:-1])]  # the last id begins with the first one
    listed = None if many is None else [_make_manifest(machine, each) for each in there[:many]]
    elsewhere = [_make_manifest(other, there[-1])]
    keys = [make_container_key(machine), make_container_key(other)]
    start = draw_store(draw, keys, [listed, elsewhere])  # type: ignore[list-item]  # to_json gives JSON
    for each in there[: many or 0]:
        text = json.dumps(to_json(replace(each, host=machine)))
        start, _ = apply(start, Put(make_key(machine, each.id).encode(), text.encode()))
    text_of_pod = to_json(replace(pod, host=machine) if holds_host else pod)
    return Site(machine, other, pod, make_key(machine, pod.id), text_of_pod, listed, start)


def draw_site_by_id(draw: Draw, many: int | None, taken: str) -> tuple[Site, tuple[Change, ...], str]:
    """A site whose pod's key is that of its id alone, what rivals may do to that key, and the store in words.

    ``taken``: which machine has a pod of that id already: "", "own" or "other".
    """
    site = draw_site(draw, lambda machine, pod_id: PodsById.pod_key(pod_id), True, many)
    changes, where = make_pod_changes(site, draw), site.describe()
    if taken:
        site, host = site.take_id(draw, taken)
        where = say("{where}, and a pod {pod} is there already, on {host}", where=where, pod=site.pod.id, host=host)
    return site, changes, where


def _make_manifest(machine: str, pod: Pod) -> object:
    return to_json(MANIFEST_FACTORY.make_manifest(machine, pod))


def make_list_changes(site: Site, draw: Draw, may_appear: bool) -> tuple[Change, ...]:
    """What a rival may do to the machine's list. ``may_appear``: also to one that is not there."""
    key = site.list_key.encode()
    new = json.dumps([_make_manifest(site.machine, draw.draw_pod("sidecar"))])

    def where_it_is(requests: Callable[[State], list[Request]]) -> Callable[[State], list[Request]]:
        return lambda state: requests(state) if may_appear or state.find(key) else []

    def rewrite(state: State) -> list[Request]:
        found = state.find(key)
        return [Put(key, found.value if found else b"[]")]

    def append(state: State) -> list[Request]:
        found = state.find(key)
        items = [*json.loads(found.value if found else "[]"), *json.loads(new)]
        return [Put(key, json.dumps(items).encode())]

    def replace_list(state: State) -> list[Request]:
        found = state.find(key)
        return [DeleteRange(key), *[Put(key, new.encode())] * (found.version if found else 1)]

    def shrink(state: State) -> list[Request]:
        return [Put(key, b"[]")]

    return (
        Change(say("writes the list once more"), where_it_is(rewrite)),
        Change(say("adds a pod to the list"), where_it_is(append)),
        Change(say("takes all pods off the list"), where_it_is(shrink)),
        Change(say("deletes the list and writes it again"), where_it_is(replace_list), deletes=True),
        Change(say("deletes the list"), lambda state: [DeleteRange(key)], deletes=True),
        Change(
            say("writes the list of {other}", other=site.other),
            lambda state: [Put(make_container_key(site.other).encode(), b"[]")],
        ),
    )


def make_pod_changes(site: Site, draw: Draw) -> tuple[Change, ...]:
    """What a rival may do to the pod's key, with and without the machine's list."""
    key, list_key = site.key.encode(), site.list_key.encode()
    text = json.dumps(to_json(replace(draw.draw_pod(site.pod.id), host=site.other))).encode()

    def change_both(state: State) -> list[Request]:
        found = state.find(list_key)
        return [Put(key, text), Put(list_key, found.value if found else b"[]")]

    return (
        Change(say("creates {id} on {other}", id=site.pod.id, other=site.other), lambda state: [Put(key, text)]),
        Change(
            say("creates {id} on {other} and writes the list once more", id=site.pod.id, other=site.other), change_both
        ),
        Change(say("creates {id} and deletes it", id=site.pod.id), lambda state: [Put(key, text), DeleteRange(key)]),
    )
