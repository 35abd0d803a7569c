"""Rules that say which orders count as broken. They see the final state of an order, nothing else.

A rule is a function of (placements, ends, creates): where the pods are, how each client ended, and
the id of the pod that each client was to create. It returns its complaints, one sentence each.
``functools.partial`` fixes the parameters that stand before these three.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kubeish.explorer.steps import End, Raised, Returned
from kubeish.registry.placement import Placements
from kubeish.wording import join, say

Ends = Mapping[str, End]
Creates = Mapping[str, str]
Rule = Callable[[Placements, Ends, Creates], list[str]]


def find_broken_promises(placements: Placements, ends: Ends, creates: Creates) -> list[str]:
    """Complain of a client that returned although its pod does not run exactly once."""
    faults = {who: placements.describe_fault(pod) for who, pod in creates.items() if isinstance(ends[who], Returned)}
    return [
        say("{who} was told that {pod} runs, and {fault}", who=who, pod=creates[who], fault=fault)
        for who, fault in faults.items()
        if fault
    ]


def find_stranded_pods(placements: Placements, ends: Ends, creates: Creates) -> list[str]:
    """Complain of a pod on whose machine its key and the lists disagree."""
    return placements.find_stranded_pods()


def find_refusals(placements: Placements, ends: Ends, creates: Creates) -> list[str]:
    """Complain of a client that ended with an error."""
    return [
        say("{who} was told no: {error}", who=who, error=_describe_error(end))
        for who, end in ends.items()
        if isinstance(end, Raised)
    ]


def find_ties(placements: Placements, ends: Ends, creates: Creates) -> list[str]:
    """Complain if not exactly one of the clients that create a pod returned."""
    winners = [who for who in creates if isinstance(ends[who], Returned)]
    if len(winners) == 1:
        return []
    if not winners:
        return [say("no client was told yes")]
    return [say("{winners} were both told yes", winners=join(" and ", winners))]


def find_port_conflicts(placements: Placements, ends: Ends, creates: Creates) -> list[str]:
    """Complain of a machine whose list asks for one port twice."""
    conflicts = [(m, p) for m, ports in placements.ports.items() for p in sorted(set(ports)) if ports.count(p) > 1]
    return [say("{machine} is asked for port {port} twice", machine=machine, port=port) for machine, port in conflicts]


def find_undeleted_pod(pod_id: str, by: str, placements: Placements, ends: Ends, creates: Creates) -> list[str]:
    """Complain of a pod that is anywhere although the client ``by`` returned from deleting it."""
    undeleted = isinstance(ends[by], Returned) and pod_id in placements.pods
    return [say("{who} was told that {pod} is deleted, and it is there", who=by, pod=pod_id)] if undeleted else []


def find_relisted_pod(pod_id: str, placements: Placements, ends: Ends, creates: Creates) -> list[str]:
    """Complain of a pod that is on a list although its list was deleted."""
    is_back = pod_id in placements.listed
    return [say("{pod} went with the list, and is back on it", pod=pod_id)] if is_back else []


def exempt_deleted_pods(by: str, rule: Rule, placements: Placements, ends: Ends, creates: Creates) -> list[str]:
    """The complaints of ``rule``, without the pods of the list that the client ``by`` deleted.

    The client has returned their ids.
    """
    end = ends[by]
    deleted = set(end.value) if isinstance(end, Returned) else set()
    keyed = {p: m for p, m in placements.keyed.items() if p not in deleted or p in placements.listed}
    others = {who: pod for who, pod in creates.items() if pod not in deleted}
    return rule(Placements(keyed, placements.listed), ends, others)


def _describe_error(end: Raised) -> str:
    """The error's class and code, without the numbers that differ from order to order."""
    return f"{type(end.error).__name__} {getattr(end.error, 'code', '')}".strip()
