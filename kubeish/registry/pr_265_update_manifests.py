"""The updateManifests of #265: a list that exists is written only at the index of its read."""

from __future__ import annotations

from kubeish.api import ContainerManifest, to_json

from .before_265 import EtcdRegistry
from .compare_and_swap import compare_and_swap_obj
from .keys import make_container_key


class SwappingRegistry(EtcdRegistry):
    """Writes by compare-and-swap, without a retry after a conflict."""

    def update_manifests(
        self,
        machine: str,
        manifests: list[ContainerManifest],
        index: int = 0,
    ) -> None:
        """Write the list at ``index``, else EtcdError 101; at 0 without a compare."""
        key = make_container_key(machine)
        if index != 0:
            compare_and_swap_obj(self.helper, key, to_json(manifests), index)
        else:
            self.helper.set_obj(key, to_json(manifests))
