"""Answers to same-pod-twice."""

from tests.answers import Right, Wrong

GIVEN = """
from kubeish.api import to_json
from kubeish.registry import PodExists
"""

RIGHT = [
    Right(
        "create, listen, append",
        """
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        raise EtcdError(105, key)
    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
""",
    ),
    Right(
        "by a transaction, with PodExists",
        """
def create_pod(registry, machine, pod):
    t, key = registry.client.transactions, registry.pod_key(pod.id)
    created, _ = registry.client.transaction(
        compare=[t.create(key) == 0], success=[t.put(key, json.dumps(to_json(pod)))], failure=[]
    )
    if not created:
        raise PodExists(f"a pod named {pod.id} is there already")
    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
""",
    ),
    Right(
        "looks first, and creates all the same; the append by an atomic update of its own",
        """
def create_pod(registry, machine, pod):
    if registry.find_pod(pod.id) is not None:
        raise PodExists(pod.id)
    key = registry.pod_key(pod.id)
    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        raise EtcdError(105, key)
    manifest = to_json(registry.manifest_factory.make_manifest(machine, pod))
    registry.atomic_update(make_container_key(machine), lambda found: [*(found or []), manifest])
""",
    ),
    Right(
        "the other way round, by the version",
        """
def create_pod(registry, machine, pod):
    key, t = registry.pod_key(pod.id), registry.client.transactions
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    first, _ = registry.client.transaction(
        compare=[t.version(key) > 0], success=[t.get(key)], failure=[t.put(key, registry.pod_text(pod, machine))]
    )
    if first:
        raise EtcdError(105, key)
    registry.add_manifest(machine, manifest)
""",
    ),
]

_APPEND = "    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))\n"

WRONG = [
    Wrong(
        "as #265 has it: the answer is dropped",
        """
def create_pod(registry, machine, pod):
    registry.client.put_if_not_exists(registry.pod_key(pod.id), registry.pod_text(pod, machine))
"""
        + _APPEND,
        "Listen to it",
    ),
    Wrong(
        "as #269 has it: the key is set",
        """
def create_pod(registry, machine, pod):
    registry.client.put(registry.pod_key(pod.id), registry.pod_text(pod, machine))
"""
        + _APPEND,
        "Listen to it",
    ),
    Wrong(
        "looks first, writes later",
        """
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    if registry.client.get(key)[0] is not None:
        raise EtcdError(105, key)
    registry.client.put(key, registry.pod_text(pod, machine))
"""
        + _APPEND,
        "Listen to it",
    ),
    Wrong(
        "the key still names the machine",
        """
def create_pod(registry, machine, pod):
    key = make_pod_key(machine, pod.id)
    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        raise EtcdError(105, key)
"""
        + _APPEND,
        "Let one key decide for all machines",
    ),
    Wrong(
        "first the list, then the key",
        """
def create_pod(registry, machine, pod):
"""
        + _APPEND
        + """
    key = registry.pod_key(pod.id)
    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        raise EtcdError(105, key)
""",
        "Who is told no touches nothing",
    ),
    Wrong(
        "returns False instead of failing",
        """
def create_pod(registry, machine, pod):
    if not registry.client.put_if_not_exists(registry.pod_key(pod.id), registry.pod_text(pod, machine)):
        return False
"""
        + _APPEND,
        "raise EtcdError(105, key)",
    ),
    Wrong(
        "tidies up after being told no, and takes the other one's pod away",
        """
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        registry.client.delete(key)
        raise EtcdError(105, key)
"""
        + _APPEND,
        "has no key",
    ),
    Wrong(
        "looks for the id on the list inside the update: good for one machine only",
        """
def create_pod(registry, machine, pod):
    manifest = to_json(registry.manifest_factory.make_manifest(machine, pod))
    def append(found):
        if any(item["id"] == pod.id for item in found or []):
            raise EtcdError(105, pod.id)
        return [*(found or []), manifest]
    registry.atomic_update(make_container_key(machine), append)
    registry.client.put(registry.pod_key(pod.id), registry.pod_text(pod, machine))
""",
        "one on m1 and one on m2",
    ),
    Wrong(
        "creates the key and forgets the list",
        """
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        raise EtcdError(105, key)
""",
        "add_manifest",
    ),
    Wrong(
        "goes round as after a conflict",
        """
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    while not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        pass
"""
        + _APPEND,
        "waits for ever",
    ),
    Wrong(
        "another error",
        """
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        raise ValueError(f"{pod.id} is there")
"""
        + _APPEND,
        "no other error is wanted here",
    ),
    Wrong(
        "lists the pod itself",
        """
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        raise EtcdError(105, key)
    registry.add_manifest(machine, pod)
""",
        "make_manifest(machine, pod) returns",
    ),
    Wrong(
        "puts the id at the key",
        """
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    if not registry.client.put_if_not_exists(key, pod.id):
        raise EtcdError(105, key)
    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
""",
        "what stands at the key is registry.pod_text",
    ),
    Wrong(
        "tells the second one that it was a conflict",
        """
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        raise EtcdError(101, key)
    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
""",
        "no other error is wanted here",
    ),
]
