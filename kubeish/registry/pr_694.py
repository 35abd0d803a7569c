"""EtcdRegistry after #694 (merged again as #794): a key's first write is a create, and who comes second goes round."""

from __future__ import annotations

import json

from kubeish.errors import EtcdError
from kubeish.helper import EtcdHelper

from .body_and_index import body_and_index, compare_and_swap_body, obj_in
from .draft_269 import Update
from .pr_269 import EtcdRegistry269
from .swap import is_etcd_conflict


def atomic_update(helper: EtcdHelper, key: str, update: Update) -> None:
    """Read, update, write if nothing has changed, else again; a key that is not there yet is created, not set."""
    while True:
        body, index = body_and_index(helper, key)
        obj = update(obj_in(body))
        if index == 0:
            if helper.client.put_if_not_exists(key, json.dumps(obj)):
                return None
            continue
        try:
            return compare_and_swap_body(helper, key, body, index, obj)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise


class EtcdRegistry694(EtcdRegistry269):
    """What #694 changed: index 0 has the same promise as every other index."""

    def atomic_update(self, key: str, update: Update) -> None:
        """Change what stands at ``key``, whatever the others do, and whether or not it was there."""
        atomic_update(self.helper, key, update)
