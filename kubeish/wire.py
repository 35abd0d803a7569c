"""The wire between an examiner and an answer in a sandbox: a closed set of plain values as JSON, and nothing else.

What arrives is read as data and checked field by field. Nothing is unpickled, evaluated or imported by its name, so a
hostile answer can say nothing but values of these kinds. A value is a JSON scalar, or a list whose first entry names
its kind: ``["t", 1, 2]`` is the tuple (1, 2), ``["Put", ["b", "key"], ["b", "value"]]`` a request; fields at its end
that have their defaults are left out.
"""

from __future__ import annotations

import json
from typing import Any

from kubeish.errors import KubeishError
from kubeish.explorer.opaque import Index
from kubeish.explorer.steps import LOST, Lost
from kubeish.todo import TODO
from kubeish.wire_errors import error_parts, stand_in
from kubeish.wire_kinds import KINDS, arguments, checker, fields_of

DEEPEST = 40
"""So many values may stand inside one another."""

_SCALARS = (type(None), bool, int, float, str)


class WireError(KubeishError):
    """What was to be sent, or what came, is none of the values that go over the wire."""


def encode(value: Any) -> bytes:
    """``value`` as one line of ASCII. WireError if it is not of the closed set, or nested more than DEEPEST deep."""
    try:
        return json.dumps(_packed(value, DEEPEST), separators=(",", ":")).encode("ascii")
    except (ValueError, RecursionError) as error:  # an int of thousands of digits, say
        raise WireError(f"this cannot be sent: {error}.") from None


def decode(data: bytes, opaque: bool = False) -> Any:
    """The value that ``data`` says. WireError if it says none. ``opaque``: it may hold the explorer's indexes."""
    try:
        return _unpacked(json.loads(data), DEEPEST, opaque)
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise WireError(f"what came is no message: {error}.") from None


def _packed(value: Any, deep: int) -> Any:
    kind = type(value)
    if kind in _SCALARS:
        return value
    if deep == 0:
        raise WireError(f"this cannot be sent: values stand more than {DEEPEST} deep in one another.")
    deep -= 1
    if kind is bytes:
        return ["b", value.decode("latin-1")]
    if kind is list or kind is tuple:
        return ["l" if kind is list else "t", *[_packed(item, deep) for item in value]]
    if kind is dict:
        return ["d", *[[_packed(key, deep), _packed(item, deep)] for key, item in value.items()]]
    if kind.__name__ in KINDS and KINDS[kind.__name__] is kind:
        return [kind.__name__, *[_packed(item, deep) for item in fields_of(value)]]
    return _odd_one_packed(value, deep)


def _odd_one_packed(value: Any, deep: int) -> Any:
    if value is TODO:
        return ["TODO"]
    if type(value) is Lost:
        return ["Lost"]
    if type(value) is Index:
        return ["index", _packed(value.key, deep), value.version]
    if isinstance(value, BaseException):
        return ["error", *[_packed(part, deep) for part in error_parts(value)]]
    raise WireError(f"a {type(value).__name__} cannot be sent: only plain values, the nouns, requests and answers can.")


def _unpacked(packed: Any, deep: int, opaque: bool) -> Any:
    if type(packed) in _SCALARS:
        return packed
    if deep == 0:
        raise ValueError(f"values stand more than {DEEPEST} deep in one another")
    deep -= 1
    tag, parts = packed[0], packed[1:]
    if tag == "b":
        return parts[0].encode("latin-1")
    if tag == "d":
        return {_unpacked(key, deep, opaque): _unpacked(item, deep, opaque) for key, item in parts}
    values = [_unpacked(part, deep, opaque) for part in parts]
    if tag == "l":
        return values
    if tag == "t":
        return tuple(values)
    if tag in KINDS:
        return arguments(KINDS[tag], values, opaque)
    return _odd_one(tag, values, opaque)


def _odd_one(tag: Any, values: list[Any], opaque: bool) -> Any:
    if tag == "TODO" and not values:
        return TODO
    if tag == "Lost" and not values:
        return LOST
    if tag == "index" and opaque:
        key, version = values
        if checker(bytes | None)(key) and type(version) is int:
            return Index(key, version)
    if tag == "error":
        return stand_in(*values)
    raise ValueError(f"{str(tag)[:40]!r} is no kind of value")
