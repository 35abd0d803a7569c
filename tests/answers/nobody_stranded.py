"""Answers to nobody-stranded."""

from tests.answers import read_answers

GIVEN = """
import json
from kubeish.api import to_json
from kubeish.registry import PodExists
"""

RIGHT, WRONG = read_answers("""
=== the text of the list made first, then both keys in one transaction
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
            raise EtcdError(105, key)
=== both keys in one transaction, both compared
-        text = registry.list_text([*manifests, manifest])

-            success=[t.put(key, registry.pod_text(pod, machine)), t.put(list_key, text)],
+            success=[
+                t.put(key, registry.pod_text(pod, machine)),
+                t.put(list_key, registry.list_text([*manifests, manifest])),
+            ],
=== looks for the pod at each turn, and compares its key in the transaction as well
def run_pod(registry, pod, machine):
    t = registry.client.transactions
    done = False
    while not done:
        if registry.find_pod(pod.id) is not None:
            raise EtcdError(105, registry.pod_key(pod.id))
        manifests, index = registry.load_manifests(machine)
        manifests.append(registry.manifest_factory.make_manifest(machine, pod))
        done, _ = registry.client.transaction(
            compare=[t.mod(make_container_key(machine)) == index, t.version(registry.pod_key(pod.id)) == 0],
            success=[
                t.put(make_container_key(machine), json.dumps(to_json(manifests))),
                t.put(registry.pod_key(pod.id), registry.pod_text(pod, machine)),
            ],
            failure=[],
        )
=== the failed compare brings list and pod along
def run_pod(registry, pod, machine):
    t, key, list_key = registry.client.transactions, registry.pod_key(pod.id), make_container_key(machine)
    manifest = to_json(registry.manifest_factory.make_manifest(machine, pod))
    found, index = registry.helper.extract_obj(list_key, ignore_not_found=True)
    while True:
        written, answers = registry.client.transaction(
            compare=[t.version(key) < 1, t.mod(list_key) == index],
            success=[t.put(list_key, json.dumps([*(found or []), manifest])), t.put(key, registry.pod_text(pod, machine))],
            failure=[t.get(key), t.get(list_key)],
        )
        if written:
            return
        taken, there = answers
        if taken:
            raise EtcdError(105, key)
        found, index = (json.loads(there[0][0]), there[0][1].mod_revision) if there else (None, 0)
=== first the pod's key, then the list => Write both keys in one transaction
-    while True:
-...
+    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
+        raise EtcdError(105, key)
+    registry.add_manifest(machine, manifest)
=== first the list, then the pod's key => without its key
-    while True:
-...
+    registry.add_manifest(machine, manifest)
+    registry.client.put(key, registry.pod_text(pod, machine))
=== tidies up in a finally, which no dead process runs => no `finally` runs in a process that is dead
-    while True:
-...
+    if not registry.client.put_if_not_exists(key, registry.pod_text(pod, machine)):
+        raise EtcdError(105, key)
+    done = False
+    try:
+        registry.add_manifest(machine, manifest)
+        done = True
+    finally:
+        if not done:
+            registry.client.delete(key)
=== one transaction that compares nothing => which was there already
-    while True:
-...
+    manifests, _ = registry.load_manifests(machine)
+    registry.client.transaction(
+        compare=[],
+        success=[
+            t.put(key, registry.pod_text(pod, machine)),
+            t.put(list_key, registry.list_text([*manifests, manifest])),
+        ],
+        failure=[],
+    )
=== compares the list, and does not listen to the answer => your function returned
-    while True:
-...
+    manifests, index = registry.load_manifests(machine)
+    registry.client.transaction(
+        compare=[t.create(key) == 0, t.mod(list_key) == index],
+        success=[
+            t.put(key, registry.pod_text(pod, machine)),
+            t.put(list_key, registry.list_text([*manifests, manifest])),
+        ],
+        failure=[],
+    )
=== tells a conflict as an error => read it again, and try again
-    while True:
-...
+    manifests, index = registry.load_manifests(machine)
+    written, found = registry.client.transaction(
+        compare=[t.create(key) == 0, t.mod(list_key) == index],
+        success=[
+            t.put(key, registry.pod_text(pod, machine)),
+            t.put(list_key, registry.list_text([*manifests, manifest])),
+        ],
+        failure=[t.get(key)],
+    )
+    if not written:
+        raise EtcdError(105 if found[0] else 101, key)
=== goes round with the list that it read first => went on asking
from: both keys in one transaction, both compared
     key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
+    manifests, index = registry.load_manifests(machine)
-        manifests, index = registry.load_manifests(machine)
=== does not compare the pod's key => which was there already
from: both keys in one transaction, both compared
-    while True:
+    written = False
+    while not written:
-        written, found = registry.client.transaction(
-            compare=[t.create(key) == 0, t.mod(list_key) == index],
+        written, _ = registry.client.transaction(
+            compare=[t.mod(list_key) == index],
-            failure=[t.get(key)],
-...
+            failure=[],
+        )
=== goes round for ever when the pod is there already => went on asking
from: both keys in one transaction, both compared
-    while True:
+    written = False
+    while not written:
-        written, found = registry.client.transaction(
+        written, _ = registry.client.transaction(
-            failure=[t.get(key)],
-...
+            failure=[],
+        )
=== writes the list only => without its key
-    while True:
-...
+    registry.add_manifest(machine, manifest)
=== a transaction for each key => Write both keys in one transaction
     key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
+    written, _ = registry.client.transaction(
+        compare=[t.create(key) == 0], success=[t.put(key, registry.pod_text(pod, machine))], failure=[]
+    )
+    if not written:
+        raise EtcdError(105, key)
-        text = registry.list_text([*manifests, manifest])
-...
+        written, _ = registry.client.transaction(
+            compare=[t.mod(list_key) == index],
+            success=[t.put(list_key, registry.list_text([*manifests, manifest]))],
+            failure=[],
+        )
+        if written:
+            return
=== goes round five times at most, and then gives up in silence => after 5 refusals it returned
-    while True:
+    for _ in range(5):
=== takes the answers for the answer => returns the answers to the gets under `failure`
-        if found[0]:
+        if found:
=== the key of old, which names the machine => must not name the machine
-    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
+    key, list_key, t = make_pod_key(machine, pod.id), make_container_key(machine), registry.client.transactions
=== lists the pod itself => what registry.manifest_factory.make_manifest(machine, pod) returns
-    manifest = registry.manifest_factory.make_manifest(machine, pod)
+    manifest = pod
=== says 101 where the pod is there already => and no other error
-            raise EtcdError(105, key)
+            raise EtcdError(101, key)
=== calls itself after a refusal
def run_pod(registry, pod, machine):
    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
    manifests, index = registry.load_manifests(machine)
    manifests.append(registry.manifest_factory.make_manifest(machine, pod))
    written, [there, *_] = registry.client.transaction(
        compare=[t.version(key) == 0, t.mod(list_key) == index],
        success=[t.put(key, registry.pod_text(pod, machine)), t.put(list_key, registry.list_text(manifests))],
        failure=[t.get(key)],
    )
    if there and not written:
        raise EtcdError(105, key)
    if not written:
        run_pod(registry, pod, machine)
=== match
def run_pod(registry, pod, machine):
    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        manifests, index = registry.load_manifests(machine)
        puts = [
            t.put(list_key, registry.list_text([*manifests, manifest])),
            t.put(key, registry.pod_text(pod, machine)),
        ]
        match registry.client.transaction([t.mod(list_key) == index, t.mod(key) == 0], puts, [t.get(key)]):
            case True, _:
                return
            case False, [[_, *_]]:
                raise EtcdError(105, key)
=== a nested transaction tells which of the two it was
def run_pod(registry, pod, machine):
    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        manifests, index = registry.load_manifests(machine)
        puts = [
            t.put(key, registry.pod_text(pod, machine)),
            t.put(list_key, registry.list_text([*manifests, manifest])),
        ]
        is_new, answers = registry.client.transaction(
            [t.create(key) == 0], [t.txn([t.mod(list_key) == index], puts, [])], []
        )
        if not is_new:
            raise EtcdError(105, key)
        if answers[0].response_txn.succeeded:
            return
=== reads the pod's key after a refusal
import time
def run_pod(registry, pod, machine):
    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        manifests, index = registry.load_manifests(machine)
        written, _ = registry.client.transaction(
            compare=[t.create(key) == 0, t.mod(list_key) == index],
            success=[
                t.put(key, registry.pod_text(pod, machine)),
                t.put(list_key, registry.list_text([*manifests, manifest])),
            ],
            failure=[],
        )
        if written:
            return
        if registry.client.get(key)[0] is not None:
            raise EtcdError(105, key)
        time.sleep(0.2)
=== a generator of tries, and an error of its own that is one
class PodIsThere(EtcdError):
    pass
def tries(registry, pod, machine):
    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
    manifest = registry.manifest_factory.make_manifest(machine, pod)
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
        if not written and found[0]:
            raise PodIsThere(105, key)
        yield written
def run_pod(registry, pod, machine):
    for written in tries(registry, pod, machine):
        if written:
            break
=== the list by the client, with a text of its own
from dataclasses import replace
def run_pod(registry, pod, machine):
    client, t = registry.client, registry.client.transactions
    key, list_key = registry.pod_key(pod.id), make_container_key(machine)
    text = json.dumps(to_json(replace(pod, host=machine)), indent=1)
    while True:
        value, metadata = client.get(list_key)
        items = json.loads(value) if metadata else []
        items.append(to_json(registry.manifest_factory.make_manifest(machine, pod)))
        done, (pods, *_) = client.transaction(
            [t.mod(list_key) == (metadata.mod_revision if metadata else 0), t.create(key) == 0],
            [t.put(key, text), t.put(list_key, json.dumps(items))],
            [t.get(key)],
        )
        if done:
            return None
        for _ in pods:
            raise EtcdError(105, key)
=== a class
class Runner:
    def __init__(self, registry, pod, machine):
        self.registry, self.pod, self.machine = registry, pod, machine
        self.key, self.list_key = registry.pod_key(pod.id), make_container_key(machine)
    def try_once(self):
        t, registry = self.registry.client.transactions, self.registry
        manifests, index = registry.load_manifests(self.machine)
        manifest = registry.manifest_factory.make_manifest(self.machine, self.pod)
        return registry.client.transaction(
            compare=[t.create(self.key) == 0, t.mod(self.list_key) == index],
            success=[
                t.put(self.key, registry.pod_text(self.pod, self.machine)),
                t.put(self.list_key, registry.list_text([*manifests, manifest])),
            ],
            failure=[t.get(self.key)],
        )
    def run(self):
        while True:
            written, found = self.try_once()
            if written:
                return
            if found[0]:
                raise EtcdError(105, self.key)
def run_pod(registry, pod, machine):
    Runner(registry, pod, machine).run()
=== looks for the id on the list, and does not compare the pod's key => which was there already
from: both keys in one transaction, both compared
-        written, found = registry.client.transaction(
-            compare=[t.create(key) == 0, t.mod(list_key) == index],
+        if any(one.id == pod.id for one in manifests):
+            raise EtcdError(105, key)
+        written, _ = registry.client.transaction(
+            compare=[t.mod(list_key) == index],
-            failure=[t.get(key)],
-...
+            failure=[],
+        )
+        if written:
+            return
=== compares the list's version => which was on it
def run_pod(registry, pod, machine):
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
    while True:
        manifests, _ = registry.load_manifests(machine)
        _, metadata = registry.client.get(list_key)
        version = metadata.version if metadata else 0
        manifests, index = registry.load_manifests(machine)
        if index != (metadata.mod_revision if metadata else 0):
            continue
        written, found = registry.client.transaction(
            compare=[t.create(key) == 0, t.version(list_key) == version],
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
=== the pod says where it was: pod.host => the pod's key
from: both keys in one transaction, both compared
-                t.put(key, registry.pod_text(pod, machine)),
+                t.put(key, registry.pod_text(pod, pod.host)),
=== a hundred tries => refusals it returned
-    while True:
+    for _ in range(100):
=== the list is overwritten by the new pod alone => which was on it
from: both keys in one transaction, both compared
-                t.put(list_key, registry.list_text([*manifests, manifest])),
+                t.put(list_key, registry.list_text([manifest])),
=== at most the index => went on asking
-            compare=[t.create(key) == 0, t.mod(list_key) == index],
+            compare=[t.create(key) == 0, t.mod(list_key) < index],
=== at most the index, the index too => which was no longer on it
-            compare=[t.create(key) == 0, t.mod(list_key) == index],
+            compare=[t.create(key) == 0, t.mod(list_key) < index + 1],
=== a list that was deleted is an error => is on neither key
-        if found[0]:
+        if index and not registry.client.get(list_key)[0]:
+            raise EtcdError(100, list_key)
+        if found[0]:
=== a lost reply is tried again => leave your function as it is
from: both keys in one transaction, both compared
     while True:
+        try:
+            if attempt(registry, pod, machine, manifest, key, list_key, t):
+                return
+        except EtcdError:
+            raise
+        except Exception:
+            pass
-        manifests, index = registry.load_manifests(machine)
-...
+def attempt(registry, pod, machine, manifest, key, list_key, t):
+    manifests, index = registry.load_manifests(machine)
+    written, found = registry.client.transaction(
+        compare=[t.create(key) == 0, t.mod(list_key) == index],
+        success=[
+            t.put(key, registry.pod_text(pod, machine)),
+            t.put(list_key, registry.list_text([*manifests, manifest])),
+        ],
+        failure=[t.get(key)],
+    )
+    if found[0] and not written:
+        raise EtcdError(105, key)
+    return written
=== the pod's key is there: returns, as if it were its own => there is a pod
-            raise EtcdError(105, key)
+            return
=== any machine's list, the first one => it wrote to
-    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
+    machine = registry.machines[0]
+    key, list_key, t = registry.pod_key(pod.id), make_container_key(machine), registry.client.transactions
=== a typing error => NameError: name 'manifst' is not defined
-        text = registry.list_text([*manifests, manifest])
+        text = registry.list_text([*manifests, manifst])
=== a list that has changed means that the pod is there => is on neither key
-        if found[0]:
-            raise EtcdError(105, key)
+        raise EtcdError(105, key)
=== an update of the pod that is there => which was there already
-            compare=[t.create(key) == 0, t.mod(list_key) == index],
+            compare=[t.mod(list_key) == index],
=== a third key => it wrote to
-            success=[t.put(key, registry.pod_text(pod, machine)), t.put(list_key, text)],
+            success=[
+                t.put(key, registry.pod_text(pod, machine)),
+                t.put(list_key, text),
+                t.put("/runs/" + pod.id, machine),
+            ],
""")
