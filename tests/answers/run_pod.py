"""Answers to run-pod."""

from tests.answers import read_answers

GIVEN = """
from kubeish import make_pod_key
"""

RIGHT, WRONG = read_answers("""
=== loads at the top of the loop, and leaves the list that it was given as it is
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        manifests, index = registry.load_manifests(machine)
        try:
            return registry.update_manifests(machine, [*manifests, manifest], index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
=== as #265 has it
 def run_pod(registry, pod, machine):
+    manifests, index = registry.load_manifests(machine)
-        manifests, index = registry.load_manifests(machine)
+        manifests.append(manifest)
-            return registry.update_manifests(machine, [*manifests, manifest], index)
+            return registry.update_manifests(machine, manifests, index)
                 raise
+        manifests, index = registry.load_manifests(machine)
=== the load at the top of the loop
-    while True:
+    done = False
+    while not done:
-            return registry.update_manifests(machine, [*manifests, manifest], index)
+            registry.update_manifests(machine, [*manifests, manifest], index)
+            done = True
-            if not is_etcd_conflict(error):
+            if error.code != 101:
=== calls itself after a conflict
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
=== no loop: a conflict comes out => a conflict is no reason to give up
from: as #265 has it
-    while True:
-...
+    registry.update_manifests(machine, [*manifests, manifest], index)
=== a mutex around read and write => read the list and its index again *inside* the loop
import threading
from kubeish.api import to_json
lock = threading.Lock()
def run_pod(registry, pod, machine):
    with lock:
        manifests, _ = registry.load_manifests(machine)
        registry.create_pod_key(pod, machine)
        manifests.append(registry.manifest_factory.make_manifest(machine, pod))
        registry.helper.set_obj(make_container_key(machine), to_json(manifests))
=== retries with the same index => went on asking
from: as #265 has it
     manifest = registry.manifest_factory.make_manifest(machine, pod)
+    manifests.append(manifest)
-        manifests.append(manifest)

-        manifests, index = registry.load_manifests(machine)
=== reloads only the index => read the list and its index again *inside* the loop
from: as #265 has it
     manifest = registry.manifest_factory.make_manifest(machine, pod)
+    manifests.append(manifest)
-        manifests.append(manifest)

-        manifests, index = registry.load_manifests(machine)
+        _, index = registry.load_manifests(machine)
=== swallows the conflict => is on no list
from: as #265 has it
-    while True:
-...
+    try:
+        registry.update_manifests(machine, [*manifests, manifest], index)
+    except EtcdError:
+        pass
=== retries on every error => EtcdError 100 to leave your function
from: as #265 has it
-        manifests.append(manifest)
-...
+        try:
+            return registry.update_manifests(machine, [*manifests, manifest], index)
+        except EtcdError:
+            manifests, index = registry.load_manifests(machine)
=== one retry only => a conflict is no reason to give up
from: calls itself after a conflict
-    manifests.append(registry.manifest_factory.make_manifest(machine, pod))
+    manifest = registry.manifest_factory.make_manifest(machine, pod)
-        registry.update_manifests(machine, manifests, index)
+        registry.update_manifests(machine, [*manifests, manifest], index)
-        run_pod(registry, pod, machine)
+        manifests, index = registry.load_manifests(machine)
+        registry.update_manifests(machine, [*manifests, manifest], index)
=== appends once more at each try to a list that is kept => is on the list 2 times
     manifest = registry.manifest_factory.make_manifest(machine, pod)
+    kept = []
         manifests, index = registry.load_manifests(machine)
+        kept = manifests + kept + [manifest]
-            return registry.update_manifests(machine, [*manifests, manifest], index)
+            return registry.update_manifests(machine, kept, index)
=== a bare except around the loop's body => catches everything
from: as #265 has it
-        manifests.append(manifest)
-...
+        try:
+            registry.update_manifests(machine, [*manifests, manifest], index)
+            return
+        except:
+            continue
=== forgets the pod's own key => before the pod's own key was written
-    registry.create_pod_key(pod, machine)
=== a name that does not exist => NameError
from: as #265 has it
-    while True:
-...
+    registry.update_manifests(machine, manifests + [manifst], index)
=== what comes of a call, and not the function => hand over the function itself
run_pod = None
=== goes round ten times at most, and then gives up in silence => try again until the write has worked
-    while True:
+    for _ in range(10):
=== lists the pod itself => is what registry.manifest_factory.make_manifest(machine, pod) returns
-    manifest = registry.manifest_factory.make_manifest(machine, pod)
+    manifest = pod
=== forgets the index => which was on it
-            return registry.update_manifests(machine, [*manifests, manifest], index)
+            return registry.update_manifests(machine, [*manifests, manifest])
=== a generator of tries
import itertools
def tries(registry, machine, manifest):
    for _ in itertools.count():
        manifests, index = registry.load_manifests(machine)
        try:
            registry.update_manifests(machine, manifests + [manifest], index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
            yield False
        else:
            yield True
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    any(tries(registry, machine, registry.manifest_factory.make_manifest(machine, pod)))
=== a pause that grows, and a log
import logging
import time
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    pause = 0.01
    while True:
        manifests, index = registry.load_manifests(machine)
        manifests.append(registry.manifest_factory.make_manifest(machine, pod))
        try:
            registry.update_manifests(machine, manifests, index)
            break
        except EtcdError as error:
            if error.code != 101:
                raise
            logging.getLogger("scheduler").debug("conflict on %s", machine)
            time.sleep(pause)
            pause = min(2 * pause, 1.0)
=== a sleep by its own name
from time import sleep
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    while True:
        manifests, index = registry.load_manifests(machine)
        try:
            return registry.update_manifests(
                machine, [*manifests, registry.manifest_factory.make_manifest(machine, pod)], index
            )
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
            sleep(30)
=== a decorator that tries again, as tenacity's does
import functools
def retry(when):
    def decorate(function):
        @functools.wraps(function)
        def again(*args):
            while True:
                try:
                    return function(*args)
                except EtcdError as error:
                    if not when(error):
                        raise
        return again
    return decorate
@retry(is_etcd_conflict)
def append(registry, machine, manifest):
    manifests, index = registry.load_manifests(machine)
    registry.update_manifests(machine, [*manifests, manifest], index)
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    append(registry, machine, registry.manifest_factory.make_manifest(machine, pod))
=== tenacity's own decorator, and a deadline far off
import tenacity
@tenacity.retry(
    retry=tenacity.retry_if_exception(is_etcd_conflict),
    wait=tenacity.wait_exponential(min=1, max=30) + tenacity.wait_fixed(0.5),
    before_sleep=lambda state: print("again after", state.seconds_since_start),
    reraise=True,
)
def append(registry, machine, manifest):
    manifests, index = registry.load_manifests(machine)
    registry.update_manifests(machine, [*manifests, manifest], index)
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    append(registry, machine, registry.manifest_factory.make_manifest(machine, pod))
=== tenacity around the whole function, which is the answer
import tenacity
@tenacity.retry(retry=tenacity.retry_if_exception(is_etcd_conflict), wait=tenacity.wait_fixed(10))
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    manifests, index = registry.load_manifests(machine)
    manifests.append(registry.manifest_factory.make_manifest(machine, pod))
    registry.update_manifests(machine, manifests, index)
=== full jitter by a seed, in asyncio's sleep
import asyncio, random, time
def run_pod(registry, pod, machine):
    chance, most, began = random.Random(pod.id), 0.05, time.monotonic()
    registry.create_pod_key(pod, machine)
    while time.monotonic() - began < 1e9:
        manifests, index = registry.load_manifests(machine)
        manifests.append(registry.manifest_factory.make_manifest(machine, pod))
        try:
            return registry.update_manifests(machine, manifests, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
            asyncio.run(asyncio.sleep(chance.uniform(0, most)))
            most = min(most * 2, 60)
=== full jitter by chance => draw a random wait from a generator with a seed
from: a sleep by its own name
-from time import sleep
+import random
+from time import sleep
-            sleep(30)
+            sleep(random.uniform(0, 30))
=== a pool of threads => starts a thread at line
from concurrent.futures import ThreadPoolExecutor
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    with ThreadPoolExecutor() as pool:
        return pool.submit(registry.load_manifests, machine).result()
=== an error of its own for a conflict
class Conflict(Exception):
    pass
def swap(registry, machine, manifest):
    manifests, index = registry.load_manifests(machine)
    try:
        registry.update_manifests(machine, [*manifests, manifest], index)
    except EtcdError as error:
        if is_etcd_conflict(error):
            raise Conflict from error
        raise
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        try:
            return swap(registry, machine, manifest)
        except Conflict:
            print("again")
=== match
def run_pod(registry, pod, machine):
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    registry.create_pod_key(pod, machine)
    state = "conflict"
    while state == "conflict":
        manifests, index = registry.load_manifests(machine)
        try:
            registry.update_manifests(machine, [*manifests, manifest], index)
            state = "done"
        except EtcdError as error:
            match error.code:
                case 101:
                    continue
                case _:
                    raise
=== a class with the registry in it
from dataclasses import dataclass, field
@dataclass
class Runner:
    registry: object
    machine: str
    tries: list = field(default_factory=list)
    def try_once(self, manifest):
        manifests, index = self.registry.load_manifests(self.machine)
        self.tries.append(index)
        self.registry.update_manifests(self.machine, [*manifests, manifest], index)
    def run(self, pod):
        self.registry.create_pod_key(pod, self.machine)
        manifest = self.registry.manifest_factory.make_manifest(self.machine, pod)
        while True:
            try:
                self.try_once(manifest)
            except EtcdError as error:
                if is_etcd_conflict(error):
                    continue
                raise
            return
def run_pod(registry, pod, machine):
    Runner(registry, machine).run(pod)
=== creates the key at each try, which changes nothing
def run_pod(registry, pod, machine):
    while True:
        registry.create_pod_key(pod, machine)
        manifests, index = registry.load_manifests(machine)
        manifests.append(registry.manifest_factory.make_manifest(machine, pod))
        try:
            return registry.update_manifests(machine, manifests, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
=== goes round on everything but 100, lost replies too => leave your function as it is
def run_pod(registry, pod, machine):
    manifests, index = registry.load_manifests(machine)
    registry.create_pod_key(pod, machine)
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        try:
            return registry.update_manifests(machine, [*manifests, manifest], index)
        except Exception as error:
            if getattr(error, "code", None) == 100:
                raise
        manifests, index = registry.load_manifests(machine)
=== raises 100 only => registry.update_manifests raised EtcdError 102
def run_pod(registry, pod, machine):
    manifests, index = registry.load_manifests(machine)
    registry.create_pod_key(pod, machine)
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        try:
            return registry.update_manifests(machine, [*manifests, manifest], index)
        except EtcdError as error:
            if error.code == 100:
                raise
        manifests, index = registry.load_manifests(machine)
=== always m1 => use the machine and the pod that the function is given
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, "m1")
    while True:
        manifests, index = registry.load_manifests("m1")
        manifests.append(registry.manifest_factory.make_manifest("m1", pod))
        try:
            return registry.update_manifests("m1", manifests, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
=== its own key with its id for a text => registry.create_pod_key(pod, machine) writes what belongs at the key
def run_pod(registry, pod, machine):
    registry.client.put(make_pod_key(machine, pod.id), pod.id)
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        manifests, index = registry.load_manifests(machine)
        try:
            return registry.update_manifests(machine, [*manifests, manifest], index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
=== a hundred tries => and not a number of times
-    while True:
+    for _ in range(100):
=== a thousand tries => and not a number of times
-    while True:
+    for _ in range(1000):
=== the new pod first => append the manifest to the list that was read
-            return registry.update_manifests(machine, [*manifests, manifest], index)
+            return registry.update_manifests(machine, [manifest, *manifests], index)
=== sorts the list => append the manifest to the list that was read
-            return registry.update_manifests(machine, [*manifests, manifest], index)
+            return registry.update_manifests(
+                machine, sorted([*manifests, manifest], key=lambda each: each.id, reverse=True), index
+            )
=== starts a new list after a conflict => which was on it
-            if not is_etcd_conflict(error):
-                raise
+            if not is_etcd_conflict(error):
+                raise
+            return registry.update_manifests(machine, [manifest], registry.load_manifests(machine)[1])
=== the key after the list => before the pod's own key was written
-    registry.create_pod_key(pod, machine)
     manifest = registry.manifest_factory.make_manifest(machine, pod)
+    done = False
-    while True:
+    while not done:
-            return registry.update_manifests(machine, [*manifests, manifest], index)
+            registry.update_manifests(machine, [*manifests, manifest], index)
+            done = True
                 raise
+    registry.create_pod_key(pod, machine)
=== a manifest for another machine => to be listed as its manifest
-    manifest = registry.manifest_factory.make_manifest(machine, pod)
+    manifest = registry.manifest_factory.make_manifest(pod.host, pod)
=== tidies up its key when it fails => and no tidying up
from: as #265 has it
     while True:
+        try:
+            return attempt(registry, pod, machine, manifests, manifest, index)
+        except EtcdError as error:
+            if not is_etcd_conflict(error):
+                raise
+        except Exception:
+            registry.client.delete(make_pod_key(machine, pod.id))
+            raise
+        manifests, index = registry.load_manifests(machine)
-        manifests.append(manifest)
-...
+def attempt(registry, pod, machine, manifests, manifest, index):
+    registry.update_manifests(machine, [*manifests, manifest], index)
=== takes a pod that is listed already for its own => is on no list
     while True:
         manifests, index = registry.load_manifests(machine)
+        if len(manifests) > 2:
+            return
=== a refusal by its words is a conflict => leave your function as it is
-        except EtcdError as error:
-            if not is_etcd_conflict(error):
+        except Exception as error:
+            if not str(error).startswith("101"):
                 raise
=== an arguments' order of its own => The arguments come in the order of the exercise
-def run_pod(registry, pod, machine):
+def run_pod(registry, machine, pod):
=== async => is async, so that calling it runs nothing
-def run_pod(registry, pod, machine):
+async def run_pod(registry, pod, machine):
=== a generator => has a yield in it
     registry.create_pod_key(pod, machine)
+    yield
=== while True, before it asks for anything => ran 100,000 lines without asking the store
 def run_pod(registry, pod, machine):
+    n = 0
+    while True:
+        n += 1
+        n -= 1
=== leaves by sys.exit => ends the whole program
import sys
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    sys.exit("conflict")
=== a lock of etcd => and no lock, lease or watch
def run_pod(registry, pod, machine):
    with registry.client.lock(machine):
        registry.create_pod_key(pod, machine)
        manifests, index = registry.load_manifests(machine)
        registry.update_manifests(
            machine, [*manifests, registry.manifest_factory.make_manifest(machine, pod)], index
        )
=== never leaves the loop => leave the loop there
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    while True:
        manifests, index = registry.load_manifests(machine)
        manifests.append(registry.manifest_factory.make_manifest(machine, pod))
        try:
            registry.update_manifests(machine, manifests, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
=== keeps the last fifty => read the list and its index again
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        manifests, index = registry.load_manifests(machine)
        try:
            return registry.update_manifests(machine, [*manifests[-49:], manifest], index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
=== index 1 where there is no list => hand it on as it is
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        manifests, index = registry.load_manifests(machine)
        try:
            return registry.update_manifests(machine, [*manifests, manifest], index or 1)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
=== gives up where the list is long => a conflict is no reason to give up
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    manifest = registry.manifest_factory.make_manifest(machine, pod)
    while True:
        manifests, index = registry.load_manifests(machine)
        try:
            return registry.update_manifests(machine, [*manifests, manifest], index)
        except EtcdError as error:
            if not is_etcd_conflict(error) or len(manifests) > 20:
                raise
=== half a minute of tries, without a pause => no reason to give up
import time
def run_pod(registry, pod, machine):
    registry.create_pod_key(pod, machine)
    end = time.monotonic() + 30
    while True:
        manifests, index = registry.load_manifests(machine)
        manifests.append(registry.manifest_factory.make_manifest(machine, pod))
        try:
            return registry.update_manifests(machine, manifests, index)
        except EtcdError as error:
            if not is_etcd_conflict(error) or time.monotonic() > end:
                raise
""")
