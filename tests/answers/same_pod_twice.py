"""Answers to same-pod-twice."""

from tests.answers import read_answers

GIVEN = """
from kubeish import make_pod_key
from kubeish.api import to_json
from kubeish.registry import PodExists
"""

RIGHT, WRONG = read_answers("""
=== create, listen, append
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        raise EtcdError(105, key)
    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
=== by a transaction
def create_pod(registry, machine, pod):
    t, key = registry.client.transactions, registry.pod_key(pod.id)
    created, _ = registry.client.transaction(
        compare=[t.create(key) == 0], success=[t.put(key, registry.pod_text(pod, machine))], failure=[]
    )
    if not created:
        raise EtcdError(105, key)
    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
=== looks first, and creates all the same; the append by an atomic update of its own
 def create_pod(registry, machine, pod):
+    if registry.find_pod(pod.id) is not None:
+        raise EtcdError(105, registry.pod_key(pod.id))
-    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
+    manifest = to_json(registry.manifest_factory.make_manifest(machine, pod))
+    registry.atomic_update(make_container_key(machine), lambda found: [*(found or []), manifest])
=== the other way round, by the version
def create_pod(registry, machine, pod):
    key, t = registry.pod_key(pod.id), registry.client.transactions
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    first, _ = registry.client.transaction(
        compare=[t.version(key) > 0], success=[t.get(key)], failure=[t.put(key, registry.pod_text(pod, machine))]
    )
    if first:
        raise EtcdError(105, key)
    registry.add_manifest(machine, manifest)
=== as #265 has it: the answer is dropped => before it had created the pod's key
def create_pod(registry, machine, pod):
    registry.client.put_if_not_exists(registry.pod_key(pod.id), registry.pod_text(pod, machine))
    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
=== as #269 has it: the key is set => which was there already
def create_pod(registry, machine, pod):
    registry.client.put(registry.pod_key(pod.id), registry.pod_text(pod, machine))
    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
=== looks first, writes later => which was there already
-    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
+    if registry.client.get(key)[0] is not None:
         raise EtcdError(105, key)
+    registry.client.put(key, registry.pod_text(pod, machine))
=== the key still names the machine => must not name the machine
-    key = registry.pod_key(pod.id)
+    key = f"/registry/hosts/{machine}/pods/{pod.id}"
=== first the list, then the key => Otherwise touch nothing
 def create_pod(registry, machine, pod):
+    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
-    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
=== returns False instead of failing => raise EtcdError(105, key)
def create_pod(registry, machine, pod):
    if not registry.client.put_if_not_exists(registry.pod_key(pod.id), registry.pod_text(pod, machine)):
        return False
    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
=== tidies up after being told no, and takes the other one's pod away => it deleted the pod's key
     if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
+        registry.client.delete(key)
=== looks for the id on the list inside the update: good for one machine only
=> before it had created the pod's key
def create_pod(registry, machine, pod):
    manifest = to_json(registry.manifest_factory.make_manifest(machine, pod))
    def append(found):
        if any(item["id"] == pod.id for item in found or []):
            raise EtcdError(105, pod.id)
        return [*(found or []), manifest]
    registry.atomic_update(make_container_key(machine), append)
    registry.client.put(registry.pod_key(pod.id), registry.pod_text(pod, machine))
=== creates the key and forgets the list => add_manifest
-    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
=== goes round as after a conflict => went on asking
-    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
-        raise EtcdError(105, key)
+    while not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
+        pass
=== another error => EtcdError 105 with the key as its cause
-        raise EtcdError(105, key)
+        raise ValueError(f"{pod.id} is there")
=== lists the pod itself => make_manifest(machine, pod) returns
-    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
+    registry.add_manifest(machine, pod)
=== puts the id at the key => registry.pod_text(pod, machine)
-    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
+    if not registry.client.put_if_not_exists(key, pod.id):
=== tells the second one that it was a conflict => EtcdError 105 with the key as its cause
-        raise EtcdError(105, key)
+        raise EtcdError(101, key)
=== match, and a text of its own
from dataclasses import replace
def create_pod(registry, machine, pod):
    key, text = registry.pod_key(pod.id), json.dumps(to_json(replace(pod, host=machine)), indent=2)
    match registry.client.put_if_not_exists(key, text):
        case False:
            raise EtcdError(105, key)
        case True:
            registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
=== an error of its own that is one
class PodIsThere(EtcdError):
    def __init__(self, key):
        super().__init__(105, key)
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        raise PodIsThere(key)
    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
=== key and list in one transaction
def create_pod(registry, machine, pod):
    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        manifests, index = registry.load_manifests(machine)
        done, (there, *_) = registry.client.transaction(
            [t.create(key) == 0, t.mod(list_key) == index],
            [
                t.put(key, registry.pod_text(pod, machine)),
                t.put(list_key, registry.list_text([*manifests, manifest])),
            ],
            [t.get(key)],
        )
        if done:
            return
        if there:
            raise EtcdError(105, key)
=== two helpers, a log and a pause
import logging
import time
def claim(registry, key, text):
    if not registry.client.put_if_not_exists(key, text):
        logging.getLogger("pods").debug("%s is there", key)
        raise EtcdError(105, key)
def create_pod(registry, machine, pod):
    claim(registry, registry.pod_key(pod.id), registry.pod_text(pod, machine))
    time.sleep(5)
    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
=== the manifest made first, the error told and raised again
def create_pod(registry, machine, pod):
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    key = registry.pod_key(pod.id)
    try:
        if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
            raise EtcdError(105, key)
        registry.add_manifest(machine, manifest)
    except EtcdError as error:
        print("not created:", error)
        raise
=== a compare of the index with 0
def create_pod(registry, machine, pod):
    client, key = registry.client, registry.pod_key(pod.id)
    t = client.transactions
    done, rest = client.transaction([t.mod(key) == 0], [t.put(key, registry.pod_text(pod, machine))], [t.get(key)])
    if rest and not done:
        raise EtcdError(105, key)
    return registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
=== the append by a loop of its own
from kubeish.registry import compare_and_swap_obj
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        raise EtcdError(105, key)
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        manifests, index = registry.load_manifests(machine)
        try:
            return compare_and_swap_obj(
                registry.helper, make_container_key(machine), to_json([*manifests, manifest]), index
            )
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
=== says PodExists => EtcdError 105 with the key as its cause
-        raise EtcdError(105, key)
+        raise PodExists(f"a pod named {pod.id} is there already")
=== the id for a cause => EtcdError 105 with the key as its cause
-        raise EtcdError(105, key)
+        raise EtcdError(105, pod.id)
=== the pod's own idea of where it is => the pod's key says that
-    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
+    if not registry.client.put_if_not_exists(key, json.dumps(to_json(pod))):
=== the pod says m1, wherever it goes => the pod's key says that
-    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
+    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, "m1")):
=== writes, and looks at what it has overwritten => which was there already
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    said = registry.client.put(key, registry.pod_text(pod, machine), prev_kv=True)
    if said.prev_kv is not None and said.prev_kv.value:
        raise EtcdError(105, key)
    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
=== a key of its own decides, beside the pod's => it wrote to
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    if not registry.client.put_if_not_exists("/claims/" + pod.id, machine):
        raise EtcdError(105, key)
    registry.client.put(key, registry.pod_text(pod, machine))
    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
=== first the list, then the key; the second call takes its own off again => before it had created the pod's key
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    manifest = to_json(registry.manifest_factory.make_manifest(machine, pod))
    registry.atomic_update(make_container_key(machine), lambda found: [*(found or []), manifest])
    if registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
        return
    def strike(found):
        at = max(i for i, item in enumerate(found) if item["id"] == pod.id)
        return found[:at] + found[at + 1:]
    registry.atomic_update(make_container_key(machine), strike)
    raise EtcdError(105, key)
=== the same pod on the same machine is no error => your function returned
-        raise EtcdError(105, key)
+        if registry.get_pod(pod.id).host == machine:
+            return
+        raise EtcdError(105, key)
=== takes the pod's key away when the list fails => and no tidying up
-    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
+    try:
+        registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
+    except Exception:
+        registry.client.delete(key)
+        raise
=== tries the list again, whatever the error => leave your function as it is
-    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
+    while True:
+        try:
+            return registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
+        except Exception:
+            pass
=== any trouble means that the pod is there => leave your function as it is
-    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
-        raise EtcdError(105, key)
+    try:
+        assert registry.client.put_if_not_exists(key, registry.pod_text(pod, machine))
+    except Exception:
+        raise EtcdError(105, key)
=== the list is read once and written over => which was on it
-    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
+    manifests, _ = registry.load_manifests(machine)
+    manifests.append(registry.manifest_factory.make_manifest(machine, pod))
+    registry.helper.set_obj(make_container_key(machine), to_json(manifests))
=== on the machine that the pod names => it wrote to
-    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
+    registry.add_manifest(pod.host, registry.manifest_factory.make_manifest(pod.host, pod))
=== the order of the arguments => The arguments come in the order of the exercise
-def create_pod(registry, machine, pod):
+def create_pod(registry, pod, machine):
=== a typing error => NameError: name 'ky' is not defined
-        raise EtcdError(105, key)
-    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
+        raise EtcdError(105, ky)
+    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
=== the condition the wrong way round => EtcdError 105
-    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
+    if registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
=== lists it twice => is on the list 2 times
     registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
+    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
=== looks whether a machine lists the id, and not at its key => which was there already
def create_pod(registry, machine, pod):
    key = registry.pod_key(pod.id)
    if any(each.id == pod.id for each in registry.load_manifests(machine)[0]):
        raise EtcdError(105, key)
    registry.client.put(key, registry.pod_text(pod, machine))
    registry.add_manifest(machine, registry.manifest_factory.make_manifest(machine, pod))
""")
