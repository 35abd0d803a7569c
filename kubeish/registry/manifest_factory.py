"""Manifest factory: from a pod and a machine to the manifest that a kubelet runs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kubeish.api import Container, ContainerManifest, EnvVar, Pod


@dataclass(frozen=True)
class Service:
    """A service, which containers find by an environment variable."""

    id: str
    port: int


class BasicManifestFactory:
    """Gives each container ``<ID>_SERVICE_PORT`` for each of ``services``, and ``SERVICE_HOST``.

    Source: pkg/registry/manifest_factory.go at #265.
    """

    def __init__(self, services: tuple[Service, ...] = ()) -> None:
        self.services = services

    def make_manifest(self, machine: str, pod: Pod) -> ContainerManifest:
        """The manifest of ``pod`` on ``machine``. The pod itself does not change."""
        containers = tuple(self._add_services(container, machine) for container in pod.containers)
        return ContainerManifest(id=pod.id, containers=containers)

    def _add_services(self, container: Container, machine: str) -> Container:
        if not self.services:
            return container
        ports = tuple(EnvVar(f"{s.id.upper()}_SERVICE_PORT", str(s.port)) for s in self.services)
        return replace(container, env=(*container.env, *ports, EnvVar("SERVICE_HOST", machine)))
