"""Answers to first-write."""

from tests.answers import read_answers

GIVEN = """
from kubeish.api import to_json
from kubeish.registry import compare_and_swap_obj
"""

RIGHT, WRONG = read_answers("""
=== index 0 is an index: the compare holds if the key is absent
def update_manifests(registry, machine, manifests, index):
    compare_and_swap_obj(registry.helper, make_container_key(machine), to_json(manifests), index)
=== as #694 has it, with a create
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    if index != 0:
        return compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
    if not registry.client.put_if_not_exists(key, json.dumps(to_json(manifests))):
        raise EtcdError(101, key)
=== a transaction of its own for the first write
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    if index:
        compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
        return
    t = registry.client.transactions
    text = json.dumps(to_json(manifests))
    created, _ = registry.client.transaction(compare=[t.version(key) == 0], success=[t.put(key, text)], failure=[])
    if not created:
        raise EtcdError(101, f"{key} has been created meanwhile")
=== one transaction of its own, whatever the index
def update_manifests(registry, machine, manifests, index):
    t, key = registry.client.transactions, make_container_key(machine)
    written, answers = registry.client.transaction(
        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(to_json(manifests)))], failure=[t.get(key)]
    )
    if not written:
        raise EtcdError(101 if answers[0] else 100, key)
=== as #265 has it => what does index 0 say about the key?
from: as #694 has it, with a create
-    if not registry.client.put_if_not_exists(key, json.dumps(to_json(manifests))):
-        raise EtcdError(101, key)
+    registry.helper.set_obj(key, to_json(manifests))
=== always a plain write => compare and write in one request
def update_manifests(registry, machine, manifests, index):
    registry.helper.set_obj(make_container_key(machine), to_json(manifests))
=== creates, and does not listen to the answer => it returned, and wrote nothing
from: as #694 has it, with a create
-    if not registry.client.put_if_not_exists(key, json.dumps(to_json(manifests))):
-        raise EtcdError(101, key)
+    registry.client.put_if_not_exists(key, json.dumps(to_json(manifests)))
=== tells the second one 105, as #740 did => at another index is a conflict
from: as #694 has it, with a create
-        raise EtcdError(101, key)
+        raise EtcdError(105, key)
=== creates, and else writes all the same => what does index 0 say about the key?
from: as #694 has it, with a create
-        raise EtcdError(101, key)
+        registry.helper.set_obj(key, to_json(manifests))
=== looks first and writes then => what does index 0 say about the key?
from: as #694 has it, with a create
-    if not registry.client.put_if_not_exists(key, json.dumps(to_json(manifests))):
+    if registry.client.get(key)[0] is not None:
         raise EtcdError(101, key)
+    registry.helper.set_obj(key, to_json(manifests))
=== takes every first write for a conflict => asked nothing of the store
from: as #694 has it, with a create
-    if not registry.client.put_if_not_exists(key, json.dumps(to_json(manifests))):
-        raise EtcdError(101, key)
+    raise EtcdError(101, key)
=== mends the first write and breaks the others => compare and write in one request
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    if index != 0:
        return registry.helper.set_obj(key, to_json(manifests))
    compare_and_swap_obj(registry.helper, key, to_json(manifests), 0)
=== an absent key is told as error 100 => asked nothing of the store
from: as #694 has it, with a create
-    if not registry.client.put_if_not_exists(key, json.dumps(to_json(manifests))):
-        raise EtcdError(101, key)
+    raise EtcdError(100, key)
=== writes an empty list first, blindly, to have an index => what does index 0 say about the key?
from: as #694 has it, with a create
-    if not registry.client.put_if_not_exists(key, json.dumps(to_json(manifests))):
-        raise EtcdError(101, key)
+    registry.client.put(key, "[]")
+    index = registry.client.get(key)[1].mod_revision
+    compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
=== writes the ids, and drops what the pods consist of => to_json(manifests), all of it
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    compare_and_swap_obj(registry.helper, key, [{'id': m.id} for m in manifests], index)
=== makes JSON of JSON => compare_and_swap_obj makes the JSON itself
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    compare_and_swap_obj(registry.helper, key, json.dumps(to_json(manifests)), index)
=== tries again by itself, with the list that is old => try once
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    while True:
        try:
            return compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
        except EtcdError:
            _, index = registry.load_manifests(machine)
=== match on the index
def update_manifests(registry, machine, manifests, index):
    key, text = make_container_key(machine), json.dumps(to_json(manifests))
    match index:
        case 0 if registry.client.put_if_not_exists(key, text):
            return
        case 0:
            raise EtcdError(101, key)
        case _:
            compare_and_swap_obj(registry.helper, key, json.loads(text), index)
=== the error of the swap is looked at, and goes on
def update_manifests(registry, machine, manifests, index):
    try:
        compare_and_swap_obj(registry.helper, make_container_key(machine), to_json(manifests), index)
    except EtcdError as error:
        print("not written:", error)
        raise
=== a list made by hand, with an indent
def update_manifests(registry, machine, manifests, index):
    key, t = make_container_key(machine), registry.client.transactions
    text = "[" + ", ".join(json.dumps(to_json(each), indent=1) for each in manifests) + "]"
    done, (found,) = registry.client.transaction([t.mod(key) == index], [t.put(key, text)], [t.get(key)])
    if done:
        return None
    raise EtcdError(101, f"[{index} != {found[0][1].mod_revision}]") if found else EtcdError(100, key)
=== two helpers
def create(registry, key, manifests):
    if not registry.client.put_if_not_exists(key, json.dumps(to_json(manifests))):
        raise EtcdError(101, key)
def replace(registry, key, manifests, index):
    compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    create(registry, key, manifests) if index == 0 else replace(registry, key, manifests, index)
=== a table of two functions, and a pause
import time
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    time.sleep(10)
    def first():
        if not registry.client.put_if_not_exists(key, json.dumps(to_json(manifests))):
            raise EtcdError(101, key)
    def later():
        return compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
    {True: first, False: later}[index == 0]()
=== an error of its own that is an EtcdError
class Conflict(EtcdError):
    def __init__(self, key):
        super().__init__(101, key)
def update_manifests(registry, machine, manifests, index):
    key, client = make_container_key(machine), registry.client
    ok, answers = client.transaction(
        [client.transactions.mod(key) == index],
        [client.transactions.put(key, json.dumps(to_json(manifests)).encode())],
        [client.transactions.get(key)],
    )
    if not ok and not answers[0]:
        raise EtcdError(100, key)
    if not ok:
        raise Conflict(key)
=== the registry's machines do not matter, the copy neither
def update_manifests(registry, machine, manifests, index):
    wanted = [to_json(each) for each in tuple(manifests)]
    return compare_and_swap_obj(registry.helper, make_container_key(machine), wanted, index)
=== tells the second first-writer that the list is missing => EtcdError 101 raised
from: as #694 has it, with a create
-        raise EtcdError(101, key)
+        raise EtcdError(100, key)
=== one error for all => EtcdError 100 raised
def update_manifests(registry, machine, manifests, index):
    t, key = registry.client.transactions, make_container_key(machine)
    written, _ = registry.client.transaction(
        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(to_json(manifests)))], failure=[]
    )
    if not written:
        raise EtcdError(101, key)
=== merges by itself instead of saying 101 => try once
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    while True:
        try:
            return compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
        found, index = registry.load_manifests(machine)
        ids = {one.id for one in found}
        manifests = found + [one for one in manifests if one.id not in ids]
=== a list that is gone is written anew => compare and write in one request
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    try:
        compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
    except EtcdError as error:
        if error.code != 100:
            raise
        registry.helper.set_obj(key, to_json(manifests))
=== every trouble is a conflict => EtcdError 100 raised
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    try:
        compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
    except Exception:
        raise EtcdError(101, key)
=== a lost reply is a conflict => ConnectionTimeoutError to leave your function as it is
from kubeish.errors import ConnectionTimeoutError
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    try:
        compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
    except ConnectionTimeoutError:
        raise EtcdError(101, key)
=== a lock of etcd for the first write => and no lock, lease or watch
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    if index != 0:
        return compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
    with registry.client.lock(machine):
        if registry.client.get(key)[0]:
            raise EtcdError(101, key)
        registry.helper.set_obj(key, to_json(manifests))
=== always m1 => it wrote to
def update_manifests(registry, machine, manifests, index):
    compare_and_swap_obj(registry.helper, make_container_key("m1"), to_json(manifests), 0 and index)
=== an empty list is not written => and wrote nothing
def update_manifests(registry, machine, manifests, index):
    if manifests:
        compare_and_swap_obj(registry.helper, make_container_key(machine), to_json(manifests), index)
=== an empty list deletes the key => it wrote to the key
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    if manifests:
        return compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
    registry.client.delete(key)
=== compares the version => and wrote nothing
from: one transaction of its own, whatever the index
-        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(to_json(manifests)))], failure=[t.get(key)]
+        compare=[t.version(key) == index], success=[t.put(key, json.dumps(to_json(manifests)))], failure=[t.get(key)]
=== at most the index => write only in the `success` branch
from: one transaction of its own, whatever the index
-        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(to_json(manifests)))], failure=[t.get(key)]
+        compare=[t.mod(key) < index + 1], success=[t.put(key, json.dumps(to_json(manifests)))], failure=[t.get(key)]
=== an empty list counts as no list => at index 0, a write is due only where the key is not there
def update_manifests(registry, machine, manifests, index):
    key, t = make_container_key(machine), registry.client.transactions
    if index:
        return compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
    found, there = registry.client.get(key)
    if found and json.loads(found):
        raise EtcdError(101, key)
    done, _ = registry.client.transaction(
        [t.mod(key) == (there.mod_revision if there else 0)], [t.put(key, json.dumps(to_json(manifests)))], []
    )
    if not done:
        raise EtcdError(101, key)
=== the last manifest alone => to_json(manifests), all of it
def update_manifests(registry, machine, manifests, index):
    compare_and_swap_obj(registry.helper, make_container_key(machine), to_json(manifests)[-1:], index)
=== a typing error => at line 2 of update_manifests
def update_manifests(registry, machine, manifests, index):
    compare_and_swap_obj(registry.helper, make_container_key(machin), to_json(manifests), index)
=== the manifests as they are => hand it to_json(manifests)
def update_manifests(registry, machine, manifests, index):
    compare_and_swap_obj(registry.helper, make_container_key(machine), manifests, index)
=== the key of m1, whatever the machine => use the key that belongs to its arguments
def update_manifests(registry, machine, manifests, index):
    compare_and_swap_obj(registry.helper, make_container_key("m1"), to_json(manifests), index)
""")
