"""Conversion of what a caller of etcd3's API passes to what a request holds.

What protobuf refuses in a real client is a TypeError or a ValueError here too, and nothing is sent.
"""

from __future__ import annotations

from typing import Any, SupportsIndex, SupportsInt

from kubeish.etcd.store.field_types import to_bool, to_int64

__all__ = ["LeaseRef", "Text", "to_bool", "to_bytes", "to_id", "to_int64", "to_lease_id", "to_prefix_end"]

Text = str | bytes
LeaseRef = SupportsInt | None
"""A Lease or its id; None for no lease."""


def to_bytes(text: Text) -> bytes:
    """Keys and values as the store keeps them: bytes as they are, str in UTF-8, else TypeError."""
    if isinstance(text, bytes):
        return text
    if isinstance(text, str):
        return text.encode()
    is_number = isinstance(text, (int, float))  # type: ignore[unreachable]  # not by its types
    wanted = f"str({text!r})" if is_number else "json.dumps of it"
    raise TypeError(f"etcd keeps str and bytes, not {type(text).__name__}; pass {wanted}.")


def to_prefix_end(prefix: Text) -> bytes:
    """The first key after all that start with ``prefix``.

    As in etcd3, an empty prefix is an IndexError, and one that ends with byte 255 a ValueError.
    """
    raw = to_bytes(prefix)
    if not raw:
        raise IndexError("An empty prefix has no end in etcd3's client; use get_all() to read every key.")
    if raw[-1] == 255:
        raise ValueError("A prefix that ends with byte 255 has no end in etcd3's client; use get_range().")
    return raw[:-1] + bytes([raw[-1] + 1])


def to_lease_id(lease: Any) -> int:
    """The id of a lease for a put; 0 for none. As in etcd3, it may be what ``int()`` takes."""
    if lease is None:
        return 0
    return to_int64("lease", lease.id if hasattr(lease, "id") else int(lease))


def to_id(name: str, number: SupportsIndex | None) -> int:
    """An id or a revision as protobuf's constructors take it: None is 0."""
    return 0 if number is None else to_int64(name, number)
