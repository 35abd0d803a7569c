"""Manifest factory: services follow the environment that a container brings itself."""

from __future__ import annotations

from kubeish.api import Container, ContainerManifest, EnvVar, Pod, Port
from kubeish.registry.manifest_factory import BasicManifestFactory, Service

POD = Pod(
    "web",
    labels={"app": "shop"},
    containers=(
        Container("nginx", "nginx", (Port(80),), (EnvVar("MODE", "fast"),)),
        Container("side", "busybox"),
    ),
)


def test_without_services_the_containers_stay_as_they_are():
    assert BasicManifestFactory().make_manifest("m1", POD) == ContainerManifest("web", POD.containers)


def test_each_container_is_told_of_each_service():
    manifest = BasicManifestFactory((Service("db", 5432), Service("cache", 11211))).make_manifest("m1", POD)
    told = (EnvVar("DB_SERVICE_PORT", "5432"), EnvVar("CACHE_SERVICE_PORT", "11211"), EnvVar("SERVICE_HOST", "m1"))
    assert [container.env for container in manifest.containers] == [(EnvVar("MODE", "fast"), *told), told]
    assert [container.image for container in manifest.containers] == ["nginx", "busybox"]


def test_the_pod_itself_is_left_as_it_was():
    """Unlike in 2014, where the manifest shared the pod's slice of containers and so changed the caller's pod."""
    before = repr(POD)
    BasicManifestFactory((Service("db", 5432),)).make_manifest("m1", POD)
    assert repr(POD) == before


def test_a_pod_without_containers_keeps_its_id():
    assert BasicManifestFactory((Service("db", 5432),)).make_manifest("m1", Pod("bare")) == ContainerManifest("bare")
