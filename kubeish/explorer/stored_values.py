"""Values and keys of the store in words, for timelines and error messages."""

from __future__ import annotations

import json


def describe_value(value: bytes, most: int = 48) -> str:
    """A stored value: a list of objects by their ids, ``[web, db]``, other text as it is."""
    text = value.decode("utf-8", "backslashreplace").replace("\n", "\\n")  # a step is one line
    try:
        found = json.loads(value)
    except ValueError:
        return clip(text, most)
    if isinstance(found, list) and found and all(_get_id(item) for item in found):
        return clip("[" + ", ".join(_get_id(item) for item in found) + "]", most)
    return clip(_get_id(found) or text, most)


def list_ids(value: bytes) -> list[str]:
    """The ids listed in a stored value; empty if the value is no list of objects with ids."""
    try:
        found = json.loads(value)
    except ValueError:
        return []
    return [_get_id(item) for item in found] if isinstance(found, list) else []


def _get_id(item: object) -> str:
    """The id of a stored object; an empty text if it has none."""
    return str(item.get("id", "")) if isinstance(item, dict) else ""


def clip(text: str, most: int) -> str:
    """``text``, cut to ``most`` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def describe_key(key: bytes, prefix: str = "") -> str:
    """A key without the part that all keys of a timeline share."""
    return key.decode("utf-8", "backslashreplace").removeprefix(prefix)
