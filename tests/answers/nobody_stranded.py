"""Answers to nobody-stranded."""

from tests.answers import Right, Wrong

GIVEN = """
from kubeish.api import to_json
from kubeish.registry import PodExists
"""

RIGHT = [
    Right(
        "both keys in one transaction, both compared",
        """
def run_pod(registry, pod, machine):
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
    while True:
        manifests, index = registry.load_manifests(machine)
        written, found = registry.client.transaction(
            compare=[t.create(key) == 0, t.mod(list_key) == index],
            success=[
                t.put(key, registry.pod_text(pod, machine)),
                t.put(list_key, registry.list_text([*manifests, manifest])),
            ],
            failure=[t.get(key)],
        )
        if written:
            return
        if found[0]:
            raise EtcdError(105, key)
""",
    ),
    Right(
        "looks for the pod at each turn, and compares its key in the transaction as well",
        """
def run_pod(registry, pod, machine):
    t = registry.client.transactions
    done = False
    while not done:
        if registry.find_pod(pod.id) is not None:
            raise PodExists(pod.id)
        manifests, index = registry.load_manifests(machine)
        manifests.append(registry.manifest_factory.make_manifest(machine, pod))
        done, _ = registry.client.transaction(
            compare=[t.mod(make_container_key(machine)) == index, t.version(registry.pod_key(pod.id)) == 0],
            success=[
                t.put(make_container_key(machine), json.dumps(to_json(manifests))),
                t.put(registry.pod_key(pod.id), json.dumps(to_json(pod))),
            ],
            failure=[],
        )
""",
    ),
    Right(
        "the failed compare brings list and pod along",
        """
def run_pod(registry, pod, machine):
    t, key, list_key = registry.client.transactions, registry.pod_key(pod.id), make_container_key(machine)
    manifest = to_json(registry.manifest_factory.make_manifest(machine, pod))
    found, index = registry.helper.extract_obj(list_key, ignore_not_found=True)
    while True:
        written, answers = registry.client.transaction(
            compare=[t.version(key) < 1, t.mod(list_key) == index],
            success=[t.put(list_key, json.dumps([*(found or []), manifest])), t.put(key, json.dumps(to_json(pod)))],
            failure=[t.get(key), t.get(list_key)],
        )
        if written:
            return
        taken, there = answers
        if taken:
            raise EtcdError(105, key)
        found, index = (json.loads(there[0][0]), there[0][1].mod_revision) if there else (None, 0)
""",
    ),
]

_HEAD = """
def run_pod(registry, pod, machine):
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
"""

