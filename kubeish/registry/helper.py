"""EtcdHelper of pkg/util/etcd_tools.go at #265: objects in the store as JSON. It knows no pods.

Its ``CompareAndSwapObj`` is not here: the learner writes it in lesson 02.
"""

from __future__ import annotations

import json
from typing import Any

from kubeish.errors import NOT_FOUND, EtcdError
from kubeish.etcd.client_protocol import Client


class EtcdHelper:
    """Reads and writes objects (anything that JSON can express) through ``client``."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def extract_obj(self, key: str, ignore_not_found: bool = False) -> tuple[Any, int]:
        """The object at ``key`` and its index.

        For a missing key or an empty value: EtcdError 100, or ``(None, 0)`` if ignored.
        """
        value, metadata = self.client.get(key)
        if not value or metadata is None:
            if ignore_not_found:
                return None, 0
            raise EtcdError(NOT_FOUND, key)
        return json.loads(value), metadata.mod_revision

    def extract_list(self, prefix: str) -> list[Any]:
        """Every object under ``prefix``, sorted by key."""
        return [json.loads(value) for value, _ in self.client.get_prefix(prefix)]

    def set_obj(self, key: str, obj: object) -> None:
        """Write ``obj`` to ``key``, whatever it holds. Raises TypeError for what is not JSON."""
        try:
            text = json.dumps(obj)
        except TypeError as error:
            raise TypeError(f"{error}: hand over to_json(obj), from kubeish.api.") from None
        self.client.put(key, text)


def is_etcd_not_found(error: object) -> bool:
    """True for a missing key, EtcdError 100, and for nothing else."""
    return isinstance(error, EtcdError) and error.code == NOT_FOUND
