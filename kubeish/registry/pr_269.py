"""EtcdRegistry after #269 (4fdf55e): AtomicUpdate goes round. The first write to a key is still a blind one."""

from __future__ import annotations

from kubeish.errors import EtcdError
from kubeish.helper import EtcdHelper

from .body_and_index import body_and_index, compare_and_swap_body, obj_in
from .draft_269 import EtcdRegistryDraft269, Update
from .swap import is_etcd_conflict


def atomic_update(helper: EtcdHelper, key: str, update: Update) -> None:
    """Read, update, write if nothing has changed, else again. ``update`` may run more than once; its error ends it."""
    while True:
        body, index = body_and_index(helper, key)
        obj = update(obj_in(body))
        if index == 0:
            return helper.set_obj(key, obj)  # "TODO: This is racy.", said the code, from 27 June to 6 August
        try:
            return compare_and_swap_body(helper, key, body, index, obj)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise


class EtcdRegistry269(EtcdRegistryDraft269):
    """What 999ea50 changed in the draft: whoever meets a conflict goes round."""

    def atomic_update(self, key: str, update: Update) -> None:
        """Change what stands at ``key``, whatever the others do."""
        atomic_update(self.helper, key, update)
