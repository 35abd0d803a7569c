"""CompareAndSwapObj and IsEtcdConflict of pkg/util/etcd_tools.go at #265: lesson 02's exercises."""

from __future__ import annotations

import json

from kubeish.errors import NOT_FOUND, TEST_FAILED, EtcdError

from .helper import EtcdHelper


def compare_and_swap_obj(helper: EtcdHelper, key: str, obj: object, index: int) -> None:
    """Write ``obj`` to ``key`` if the key is at ``index``.

    Otherwise write nothing and raise EtcdError: 101 at another index, 100 if the key is absent.
    """
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
    """True for a failed compare, EtcdError 101, and for nothing else."""
    return isinstance(error, EtcdError) and error.code == TEST_FAILED
