"""The half of #265 that updateManifests is: a list that was there is written only at the index at which it was read."""

from __future__ import annotations

from kubeish.api import ContainerManifest, to_json

from .before_265 import EtcdRegistry
from .keys import make_container_key
from .swap import compare_and_swap_obj


class SwappingRegistry(EtcdRegistry):
    """Writes by compare-and-swap; nothing here tries again after a conflict."""

    def update_manifests(self, machine: str, manifests: list[ContainerManifest], index: int = 0) -> None:
        """Write the list at ``index``: EtcdError 101 if it has changed. Index 0, no list yet: a plain write."""
        if index != 0:
            compare_and_swap_obj(self.helper, make_container_key(machine), to_json(manifests), index)
        else:
            self.helper.set_obj(make_container_key(machine), to_json(manifests))
