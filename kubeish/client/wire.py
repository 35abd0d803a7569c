"""From what a caller of etcd3's API passes (str or bytes, a lease or its id) to what a request holds."""

from __future__ import annotations

from typing import Any


def to_bytes(text: str | bytes) -> bytes:
    """Keys and values as the store keeps them: bytes as they are, str in UTF-8."""
    if isinstance(text, bytes):
        return text
    if isinstance(text, str):
        return text.encode()
    raise TypeError(f"etcd keeps str and bytes, not {type(text).__name__}; pass {_as_text(text)}.")


def _as_text(value: Any) -> str:
    return f"str({value!r})" if isinstance(value, (int, float)) else "json.dumps of it"


def end_of_prefix(prefix: str | bytes) -> bytes:
    """The first key after all that start with ``prefix``.

    Raises IndexError for an empty prefix and ValueError for one that ends with byte 255, as etcd3 does.
    """
    raw = to_bytes(prefix)
    if not raw:
        raise IndexError("An empty prefix has no end in etcd3's client; use get_all() to read every key.")
    if raw[-1] == 255:
        raise ValueError("A prefix that ends with byte 255 has no end in etcd3's client; use get_range().")
    return raw[:-1] + bytes([raw[-1] + 1])


def to_lease_id(lease: Any) -> int:
    """The id of a Lease, the id itself, or 0 for None."""
    if lease is None:
        return 0
    return int(getattr(lease, "id", lease))
