"""Codec between the grader and an answer in a sandbox: a closed set of plain values as JSON.

What arrives is read as data and checked field by field. Nothing is unpickled, evaluated or
imported by its name, so a hostile answer can send nothing but values of these kinds. A value is a
JSON scalar, or a list whose first entry names its kind: ``["t", 1, 2]`` is the tuple (1, 2),
``["Put", ["b", "key"], ["b", "value"], 0, false]`` a request.
"""

from __future__ import annotations

import json
from typing import Any

from kubeish.api import TODO
from kubeish.classroom.grading.wire.error_codec import rebuild_error, split_error
from kubeish.classroom.grading.wire.kinds import KINDS, construct, list_fields
from kubeish.errors import KubeishError
from kubeish.explorer.opaque_index import Index
from kubeish.explorer.steps import LOST, Lost
from kubeish.wording import Message

MAX_DEPTH = 40
"""Values that may stand inside one another."""

_SCALARS = frozenset({type(None), bool, int, float, str})


class WireError(KubeishError):
    """A value is not one of those that go over the wire."""


def encode(value: object) -> bytes:
    """``value`` as one line of ASCII. WireError if it is not of the closed set, or too deep."""
    try:
        return json.dumps(_pack(value, MAX_DEPTH), separators=(",", ":")).encode("ascii")
    except (ValueError, RecursionError) as error:  # an int of thousands of digits, say
        raise WireError(f"this cannot be sent: {error}.") from None


def decode(data: bytes, opaque: bool = False) -> Any:
    """The value in ``data``, or WireError. ``opaque``: it may hold the explorer's indexes."""
    try:
        return _unpack(json.loads(data), MAX_DEPTH, opaque)
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise WireError(f"not a message: {error}.") from None


def _pack(value: Any, depth: int) -> object:
    kind = type(value)
    if kind in _SCALARS:
        return value
    if isinstance(value, Message):  # a report is in English
        return str(value)
    if depth == 0:
        raise WireError(f"this cannot be sent: values are nested more than {MAX_DEPTH} deep.")
    depth -= 1
    if kind is bytes:
        return ["b", value.decode("latin-1")]
    if kind is list or kind is tuple:
        return ["l" if kind is list else "t", *[_pack(item, depth) for item in value]]
    if kind is dict:
        return ["d", *[[_pack(key, depth), _pack(item, depth)] for key, item in value.items()]]
    if KINDS.get(kind.__name__) is kind:
        return [kind.__name__, *[item if type(item) in _SCALARS else _pack(item, depth) for item in list_fields(value)]]
    if value is TODO:
        return ["TODO"]
    if kind is Lost:
        return ["Lost"]
    if kind is Index:
        return ["index", _pack(value.key, depth), value.version]
    if isinstance(value, BaseException):
        return ["error", *[_pack(part, depth) for part in split_error(value)]]
    raise WireError(f"a {kind.__name__} cannot be sent: only plain values, API objects, requests and answers can.")


def _unpack(packed: Any, depth: int, opaque: bool) -> object:
    if type(packed) in _SCALARS:
        return packed
    if depth == 0:
        raise ValueError(f"values are nested more than {MAX_DEPTH} deep")
    depth -= 1
    tag, parts = packed[0], packed[1:]
    if tag == "b":
        return parts[0].encode("latin-1")
    if tag == "d":
        return {_unpack(key, depth, opaque): _unpack(item, depth, opaque) for key, item in parts}
    # most parts are scalars: a call for each would take a third of the time
    values = [part if type(part) in _SCALARS else _unpack(part, depth, opaque) for part in parts]
    if tag == "l":
        return values
    if tag == "t":
        return tuple(values)
    if tag in KINDS:
        return construct(KINDS[tag], values, opaque)
    return _unpack_special(tag, values, opaque)


def _unpack_special(tag: object, values: list[Any], opaque: bool) -> object:
    if tag == "TODO" and not values:
        return TODO
    if tag == "Lost" and not values:
        return LOST
    if tag == "index" and opaque:
        key, version = values
        if type(key) in (bytes, type(None)) and type(version) is int:
            return Index(key, version)
    if tag == "error":
        return rebuild_error(*values)
    raise ValueError(f"{str(tag)[:40]!r} is not a kind of value")
