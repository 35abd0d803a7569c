"""Read a key's text with its index, and swap only if both still stand: how #269 compared. No retry here."""

from __future__ import annotations

import json
from typing import Any

from kubeish.errors import NOT_FOUND, TEST_FAILED, EtcdError
from kubeish.helper import EtcdHelper


def body_and_index(helper: EtcdHelper, key: str) -> tuple[bytes, int]:
    """What stands at ``key``, as it stands there, and its index; ``(b"", 0)`` if there is nothing."""
    value, metadata = helper.client.get(key)
    return (value, metadata.mod_revision) if value else (b"", 0)


def obj_in(body: bytes) -> Any:
    """The object that a body holds; a new one each time, None for an empty body."""
    return json.loads(body) if body else None


def compare_and_swap_body(helper: EtcdHelper, key: str, body: bytes, index: int, obj: Any) -> None:
    """Write ``obj`` if ``key`` still holds ``body`` at ``index``. Else nothing is written: EtcdError 101; 100 if gone.

    #269 (4fdf55e) sent both the old text and the old index, though the index alone would do: it never comes twice.
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
