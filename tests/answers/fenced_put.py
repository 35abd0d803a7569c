"""Answers to fenced-put."""

from tests.answers import read_answers

GIVEN = "import json\nfrom kubeish import TODO, check, explore\n"

RIGHT, WRONG = read_answers("""
=== one transaction
def fenced_put(client, lock, key, value):
    t = client.transactions
    written, _ = client.transaction(
        compare=[t.value(lock.key) == lock.uuid],
        success=[t.put(key, value)],
        failure=[],
    )
    return written
=== asks first, and compares all the same
def fenced_put(client, lock, key, value):
    if not lock.is_acquired():
        return False
    t = client.transactions
    return client.transaction([t.value(lock.key) == lock.uuid], [t.put(key, value)], [])[0]
=== reads the lock's key, and compares its index
def fenced_put(client, lock, key, value):
    holder, metadata = client.get(lock.key)
    if holder != lock.uuid:
        return False
    t = client.transactions
    return client.transaction([t.mod(lock.key) == metadata.mod_revision], [t.put(key, value)], [])[0]
=== the key put together from the name
def fenced_put(client, lock, key, value):
    t = client.transactions
    done, _ = client.transaction([t.value(f"/locks/{lock.name}") == lock.uuid], [t.put(key, value)], [])
    if done:
        return True
    else:
        return False
=== the lock's own client
def fenced_put(client, lock, key, value):
    store = lock.etcd_client
    words = store.transactions
    compare = words.value(lock.key) == lock.uuid
    return store.transaction(compare=[compare], success=[words.put(key, value)], failure=[])[0]
=== a value between two others
def fenced_put(client, lock, key, value):
    t = client.transactions
    return client.transaction(
        [t.value(lock.key) == lock.uuid, t.create(lock.key) > 0], [t.put(key, value)], [t.get(lock.key)]
    )[0]
=== match
def fenced_put(client, lock, key, value):
    t = client.transactions
    match client.transaction([t.value(lock.key) == lock.uuid], [t.put(key, value)], []):
        case (True, _):
            return True
        case _:
            return False
=== a helper, and an error that is let through
def fenced_put(client, lock, key, value):
    def swap(words):
        return client.transaction([words.value(lock.key) == lock.uuid], [words.put(key, value)], [])

    try:
        written, answers = swap(client.transactions)
    except Exception as error:
        raise error
    return bool(answers) and written
=== a class that does it
class Fence:
    def __init__(self, client, lock):
        self.words, self.lock, self.client = client.transactions, lock, client

    def write(self, key, value):
        held = self.words.value(self.lock.key) == self.lock.uuid
        return self.client.transaction(compare=[held], success=[self.words.put(key, value)], failure=[])


def fenced_put(client, lock, key, value):
    written, *_ = Fence(client, lock).write(key, value)
    return written
=== prints and waits
def fenced_put(client, lock, key, value):
    import time

    time.sleep(0.01)
    t = client.transactions
    written, _ = client.transaction([t.value(lock.key) == lock.uuid], [t.put(key, value)], [])
    print("written" if written else "lost")
    return written
=== written unless another has it => put under `success` of a compare that holds only if
def fenced_put(client, lock, key, value):
    t = client.transactions
    refused, _ = client.transaction([t.value(lock.key) != lock.uuid], [], [t.put(key, value)])
    held = client.get(lock.key)[0] is not None or not refused
    return held and not refused
=== puts without a compare => compare and put in one transaction
def fenced_put(client, lock, key, value):
    client.put(key, value)
    return True
=== looks first, then writes => compare and put in one transaction
def fenced_put(client, lock, key, value):
    if not lock.is_acquired():
        return False
    client.put(key, value)
    return True
=== looks again afterwards => compare and put in one transaction
def fenced_put(client, lock, key, value):
    if client.get(lock.key)[0] != lock.uuid:
        return False
    client.put(key, value)
    return lock.is_acquired()
=== any owner will do => another owner has the same key, and another value in it
-        compare=[t.value(lock.key) == lock.uuid],
+        compare=[t.version(lock.key) > 0],
=== the lock's name for its value => compare what the lock's key holds with the lock's own value
-        compare=[t.value(lock.key) == lock.uuid],
+        compare=[t.value(lock.key) == lock.name],
=== the name for the key => compare what the lock's key holds with the lock's own value
-        compare=[t.value(lock.key) == lock.uuid],
+        compare=[t.value(lock.name) == lock.uuid],
=== returns nothing => the transaction's first result says whether the compare held
-    return written
=== True, whatever came of it => the transaction's first result says whether the compare held
-    return written
+    return True
=== raises where the lock is lost => False where the lock is lost, and no error
-    return written
+    if not written:
+        raise RuntimeError("the lock is lost")
+    return True
=== writes where the compare failed => it wrote to
-        failure=[],
+        failure=[t.put(key, value)],
=== tries until it works => went on asking
def fenced_put(client, lock, key, value):
    t = client.transactions
    while True:
        if client.transaction([t.value(lock.key) == lock.uuid], [t.put(key, value)], [])[0]:
            return True
=== takes the lock once more => it needs no new lock and no lease
-    return written
+    if not written:
+        lock.acquire()
+        client.put(key, value)
+    return True
=== renews it first => it needs no new lock and no lease
def fenced_put(client, lock, key, value):
    client.lease(60).refresh()
    t = client.transactions
    return client.transaction([t.value(lock.key) == lock.uuid], [t.put(key, value)], [])[0]
=== gives the lock back => leave the lock to the `with` block
-        success=[t.put(key, value)],
+        success=[t.put(key, value), t.delete(lock.key)],
=== compares the list instead => it wrote nothing
def fenced_put(client, lock, key, value):
    before, metadata = client.get(key)
    t = client.transactions
    index = metadata.mod_revision if metadata else 0
    if not lock.is_acquired():
        return False
    return client.transaction([t.mod(key) == index], [t.put(key, value)], [])[0]
=== a lost reply is a lost lock => catch no error
def fenced_put(client, lock, key, value):
    t = client.transactions
    try:
        return client.transaction([t.value(lock.key) == lock.uuid], [t.put(key, value)], [])[0]
    except Exception:
        return False
=== asks again after a lost reply => catch no error
def fenced_put(client, lock, key, value):
    t = client.transactions
    for _ in range(2):
        try:
            return client.transaction([t.value(lock.key) == lock.uuid], [t.put(key, value)], [])[0]
        except Exception as error:
            last = error
    raise last
=== the value as JSON => put the value as it is
-        success=[t.put(key, value)],
+        success=[t.put(key, json.dumps(value))],
=== the value without its blanks => put the value as it is
-        success=[t.put(key, value)],
+        success=[t.put(key, value.strip())],
=== nothing for an empty value => it wrote nothing
def fenced_put(client, lock, key, value):
    t = client.transactions
    if not value:
        return False
    return client.transaction([t.value(lock.key) == lock.uuid], [t.put(key, value)], [])[0]
=== the value as a text => put the value as it is
-        success=[t.put(key, value)],
+        success=[t.put(key, str(value))],
=== true where the value is there, too => False returned: the lock is lost
-    return written
+    there = client.get(key)[0]
+    return written or there in (value, str(value).encode())
=== puts it under the lock's lease => needs no new lock and no lease
-        success=[t.put(key, value)],
+        success=[t.put(key, value, client.lease(5))],
""")
