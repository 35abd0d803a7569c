"""The compare-and-swap of #269, without a retry: text and index of a key must be unchanged."""

from __future__ import annotations

import json
from typing import Any

from kubeish.errors import NOT_FOUND, TEST_FAILED, EtcdError

from .helper import EtcdHelper


def read_body_and_index(helper: EtcdHelper, key: str) -> tuple[bytes, int]:
    """The raw value of ``key`` and its index; ``(b"", 0)`` if there is no such key."""
    value, metadata = helper.client.get(key)
    return (value, metadata.mod_revision) if value and metadata else (b"", 0)


def parse_body(body: bytes) -> Any:
    """The object in a raw value, a new one each time; None for an empty value."""
    return json.loads(body) if body else None


def compare_and_swap_body(helper: EtcdHelper, key: str, body: bytes, index: int, obj: object) -> None:
    """Write ``obj`` if ``key`` still holds ``body`` at ``index``.

    Otherwise write nothing and raise EtcdError: 101 if it changed, 100 if the key is absent.
    #269 (4fdf55e) sent the text as well, though the index is enough: it never repeats.
    """
    t = helper.client.transactions
    swapped, answers = helper.client.transaction(
        compare=[t.mod(key) == index, t.value(key) == body],
        success=[t.put(key, json.dumps(obj))],
        failure=[t.get(key)],
    )
    if not swapped:
        found = answers[0]
        raise EtcdError(TEST_FAILED, f"[{index} != {found[0][1].mod_revision}]") if found else EtcdError(NOT_FOUND, key)
