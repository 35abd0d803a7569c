"""Reading: get, get_prefix, get_range, get_all, each also as ``..._response``. Every call is one Range."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kubeish.client.asking import Asking
from kubeish.client.responses import KVMetadata, RangeResponse
from kubeish.client.wire import end_of_prefix, to_bytes
from kubeish.store.requests import Range, RangeAnswer, made

Text = str | bytes
Found = tuple[bytes, KVMetadata]

_ORDERS: dict[str | None, str] = {None: "none", "ascend": "ascend", "descend": "descend"}
_TARGETS: dict[str | None, str] = {name: name for name in ("key", "version", "create", "mod", "value")} | {None: "key"}
_NUMBERS = ("limit", "revision", "min_mod_revision", "max_mod_revision", "min_create_revision", "max_create_revision")
_SWITCHES = ("serializable", "keys_only", "count_only")


class Reading(Asking):
    """The part of the client that reads."""

    def get(self, key: Text, serializable: bool = False) -> Found | tuple[None, None]:
        """The value of ``key`` and its metadata, or ``(None, None)`` where there is no such key."""
        answer: RangeAnswer = self._answer(_one(key, serializable))
        if not answer.kvs:
            return None, None
        kv = answer.kvs[0]
        return kv.value, KVMetadata(kv, answer.revision)

    def get_response(self, key: Text, serializable: bool = False) -> RangeResponse:
        """What ``get`` finds, as the store's whole response."""
        return RangeResponse(self._answer(_one(key, serializable)))

    def get_prefix_response(self, key_prefix: Text, **options: Any) -> RangeResponse:
        """What ``get_prefix`` finds, as the store's whole response."""
        return RangeResponse(self._prefix(key_prefix, options))

    def get_prefix(self, key_prefix: Text, **options: Any) -> Iterator[Found]:
        """The value and metadata of each key that starts with ``key_prefix``.

        Options: ``sort_order`` ("ascend", "descend"), ``sort_target`` ("key", "version", "create", "mod", "value"),
        ``keys_only``, ``count_only``, ``serializable``, ``limit``, ``revision`` and ``min_``/``max_`` of
        ``mod_revision`` and ``create_revision``.
        """
        return _found(self._prefix(key_prefix, options))

    def get_range_response(self, range_start: Text, range_end: Text, **options: Any) -> RangeResponse:
        """What ``get_range`` finds, as the store's whole response."""
        return RangeResponse(self._answer(ranged(range_start, range_end, **options)))

    def get_range(self, range_start: Text, range_end: Text, **options: Any) -> Iterator[Found]:
        """The value and metadata of each key from ``range_start`` up to, but not with, ``range_end``.

        Asks when the first is fetched, as etcd3 does. Options as for ``get_prefix``.
        """
        yield from _found(self._answer(ranged(range_start, range_end, **options)))

    def get_all_response(
        self, sort_order: str | None = None, sort_target: str | None = "key", keys_only: bool = False
    ) -> RangeResponse:
        """What ``get_all`` finds, as the store's whole response."""
        return RangeResponse(self._answer(ranged(b"\0", b"\0", sort_order, sort_target, keys_only=keys_only)))

    def get_all(
        self, sort_order: str | None = None, sort_target: str | None = "key", keys_only: bool = False
    ) -> Iterator[Found]:
        """The value and metadata of every key. Asks when the first is fetched, as etcd3 does."""
        yield from _found(self._answer(ranged(b"\0", b"\0", sort_order, sort_target, keys_only=keys_only)))

    def _prefix(self, key_prefix: Text, options: dict[str, Any]) -> RangeAnswer:
        if "key" in options or "range_end" in options:
            raise TypeError("A prefix is a range of its own; leave key and range_end out, or use get_range().")
        answer: RangeAnswer = self._answer(ranged(key_prefix, end_of_prefix(key_prefix), **options))
        return answer


def _found(answer: RangeAnswer) -> Iterator[Found]:
    return ((kv.value, KVMetadata(kv, answer.revision)) for kv in answer.kvs)


_NOTHING_MORE = Range(b"")[1:]


def _one(key: Text, serializable: bool) -> Range:
    """The Range of one key: what the explorer's clients ask most."""
    if serializable:
        return Range(to_bytes(key), serializable=True)
    return made(Range, (to_bytes(key), *_NOTHING_MORE))


def ranged(
    key: Text,
    range_end: Text,
    sort_order: str | None = None,
    sort_target: str | None = "key",
    **options: Any,
) -> Range:
    """The Range for these options, where None stands for what is not set. Raises ValueError or TypeError for others."""
    if sort_order not in _ORDERS:
        raise ValueError(f'unknown sort order: "{sort_order}"; use "ascend", "descend" or None.')
    if sort_target not in _TARGETS:
        raise ValueError(f'unknown sort target: "{sort_target}"; use "key", "version", "create", "mod" or "value".')
    unknown = options.keys() - {*_NUMBERS, *_SWITCHES}
    if unknown:
        raise TypeError(f"A range has no option {sorted(unknown)[0]!r}; it has {', '.join(_NUMBERS + _SWITCHES)}.")
    numbers = {name: options.get(name) or 0 for name in _NUMBERS}
    switches = {name: bool(options.get(name)) for name in _SWITCHES}
    order = {"sort_order": _ORDERS[sort_order], "sort_target": _TARGETS[sort_target]}
    return Range(to_bytes(key), to_bytes(range_end), **numbers, **switches, **order)  # type: ignore[arg-type]
