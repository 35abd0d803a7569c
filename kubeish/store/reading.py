"""What a Range finds in one state: bounds on revisions, order, limit. Nothing here writes."""

from __future__ import annotations

from operator import attrgetter

from kubeish.store.requests import KeyValue, Range, RangeAnswer
from kubeish.store.state import State

_PLAIN = Range(b"")[2:]  # a Range of which only the keys are named
_SORT_BY = {
    "key": attrgetter("key"),
    "version": attrgetter("version"),
    "create": attrgetter("create_revision"),
    "mod": attrgetter("mod_revision"),
    "value": attrgetter("value"),
}


def read(state: State, request: Range, now: int) -> RangeAnswer:
    """The answer of ``state`` to ``request``; ``now`` is the store's revision, which may be later than the state's."""
    found = state.select(request.key, request.range_end)
    if request[2:] == _PLAIN:
        return RangeAnswer(now, found, len(found))
    count = len(found)
    if request.count_only:
        return RangeAnswer(now, (), count)
    found, more = _limited(_in_order(_within_bounds(_fetched(found, request), request), request), request)
    if request.keys_only:
        found = tuple(kv._replace(value=b"") for kv in found)
    return RangeAnswer(now, found, count, more)


def _bounded(request: Range) -> bool:
    return any(
        (request.min_mod_revision, request.max_mod_revision, request.min_create_revision, request.max_create_revision)
    )


def _fetched(found: tuple[KeyValue, ...], request: Range) -> tuple[KeyValue, ...]:
    """etcd stops reading one key after the limit, unless it has to sort or to leave keys out.

    So a sort target without an order sorts only the first keys: what etcd does, and therefore what this does.
    """
    if request.limit > 0 and request.sort_order == "none" and not _bounded(request):
        return found[: request.limit + 1]
    return found


def _within_bounds(found: tuple[KeyValue, ...], request: Range) -> tuple[KeyValue, ...]:
    """Leave out keys outside the revisions asked for, where 0 is no bound."""
    if not _bounded(request):
        return found
    return tuple(
        kv
        for kv in found
        if _between(kv.mod_revision, request.min_mod_revision, request.max_mod_revision)
        and _between(kv.create_revision, request.min_create_revision, request.max_create_revision)
    )


def _between(revision: int, least: int, most: int) -> bool:
    return (not least or revision >= least) and (not most or revision <= most)


def _in_order(found: tuple[KeyValue, ...], request: Range) -> tuple[KeyValue, ...]:
    """Sort; keys that tie stay in the order of their names. (etcd leaves the order of ties open.)"""
    if request.sort_target == "key" and request.sort_order != "descend":
        return found
    return tuple(sorted(found, key=_SORT_BY[request.sort_target], reverse=request.sort_order == "descend"))


def _limited(found: tuple[KeyValue, ...], request: Range) -> tuple[tuple[KeyValue, ...], bool]:
    if 0 < request.limit < len(found):
        return found[: request.limit], True
    return found, False