WRONG = [
    Wrong(
        "first the pod's key, then the list",
        _HEAD
        + """
    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        raise EtcdError(105, key)
    registry.add_manifest(machine, manifest)
""",
        "Write both keys in one transaction",
    ),
    Wrong(
        "first the list, then the pod's key",
        _HEAD
        + """
    registry.add_manifest(machine, manifest)
    registry.client.put(key, registry.pod_text(pod, machine))
""",
        "is on a list, and has no key",
    ),
    Wrong(
        "tidies up in a finally, which no dead process runs",
        _HEAD
        + """
    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        raise EtcdError(105, key)
    done = False
    try:
        registry.add_manifest(machine, manifest)
        done = True
    finally:
        if not done:
            registry.client.delete(key)
""",
        "no `finally` runs in a process that is dead",
    ),
    Wrong(
        "one transaction that compares nothing",
        _HEAD
        + """
    manifests, _ = registry.load_manifests(machine)
    registry.client.transaction(
        compare=[],
        success=[
            t.put(key, registry.pod_text(pod, machine)),
            t.put(list_key, registry.list_text([*manifests, manifest])),
        ],
        failure=[],
    )
""",
        "has to compare the list's index",
    ),
    Wrong(
        "compares the list, and does not listen to the answer",
        _HEAD
        + """
    manifests, index = registry.load_manifests(machine)
    registry.client.transaction(
        compare=[t.create(key) == 0, t.mod(list_key) == index],
        success=[
            t.put(key, registry.pod_text(pod, machine)),
            t.put(list_key, registry.list_text([*manifests, manifest])),
        ],
        failure=[],
    )
""",
        "it is on neither key",
    ),
    Wrong(
        "tells a conflict as an error",
        _HEAD
        + """
    manifests, index = registry.load_manifests(machine)
    written, found = registry.client.transaction(
        compare=[t.create(key) == 0, t.mod(list_key) == index],
        success=[
            t.put(key, registry.pod_text(pod, machine)),
            t.put(list_key, registry.list_text([*manifests, manifest])),
        ],
        failure=[t.get(key)],
    )
    if not written:
        raise EtcdError(105 if found[0] else 101, key)
""",
        "read it again, and go round",
    ),
    Wrong(
        "goes round with the list that it read first",
        _HEAD
        + """
    manifests, index = registry.load_manifests(machine)
    while True:
        written, found = registry.client.transaction(
            compare=[t.create(key) == 0, t.mod(list_key) == index],
            success=[
                t.put(key, registry.pod_text(pod, machine)),
                t.put(list_key, registry.list_text([*manifests, manifest])),
            ],
            failure=[t.get(key)],
        )
        if written:
            return
        if found[0]:
            raise EtcdError(105, key)
""",
        "waits for ever",
    ),
    Wrong(
        "does not compare the pod's key",
        _HEAD
        + """
    written = False
    while not written:
        manifests, index = registry.load_manifests(machine)
        written, _ = registry.client.transaction(
            compare=[t.mod(list_key) == index],
            success=[
                t.put(key, registry.pod_text(pod, machine)),
                t.put(list_key, registry.list_text([*manifests, manifest])),
            ],
            failure=[],
        )
""",
        "compare the pod's key too",
    ),
    Wrong(
        "goes round for ever when the pod is there already",
        _HEAD
        + """
    written = False
    while not written:
        manifests, index = registry.load_manifests(machine)
        written, _ = registry.client.transaction(
            compare=[t.create(key) == 0, t.mod(list_key) == index],
            success=[
                t.put(key, registry.pod_text(pod, machine)),
                t.put(list_key, registry.list_text([*manifests, manifest])),
            ],
            failure=[],
        )
""",
        "waits for ever",
    ),
    Wrong(
        "writes the list only",
        _HEAD + "    registry.add_manifest(machine, manifest)\n",
        "is on a list, and has no key",
    ),
    Wrong(
        "a transaction for each key",
        _HEAD
        + """
    written, _ = registry.client.transaction(
        compare=[t.create(key) == 0], success=[t.put(key, registry.pod_text(pod, machine))], failure=[]
    )
    if not written:
        raise EtcdError(105, key)
    while True:
        manifests, index = registry.load_manifests(machine)
        written, _ = registry.client.transaction(
            compare=[t.mod(list_key) == index],
            success=[t.put(list_key, registry.list_text([*manifests, manifest]))],
            failure=[],
        )
        if written:
            return
""",
        "Write both keys in one transaction",
    ),
    Wrong(
        "goes round five times at most, and then gives up in silence",
        """
def run_pod(registry, pod, machine):
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
    for _ in range(5):
        manifests, index = registry.load_manifests(machine)
        text = registry.list_text([*manifests, manifest])
        written, found = registry.client.transaction(
            compare=[t.create(key) == 0, t.mod(list_key) == index],
            success=[t.put(key, registry.pod_text(pod, machine)), t.put(list_key, text)],
            failure=[t.get(key)],
        )
        if written:
            return
        if found[0]:
            raise EtcdError(105, key)
""",
        "after 5 conflicts it returned, and db is on neither key",
    ),
    Wrong(
        "takes the answers for the answer",
        """
def run_pod(registry, pod, machine):
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
    while True:
        manifests, index = registry.load_manifests(machine)
        text = registry.list_text([*manifests, manifest])
        written, found = registry.client.transaction(
            compare=[t.create(key) == 0, t.mod(list_key) == index],
            success=[t.put(key, registry.pod_text(pod, machine)), t.put(list_key, text)],
            failure=[t.get(key)],
        )
        if written:
            return
        if found:
            raise EtcdError(105, key)
""",
        "`found` has one answer for each get",
    ),
    Wrong(
        "the key of old, which names the machine",
        """
def run_pod(registry, pod, machine):
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    key, list_key, t = make_pod_key(machine, pod.id), make_container_key(machine), registry.client.transactions
    while True:
        manifests, index = registry.load_manifests(machine)
        text = registry.list_text([*manifests, manifest])
        written, found = registry.client.transaction(
            compare=[t.create(key) == 0, t.mod(list_key) == index],
            success=[t.put(key, registry.pod_text(pod, machine)), t.put(list_key, text)],
            failure=[t.get(key)],
        )
        if written:
            return
        if found[0]:
            raise EtcdError(105, key)
""",
        "the key of db is not /registry/pods/db",
    ),
    Wrong(
        "lists the pod itself",
        """
def run_pod(registry, pod, machine):
    manifest = pod
    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
    while True:
        manifests, index = registry.load_manifests(machine)
        text = registry.list_text([*manifests, manifest])
        written, found = registry.client.transaction(
            compare=[t.create(key) == 0, t.mod(list_key) == index],
            success=[t.put(key, registry.pod_text(pod, machine)), t.put(list_key, text)],
            failure=[t.get(key)],
        )
        if written:
            return
        if found[0]:
            raise EtcdError(105, key)
""",
        "make_manifest(machine, pod) returns appended",
    ),
    Wrong(
        "says 101 where the pod is there already",
        """
def run_pod(registry, pod, machine):
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
    while True:
        manifests, index = registry.load_manifests(machine)
        text = registry.list_text([*manifests, manifest])
        written, found = registry.client.transaction(
            compare=[t.create(key) == 0, t.mod(list_key) == index],
            success=[t.put(key, registry.pod_text(pod, machine)), t.put(list_key, text)],
            failure=[t.get(key)],
        )
        if written:
            return
        if found[0]:
            raise EtcdError(101, key)
""",
        "that is EtcdError 105, and no other error",
    ),
]
