"""EtcdRegistry after #694 (merged again as #794): a key's first write is a create, with a retry."""

from __future__ import annotations

import json

from kubeish.errors import EtcdError

from .compare_and_swap import is_etcd_conflict
from .helper import EtcdHelper
from .pr_269 import Update
from .pr_269_compare_and_swap import compare_and_swap_body, parse_body, read_body_and_index
from .pr_740 import EtcdRegistry740


def atomic_update(helper: EtcdHelper, key: str, update: Update) -> None:
    """Read, update, and write if nothing has changed; else retry. A missing key is created."""
    while True:
        body, index = read_body_and_index(helper, key)
        obj = update(parse_body(body))
        if index == 0:
            if helper.client.put_if_not_exists(key, json.dumps(obj)):
                return None
            continue
        try:
            return compare_and_swap_body(helper, key, body, index, obj)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise


class EtcdRegistry694(EtcdRegistry740):
    """What #694 changed: a first writer that comes second retries, as every other writer does."""

    def atomic_update(self, key: str, update: Update) -> None:
        """Change one key, whether or not it exists, and whatever other writers do meanwhile."""
        atomic_update(self.helper, key, update)
