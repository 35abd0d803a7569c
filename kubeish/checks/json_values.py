"""Values and keys of the store, compared as JSON and put into words."""

from __future__ import annotations

import contextlib
import json

from kubeish.wording import join, say


def describe_keys(keys: tuple[bytes, ...]) -> str:
    """Keys in words."""
    return join(" and ", [key.decode("utf-8", "backslashreplace") for key in keys])


def describe_json(value: bytes | None) -> str:
    """A value in words, cut where it is long."""
    if value is None:
        return say("nothing")
    text = " ".join(value.decode("utf-8", "backslashreplace").split())
    with contextlib.suppress(ValueError):
        text = json.dumps(json.loads(value), ensure_ascii=False)
    return text if len(text) <= 120 else text[:119] + "…"


def normalize(value: object) -> str:
    """A text that is equal for objects that are the same JSON: 1 is neither True nor 1.0."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def holds(value: bytes | None, wanted: object) -> bool:
    """Whether ``value`` is the JSON of ``wanted``, however it is written."""
    if value is None:
        return False
    try:
        return normalize(json.loads(value)) == normalize(wanted)
    except ValueError:
        return False
