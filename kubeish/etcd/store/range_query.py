"""Evaluation of a Range in one state: bounds on revisions, order, limit."""

from __future__ import annotations

from operator import itemgetter

from kubeish.etcd.store.field_types import check_types
from kubeish.etcd.store.messages import FIELDS, KeyValue, Range, RangeAnswer, make
from kubeish.etcd.store.state import State

_PLAIN = Range(b"")[2:]  # the options of a Range that only names keys


def read(state: State, request: Range, now: int) -> RangeAnswer:
    """The answer of ``state`` to ``request``; ``now``: the store's revision, maybe a later one."""
    key, range_end = request[:2]
    plain = request[2:] == _PLAIN
    if not (plain and type(key) is type(range_end) is bytes):
        check_types(request)
    found = state.select(key, range_end)
    if plain:
        return make(RangeAnswer, (now, found, len(found), False))
    count = len(found)
    if request.count_only:
        return RangeAnswer(now, (), count)
    found = _select_and_sort(found, request)
    more = 0 < request.limit < len(found)
    found = found[: request.limit] if more else found
    if request.keys_only:
        found = tuple(kv._replace(value=b"") for kv in found)
    return RangeAnswer(now, found, count, more)


def _select_and_sort(found: tuple[KeyValue, ...], request: Range) -> tuple[KeyValue, ...]:
    """Leave out keys outside the bounds, and sort. Keys that tie stay in the order of their names.

    (etcd leaves the order of ties open.)
    """
    descend = request.sort_order == "descend"
    bounds = request[-4:]
    if any(bounds):
        least_mod, most_mod, least_create, most_create = bounds
        found = tuple(
            kv
            for kv in found
            if least_mod <= kv.mod_revision <= (most_mod or kv.mod_revision)
            and least_create <= kv.create_revision <= (most_create or kv.create_revision)
        )
    elif request.limit > 0 and request.sort_order == "none":
        # etcd stops reading one key after the limit, unless it has to sort or to leave keys out.
        # A sort target without an order therefore sorts only these first keys.
        found = found[: request.limit + 1]
    if request.sort_target == "key" and not descend:
        return found
    return tuple(sorted(found, key=itemgetter(FIELDS[request.sort_target]), reverse=descend))
