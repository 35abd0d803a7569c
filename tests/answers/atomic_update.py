"""Answers to atomic-update."""

from tests.answers import read_answers

GIVEN = """
from kubeish.registry import compare_and_swap_obj
"""

RIGHT, WRONG = read_answers("""
=== one compare for all indexes, 0 among them
def atomic_update(helper, key, update):
    while True:
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        new = update(obj)
        try:
            return compare_and_swap_obj(helper, key, new, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
=== as #694 has it, with a create and the old text compared too
def atomic_update(helper, key, update):
    while True:
        text, metadata = helper.client.get(key)
        new = json.dumps(update(json.loads(text) if text else None))
        if metadata is None:
            if helper.client.put_if_not_exists(key, new):
                return
            continue
        t = helper.client.transactions
        done, answers = helper.client.transaction(
            compare=[t.mod(key) == metadata.mod_revision, t.value(key) == text],
            success=[t.put(key, new)],
            failure=[t.get(key)],
        )
        if done:
            return
        if not answers[0]:
            raise EtcdError(100, key)
=== as GuaranteedUpdate does on etcd v3: the failed compare brings the next value along (#23387)
def atomic_update(helper, key, update):
    t = helper.client.transactions
    obj, index = helper.extract_obj(key, ignore_not_found=True)
    while True:
        done, answers = helper.client.transaction(
            compare=[t.mod(key) == index], success=[t.put(key, json.dumps(update(obj)))], failure=[t.get(key)]
        )
        if done:
            return
        if not answers[0] and index:
            raise EtcdError(100, key)
        found = answers[0][0]
        obj, index = json.loads(found[0]), found[1].mod_revision
=== calls itself after a conflict
def atomic_update(helper, key, update):
    obj, index = helper.extract_obj(key, ignore_not_found=True)
    new = update(obj)
    try:
        compare_and_swap_obj(helper, key, new, index)
    except EtcdError as error:
        if not is_etcd_conflict(error):
            raise
        atomic_update(helper, key, update)
=== compares the old text, and not the index => compare the index
from: as #694 has it, with a create and the old text compared too
-            compare=[t.mod(key) == metadata.mod_revision, t.value(key) == text],
+            compare=[t.value(key) == text],
=== reads another key first => no key read but
from: as GuaranteedUpdate does on etcd v3: the failed compare brings the next value along (#23387)
-    obj, index = helper.extract_obj(key, ignore_not_found=True)
+    obj, index = helper.extract_obj("m1", ignore_not_found=True)
-        if not answers[0] and index:
+        if not answers[0]:
=== reads and writes => read again *and* call update again
def atomic_update(helper, key, update):
    obj, _ = helper.extract_obj(key, ignore_not_found=True)
    helper.set_obj(key, update(obj))
=== the draft of #269: a conflict comes out => a conflict says that another write came first
def atomic_update(helper, key, update):
    obj, index = helper.extract_obj(key, ignore_not_found=True)
    compare_and_swap_obj(helper, key, update(obj), index)
=== as #269 was merged: the first write is blind => compare and write in one request
-        new = update(obj)
+        if index == 0:
+            return helper.set_obj(key, update(obj))
-            return compare_and_swap_obj(helper, key, new, index)
+            return compare_and_swap_obj(helper, key, update(obj), index)
=== calls update once, and writes its result at whatever index there is => read again *and* call update again
 def atomic_update(helper, key, update):
+    obj, index = helper.extract_obj(key, ignore_not_found=True)
+    new = update(obj)
-        obj, index = helper.extract_obj(key, ignore_not_found=True)
-        new = update(obj)

                 raise
+        _, index = helper.extract_obj(key, ignore_not_found=True)
=== reads once, and updates that object again and again => must not be used again
 def atomic_update(helper, key, update):
+    obj, index = helper.extract_obj(key, ignore_not_found=True)
-        obj, index = helper.extract_obj(key, ignore_not_found=True)
-        new = update(obj)
+        obj = update(obj)
-            return compare_and_swap_obj(helper, key, new, index)
+            return compare_and_swap_obj(helper, key, obj, index)
                 raise
+        _, index = helper.extract_obj(key, ignore_not_found=True)
=== gives up after three tries => with no limit: `while True:`
-    while True:
+    for _ in range(3):
=== takes every error for a conflict => ConnectionTimeoutError to leave your function
def atomic_update(helper, key, update):
    for _ in range(20):
        try:
            obj, index = helper.extract_obj(key, ignore_not_found=True)
            return compare_and_swap_obj(helper, key, update(obj), index)
        except Exception:
            pass
=== takes every error for a conflict, for ever => ConnectionTimeoutError to leave your function
def atomic_update(helper, key, update):
    while True:
        try:
            obj, index = helper.extract_obj(key, ignore_not_found=True)
            return compare_and_swap_obj(helper, key, update(obj), index)
        except Exception:
            continue
=== a key that is not there is an error => ignore_not_found=True
-        obj, index = helper.extract_obj(key, ignore_not_found=True)
-        new = update(obj)
+        obj, index = helper.extract_obj(key)
-            return compare_and_swap_obj(helper, key, new, index)
+            return compare_and_swap_obj(helper, key, update(obj), index)
=== a mutex => read again *and* call update again
import threading
lock = threading.Lock()
def atomic_update(helper, key, update):
    with lock:
        obj, _ = helper.extract_obj(key, ignore_not_found=True)
        helper.set_obj(key, update(obj))
=== an object that is empty is taken for none => hand update the object as it was read
-        new = update(obj)
+        new = update(0)
=== ten tries, which is enough for ten writers and for no more => after 10 conflicts it returned
-    while True:
+    for _ in range(10):
=== takes an object that counts as false for none => write what it returns as it is
-        new = update(obj)
+        new = update(obj) or obj
=== gives the update a list of its own making => hand update the object as it was read
-        new = update(obj)
+        new = update(obj or [])
=== goes round when the update has said no => EtcdError 100 to leave your function
-        new = update(obj)
-...
+        try:
+            return compare_and_swap_obj(helper, key, update(obj), index)
+        except EtcdError:
+            continue
=== a generator of tries
import itertools
def atomic_update(helper, key, update):
    for _ in itertools.count():
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        new = update(obj)
        try:
            compare_and_swap_obj(helper, key, new, index)
        except EtcdError as error:
            if error.code != 101:
                raise
        else:
            break
=== a pause that grows, by a name of its own
from time import sleep
def atomic_update(helper, key, update):
    pause = 0.001
    while True:
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        new = update(obj)
        try:
            return compare_and_swap_obj(helper, key, new, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
        sleep(pause)
        pause = min(1, pause * 2)
=== match, and a try of its own
class Conflict(Exception):
    pass
def try_once(helper, key, update):
    obj, index = helper.extract_obj(key, ignore_not_found=True)
    new = update(obj)
    try:
        compare_and_swap_obj(helper, key, new, index)
    except EtcdError as error:
        match error:
            case EtcdError(code=101):
                raise Conflict from error
            case _:
                raise
def atomic_update(helper, key, update):
    while True:
        try:
            return try_once(helper, key, update)
        except Conflict:
            continue
=== the index that was read, and 0, in one transaction
def atomic_update(helper, key, update):
    client, t = helper.client, helper.client.transactions
    done = False
    while not done:
        value, metadata = client.get(key)
        index = 0 if metadata is None else metadata.mod_revision
        text = json.dumps(update(None if value is None else json.loads(value)), indent=1)
        done, [found] = client.transaction([t.mod(key) == index], [t.put(key, text)], [t.get(key)])
        if not done and not found and index:
            raise EtcdError(100, key)
=== returns whether it had to try again, and logs
import logging
log = logging.getLogger("update")
def atomic_update(helper, key, update):
    tries = 0
    while True:
        tries += 1
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        new = update(obj)
        log.debug("try %s", tries)
        try:
            compare_and_swap_obj(helper, key, new, index)
            return tries
        except EtcdError as error:
            if is_etcd_conflict(error):
                continue
            raise
=== a copy for the update, which may change it
import copy
def atomic_update(helper, key, update):
    while True:
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        new = update(copy.deepcopy(obj))
        try:
            return compare_and_swap_obj(helper, key, new, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
=== a class
class Updater:
    def __init__(self, helper, key):
        self.helper, self.key = helper, key
    def read(self):
        return self.helper.extract_obj(self.key, ignore_not_found=True)
    def run(self, update):
        while True:
            obj, index = self.read()
            if self.write(update(obj), index):
                return
    def write(self, new, index):
        try:
            compare_and_swap_obj(self.helper, self.key, new, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
            return False
        return True
def atomic_update(helper, key, update):
    Updater(helper, key).run(update)
=== what counts as false is not there: created, for ever => went on asking
def atomic_update(helper, key, update):
    while True:
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        new = update(obj)
        if not obj:
            if helper.client.put_if_not_exists(key, json.dumps(new)):
                return
            continue
        try:
            return compare_and_swap_obj(helper, key, new, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
=== compares the text that it would have written itself => went on asking
def atomic_update(helper, key, update):
    while True:
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        old = json.dumps(obj)
        new = json.dumps(update(obj))
        if index == 0:
            done = helper.client.put_if_not_exists(key, new)
        else:
            done = helper.client.replace(key, old, new)
        if done:
            return
=== retries when no reply came => ConnectionTimeoutError to leave your function
from kubeish.errors import ConnectionTimeoutError
def atomic_update(helper, key, update):
    while True:
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        new = update(obj)
        try:
            return compare_and_swap_obj(helper, key, new, index)
        except ConnectionTimeoutError:
            continue
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
=== at most the index => EtcdError 100 to leave your function
def atomic_update(helper, key, update):
    t = helper.client.transactions
    while True:
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        done, _ = helper.client.transaction(
            compare=[t.mod(key) < index + 1], success=[t.put(key, json.dumps(update(obj)))], failure=[])
        if done:
            return
=== a lock of etcd => and no lock, lease or watch
def atomic_update(helper, key, update):
    with helper.client.lock(key):
        obj, _ = helper.extract_obj(key, ignore_not_found=True)
        helper.set_obj(key, update(obj))
=== a deleted key is created anew, as GuaranteedUpdate does => EtcdError 100 to leave your function
from: as GuaranteedUpdate does on etcd v3: the failed compare brings the next value along (#23387)
-        if not answers[0] and index:
-            raise EtcdError(100, key)
+        if not answers[0]:
+            obj, index = None, 0
+            continue
=== does not write what is as it was => it returned, and has written nothing
-        new = update(obj)
+        before = json.dumps(obj)
+        new = update(obj)
+        if json.dumps(new) == before:
+            return
=== a conflict that update raises is tried again => call update outside of the `try`
-        new = update(obj)

-            return compare_and_swap_obj(helper, key, new, index)
+            return compare_and_swap_obj(helper, key, update(obj), index)
=== object and index from two reads => and it wrote
def atomic_update(helper, key, update):
    while True:
        obj, _ = helper.extract_obj(key, ignore_not_found=True)
        _, index = helper.extract_obj(key, ignore_not_found=True)
        new = update(obj)
        try:
            return compare_and_swap_obj(helper, key, new, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
=== compares the version => and it wrote
def atomic_update(helper, key, update):
    client, t = helper.client, helper.client.transactions
    while True:
        value, m = client.get(key)
        text = json.dumps(update(None if value is None else json.loads(value)))
        done, [found] = client.transaction(
            [t.version(key) == (m.version if m else 0)], [t.put(key, text)], [t.get(key)]
        )
        if done:
            return
        if not found and m:
            raise EtcdError(100, key)
=== a thousand tries => with no limit: `while True:`
-    while True:
+    for _ in range(1000):
=== writes it twice, to be sure => it wrote the key twice
-            return compare_and_swap_obj(helper, key, new, index)
+            compare_and_swap_obj(helper, key, new, index)
+            return helper.set_obj(key, new)
=== turns what update raises into an error of its own => update's own error to leave your function
-        new = update(obj)
+        try:
+            new = update(obj)
+        except Exception as error:
+            raise RuntimeError("update failed") from error
=== a mistyped name => at line 4 of atomic_update
-        new = update(obj)
+        new = updat(obj)
=== swallows every bare error => a deleted key is no conflict
-        except EtcdError as error:
-            if not is_etcd_conflict(error):
-                raise
+        except:
+            pass
=== marks the key while it works => it wrote to
 def atomic_update(helper, key, update):
+    helper.client.put(key + "/busy", "1")
=== a new key by a plain write after a look => compare and write in one request
-            return compare_and_swap_obj(helper, key, new, index)
+            if index == 0 and helper.client.get(key)[0] is None:
+                return helper.set_obj(key, new)
+            return compare_and_swap_obj(helper, key, new, index)
=== an update's None deletes the key => and it wrote nothing
-            return compare_and_swap_obj(helper, key, new, index)
+            if new is None:
+                helper.client.delete(key)
+                return
+            return compare_and_swap_obj(helper, key, new, index)
=== calls update once for each object => call update again
def atomic_update(helper, key, update):
    results = {}
    while True:
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        text = json.dumps(obj, sort_keys=True)
        if text not in results:
            results[text] = update(obj)
        try:
            return compare_and_swap_obj(helper, key, results[text], index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
=== takes a key that holds null for a missing one => went on asking
         obj, index = helper.extract_obj(key, ignore_not_found=True)
+        index = 0 if obj is None else index
""")
