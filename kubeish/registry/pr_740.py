"""EtcdRegistry after #740 (f36d2a7, 4 August): the first write of a key is a create, without a retry."""

from __future__ import annotations

import json

from kubeish.api import Pod, to_json
from kubeish.errors import NODE_EXIST, EtcdError

from .compare_and_swap import is_etcd_conflict
from .helper import EtcdHelper
from .pr_269 import EtcdRegistry269, Update
from .pr_269_compare_and_swap import compare_and_swap_body, parse_body, read_body_and_index


def atomic_update(helper: EtcdHelper, key: str, update: Update) -> None:
    """Read, update, and write if nothing has changed; else retry.

    A missing key is created. If it has appeared meanwhile: EtcdError 105, which is not retried yet.
    """
    while True:
        body, index = read_body_and_index(helper, key)
        obj = update(parse_body(body))
        if index == 0:
            if not helper.client.put_if_not_exists(key, json.dumps(obj)):
                raise EtcdError(NODE_EXIST, key)
            return None
        try:
            return compare_and_swap_body(helper, key, body, index, obj)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise


class EtcdRegistry740(EtcdRegistry269):
    """What #740 changed: SetObj of a new object creates it, so a second first-writer gets an error."""

    def atomic_update(self, key: str, update: Update) -> None:
        """Change one key; EtcdError 105 if it appeared between read and write."""
        atomic_update(self.helper, key, update)

    def _write_pod_key(self, key: str, pod: Pod) -> None:
        """Create the pod's key. As upstream, the error of a key that exists is dropped."""
        self.client.put_if_not_exists(key, json.dumps(to_json(pod)))
