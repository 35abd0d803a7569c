"""When an order counts as broken: small rules, from which each scenario is judged. They see the end and nothing else.

A rule is a function of (places, ends, creates): where the pods are, how each client ended, and which pod each client
was to create. It returns its complaints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kubeish.explorer.steps import End, Raised, Returned
from kubeish.registry.places import Places

Ends = Mapping[str, End]
Creates = Mapping[str, str]
Rule = Callable[[Places, Ends, Creates], list[str]]


def kept(places: Places, ends: Ends, creates: Creates) -> list[str]:
    """A pod that was said to run is in both its places, once."""
    amiss = {who: places.amiss(pod) for who, pod in creates.items() if isinstance(ends[who], Returned)}
    return [f"{who} was told that {creates[who]} runs, and {words}" for who, words in amiss.items() if words]


def whole(places: Places, ends: Ends, creates: Creates) -> list[str]:
    """Of no pod do its key and the lists disagree on where it is."""
    return [words for pod in places.pods() if (words := places.half(pod))]


def served(places: Places, ends: Ends, creates: Creates) -> list[str]:
    """Nobody was told no."""
    return [f"{who} was told no: {_name(end)}" for who, end in ends.items() if isinstance(end, Raised)]


def one_of_two(places: Places, ends: Ends, creates: Creates) -> list[str]:
    """Of those who create, one was told yes."""
    told_yes = [who for who in creates if isinstance(ends[who], Returned)]
    if len(told_yes) == 1:
        return []
    return [f"{' and '.join(told_yes)} were both told yes" if told_yes else "nobody was told yes"]


def gone(pod_id: str, by: str) -> Rule:
    """The pod that the client ``by`` was told to be deleted is nowhere."""

    def rule(places: Places, ends: Ends, creates: Creates) -> list[str]:
        back = isinstance(ends[by], Returned) and pod_id in places.pods()
        return [f"{by} was told that {pod_id} is deleted, and it is there"] if back else []

    return rule


def off_the_list(pod_id: str) -> Rule:
    """The pod that went with its list is on no list."""

    def rule(places: Places, ends: Ends, creates: Creates) -> list[str]:
        return [f"{pod_id} went with the list, and is back on it"] if pod_id in places.listed else []

    return rule


def ports_apart(places: Places, ends: Ends, creates: Creates) -> list[str]:
    """No machine is asked for one port twice."""
    clashes = [(m, p) for m, ports in places.ports.items() for p in sorted(set(ports)) if ports.count(p) > 1]
    return [f"{machine} is asked for port {port} twice" for machine, port in clashes]


def except_taken(rule: Rule, by: str) -> Rule:
    """``rule``, but for the pods that the client ``by`` has itself taken off a list: it returns their ids."""

    def without(places: Places, ends: Ends, creates: Creates) -> list[str]:
        end: Any = ends[by]
        taken = set(end.value) if isinstance(end, Returned) else set()
        left = Places({p: m for p, m in places.noted.items() if p not in taken or p in places.listed}, places.listed)
        return rule(left, ends, {who: pod for who, pod in creates.items() if pod not in taken})

    return without


def _name(end: Raised) -> str:
    """The error without its numbers, which differ from order to order."""
    code = getattr(end.error, "code", "")
    return f"{type(end.error).__name__} {code}".strip()
