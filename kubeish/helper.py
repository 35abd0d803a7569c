"""EtcdHelper: objects in and out of the store as JSON, as in pkg/util/etcd_tools.go at #265. It knows no pods.

``CompareAndSwapObj`` is not here: it is the learner's to write (lesson 02).
"""

from __future__ import annotations

import json
from typing import Any

from kubeish.errors import NOT_FOUND, EtcdError


class EtcdHelper:
    """Reads and writes objects (anything that JSON knows) through ``client``."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def extract_obj(self, key: str, ignore_not_found: bool = False) -> tuple[Any, int]:
        """The object at ``key`` and its index. Nothing or no text there: EtcdError 100, or ``(None, 0)`` if ignored."""
        value, metadata = self.client.get(key)
        if not value:
            if ignore_not_found:
                return None, 0
            raise EtcdError(NOT_FOUND, key)
        return json.loads(value), metadata.mod_revision

    def extract_list(self, prefix: str) -> list[Any]:
        """Every object under ``prefix``, sorted by key; an empty list if there is none."""
        return [json.loads(value) for value, _ in self.client.get_prefix(prefix)]

    def set_obj(self, key: str, obj: Any) -> None:
        """Write ``obj`` to ``key``, whatever stands there."""
        try:
            text = json.dumps(obj)
        except TypeError as error:
            raise TypeError(f"{error}: hand over to_json(obj), from kubeish.api.") from None
        self.client.put(key, text)


def is_etcd_not_found(error: object) -> bool:
    """True for the store's "no such key", number 100, and for nothing else."""
    return isinstance(error, EtcdError) and error.code == NOT_FOUND
