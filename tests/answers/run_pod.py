"""Answers to run-pod."""

from tests.answers import Right, Wrong

RIGHT = [
    Right(
        "as #265 has it",
        """
def run_pod(registry, pod, machine):
    manifests, index = registry.load_manifests(machine)
    registry.create_pod_key(pod, machine)
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        manifests.append(manifest)
        try:
            return registry.update_manifests(machine, manifests, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
        manifests, index = registry.load_manifests(machine)
""",
    ),
    Right(
        "the load at the top of the loop",
        """
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    done = False
    while not done:
        manifests, index = registry.load_manifests(machine)
        try:
            registry.update_manifests(machine, [*manifests, manifest], index)
            done = True
        except EtcdError as error:
            if error.code != 101:
                raise
""",
    ),
    Right(
        "calls itself after a conflict",
        """
def run_pod(registry, pod, machine):
    manifests, index = registry.load_manifests(machine)
    registry.create_pod_key(pod, machine)
    manifests.append(registry.manifest_factory.make_manifest(machine, pod))
    try:
        registry.update_manifests(machine, manifests, index)
    except EtcdError as error:
        if not is_etcd_conflict(error):
            raise
        run_pod(registry, pod, machine)
""",
    ),
]

_HEAD = """
def run_pod(registry, pod, machine):
    manifests, index = registry.load_manifests(machine)
    registry.create_pod_key(pod, machine)
    manifest = registry.manifest_factory.make_manifest(machine, pod)
"""

WRONG = [
    Wrong(
        "no loop: a conflict comes out",
        _HEAD + "    registry.update_manifests(machine, [*manifests, manifest], index)\n",
        "a conflict is no reason to give up",
    ),
    Wrong(
        "a mutex around read and write",
        """
import threading
from kubeish.api import to_json
lock = threading.Lock()
def run_pod(registry, pod, machine):
    with lock:
        manifests, _ = registry.load_manifests(machine)
        registry.create_pod_key(pod, machine)
        manifests.append(registry.manifest_factory.make_manifest(machine, pod))
        registry.helper.set_obj(make_container_key(machine), to_json(manifests))
""",
        "read the list and its index again *inside* the loop",
    ),
    Wrong(
        "retries with the same index",
        _HEAD
        + """
    manifests.append(manifest)
    while True:
        try:
            return registry.update_manifests(machine, manifests, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
""",
        "waits for ever",
    ),
    Wrong(
        "reloads only the index",
        _HEAD
        + """
    manifests.append(manifest)
    while True:
        try:
            return registry.update_manifests(machine, manifests, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
        _, index = registry.load_manifests(machine)
""",
        "read the list and its index again *inside* the loop",
    ),
    Wrong(
        "swallows the conflict",
        _HEAD
        + """
    try:
        registry.update_manifests(machine, [*manifests, manifest], index)
    except EtcdError:
        pass
""",
        "read the list and its index again *inside* the loop",
    ),
    Wrong(
        "retries on every error",
        _HEAD
        + """
    while True:
        try:
            return registry.update_manifests(machine, [*manifests, manifest], index)
        except EtcdError:
            manifests, index = registry.load_manifests(machine)
""",
        "EtcdError 100 to come out",
    ),
    Wrong(
        "one retry only",
        _HEAD
        + """
    try:
        registry.update_manifests(machine, [*manifests, manifest], index)
    except EtcdError as error:
        if not is_etcd_conflict(error):
            raise
        manifests, index = registry.load_manifests(machine)
        registry.update_manifests(machine, [*manifests, manifest], index)
""",
        "three schedulers",
    ),
    Wrong(
        "appends once more at each try to a list that is kept",
        """
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    kept = []
    while True:
        manifests, index = registry.load_manifests(machine)
        kept = manifests + kept + [manifest]
        try:
            return registry.update_manifests(machine, kept, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
""",
        "is on the list 2 times",
    ),
    Wrong(
        "a bare except around the loop's body",
        _HEAD
        + """
    while True:
        try:
            registry.update_manifests(machine, [*manifests, manifest], index)
            return
        except:
            continue
""",
        "catches everything",
    ),
    Wrong(
        "forgets the pod's own key",
        """
def run_pod(registry, pod, machine):
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        manifests, index = registry.load_manifests(machine)
        try:
            return registry.update_manifests(machine, [*manifests, manifest], index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
""",
        "has no key of its own",
    ),
    Wrong(
        "a name that does not exist",
        _HEAD + "    registry.update_manifests(machine, manifests + [manifst], index)\n",
        "NameError",
    ),
    Wrong("what comes of a call, and not the function", "run_pod = None\n", "hand over the function itself"),
    Wrong(
        "goes round ten times at most, and then gives up in silence",
        """
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    for _ in range(10):
        manifests, index = registry.load_manifests(machine)
        try:
            return registry.update_manifests(machine, [*manifests, manifest], index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
""",
        "after 10 conflicts it returned, and db is on no list",
    ),
    Wrong(
        "lists the pod itself",
        """
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    manifest = pod
    while True:
        manifests, index = registry.load_manifests(machine)
        try:
            return registry.update_manifests(machine, [*manifests, manifest], index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
""",
        "append what make_manifest(machine, pod) returns",
    ),
    Wrong(
        "forgets the index",
        """
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        manifests, index = registry.load_manifests(machine)
        try:
            return registry.update_manifests(machine, [*manifests, manifest])
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
""",
        "12 of them go wrong",
    ),
]
