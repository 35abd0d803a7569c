"""CompareAndSwapObj and IsEtcdConflict, as in pkg/util/etcd_tools.go at #265: lesson 02 has the learner write them."""

from __future__ import annotations

import json
from typing import Any

from kubeish.errors import NOT_FOUND, TEST_FAILED, EtcdError
from kubeish.helper import EtcdHelper


def compare_and_swap_obj(helper: EtcdHelper, key: str, obj: Any, index: int) -> None:
    """Write ``obj`` to ``key`` if that stands at ``index``. Else nothing is written: EtcdError 101; 100 if absent."""
    t = helper.client.transactions
    swapped, answers = helper.client.transaction(
        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
    )
    if swapped:
        return
    found = answers[0]
    if not found:
        raise EtcdError(NOT_FOUND, key)
    raise EtcdError(TEST_FAILED, f"[{index} != {found[0][1].mod_revision}]")


def is_etcd_conflict(error: object) -> bool:
    """True for a compare that failed, number 101, and for nothing else."""
    return isinstance(error, EtcdError) and error.code == TEST_FAILED
