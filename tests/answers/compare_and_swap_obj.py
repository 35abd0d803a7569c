"""Answers to compare-and-swap-obj."""

from tests.answers import read_answers

RIGHT, WRONG = read_answers("""
=== the failure branch reads
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    swapped, answers = helper.client.transaction(
        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
    )
    if not swapped:
        raise EtcdError(101 if answers[0] else 100, key)
=== reads afterwards to tell which error it was
def compare_and_swap_obj(helper, key, obj, index):
    client = helper.client
    done, _ = client.transaction(
        compare=[client.transactions.mod(key) == index],
        success=[client.transactions.put(key, json.dumps(obj))],
        failure=[],
    )
    if done:
        return
    value, metadata = client.get(key)
    if value is None:
        raise EtcdError(100, key)
    raise EtcdError(101, f"[{index} != {metadata.mod_revision}]")
=== the index between two others
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    done, [found] = helper.client.transaction(
        compare=[t.mod(key) < index + 1, t.mod(key) > index - 1],
        success=[t.put(key, json.dumps(obj))],
        failure=[t.get(key)],
    )
    if not done and not found:
        raise EtcdError(100, key)
    if not done:
        raise EtcdError(101, key)
=== reads, compares, writes => there is room for a rival
def compare_and_swap_obj(helper, key, obj, index):
    value, metadata = helper.client.get(key)
    if value is None and index:
        raise EtcdError(100, key)
    if value is not None and metadata.mod_revision != index:
        raise EtcdError(101, key)
    helper.set_obj(key, obj)
=== writes whatever stands there => compare and write in one request
def compare_and_swap_obj(helper, key, obj, index):
    helper.set_obj(key, obj)
=== compares the version => an index is the key's mod_revision
-        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
+        compare=[t.version(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
=== swallows the refusal => the transaction's first result says whether the compare held
-    if not swapped:
-        raise EtcdError(101 if answers[0] else 100, key)
=== a conflict for everything => a missing key and a changed one both fail the compare
-        raise EtcdError(101 if answers[0] else 100, key)
+        raise EtcdError(101, key)
=== a missing key for everything => at another index is a conflict
-        raise EtcdError(101 if answers[0] else 100, key)
+        raise EtcdError(100, key)
=== at least the index => write only in the `success` branch
-        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
+        compare=[t.mod(key) > index - 1], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
=== an index that has come already counts as well => write only in the `success` branch
-        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
+        compare=[t.mod(key) < index + 1], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
=== writes Python, not JSON => write JSON
-        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
+        compare=[t.mod(key) == index], success=[t.put(key, str(obj))], failure=[t.get(key)]
=== tries again by itself until it can => try once
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    while True:
        done, _ = helper.client.transaction(
            compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[]
        )
        if done:
            return
        found, metadata = helper.client.get(key)
        if found is None:
            raise EtcdError(100, key)
        index = metadata.mod_revision
=== looks at the index, and then replaces by the value => and not the value
def compare_and_swap_obj(helper, key, obj, index):
    value, metadata = helper.client.get(key)
    if value is None:
        if not index and helper.client.put_if_not_exists(key, json.dumps(obj)):
            return
        raise EtcdError(101 if not index else 100, key)
    if metadata.mod_revision != index or not helper.client.replace(key, value, json.dumps(obj)):
        raise EtcdError(101, key)
=== asks whether there are answers, and there always are
=> a missing key and a changed one both fail the compare
-        raise EtcdError(101 if answers[0] else 100, key)
+        raise EtcdError(101 if answers else 100, key)
=== compares the revision of its creation => an index is the key's mod_revision
-        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
+        compare=[t.create(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
=== index 0 by a create
def compare_and_swap_obj(helper, key, obj, index):
    if index == 0:
        if not helper.client.put_if_not_exists(key, json.dumps(obj)):
            raise EtcdError(101, key)
        return
    t = helper.client.transactions
    swapped, answers = helper.client.transaction(
        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
    )
    if not swapped:
        raise EtcdError(101 if answers[0] else 100, key)
=== match, and JSON with an indent
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    match helper.client.transaction(
        [t.mod(key) == index], [t.put(key, json.dumps(obj, indent=2, ensure_ascii=False))], [t.get(key)]
    ):
        case True, _:
            return
        case False, [[]]:
            raise EtcdError(100, key)
        case _:
            raise EtcdError(101, key)
=== asks first, and compares all the same
def compare_and_swap_obj(helper, key, obj, index):
    text = json.dumps(obj)
    client, t = helper.client, helper.client.transactions
    _, metadata = client.get(key)
    if metadata is None and index != 0:
        raise EtcdError(100, key)
    done, _ = client.transaction([t.mod(key) == index], [t.put(key, text)], [])
    if not done:
        raise EtcdError(101, key) if client.get(key)[1] else EtcdError(100, key)
=== the other way round, with a nested transaction
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    other, answers = helper.client.transaction(
        compare=[t.mod(key) != index], success=[t.get(key)], failure=[t.put(key, json.dumps(obj))]
    )
    if other:
        raise EtcdError(101 if answers[0] else 100, key)
=== helpers, an error of its own that is one, a log and a pause
import logging
import time
class Refused(EtcdError):
    pass
def explain(found, key):
    return Refused(101, key) if found else Refused(100, key)
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    logging.getLogger("swap").debug("swap %s", key)
    time.sleep(0.5)
    ok, rest = helper.client.transaction([t.mod(key) == index], [t.put(key, json.dumps(obj))], [t.get(key)])
    if not ok:
        raise explain(rest[0], key)
=== returns what it wrote, and a tuple of compares
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    compare = (t.mod(key) == index, t.mod(key) < index + 1)
    ok, (answer,) = helper.client.transaction(compare, (t.put(key, json.dumps(obj)),), (t.get(key),))
    if ok:
        return answer
    raise EtcdError({True: 101, False: 100}[bool(answer)], key)
=== bytes
def compare_and_swap_obj(helper, key, obj, index):
    t, raw = helper.client.transactions, key.encode()
    ok, (found,) = helper.client.transaction(
        [t.mod(raw) == index], [t.put(raw, json.dumps(obj).encode())], [t.get(raw)]
    )
    if not ok:
        raise EtcdError(101 if len(found) else 100, cause=key)
=== index 0 means there is nothing to compare: a plain write => at index 0, a write is due only where the key is not there
def compare_and_swap_obj(helper, key, obj, index):
    if index == 0:
        return helper.set_obj(key, obj)
    t = helper.client.transactions
    swapped, answers = helper.client.transaction(
        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
    )
    if not swapped:
        raise EtcdError(101 if answers[0] else 100, key)
=== every trouble is a conflict => ConnectionTimeoutError to leave your function as it is
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    try:
        swapped, answers = helper.client.transaction(
            compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
        )
    except Exception:
        raise EtcdError(101, key)
    if not swapped:
        raise EtcdError(101 if answers[0] else 100, key)
=== a lock of etcd around read and write => and no lock, lease or watch
def compare_and_swap_obj(helper, key, obj, index):
    with helper.client.lock(key):
        value, metadata = helper.client.get(key)
        if value is None:
            raise EtcdError(100, key)
        if metadata.mod_revision != index:
            raise EtcdError(101, key)
        helper.set_obj(key, obj)
=== index 0 of a missing key is an error 100 => where that is so, create it
-    if not swapped:
+    if not swapped or (index == 0 and not answers):
-        raise EtcdError(101 if answers[0] else 100, key)
+        raise EtcdError(101 if answers[0] else 100, key)

-        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
+        compare=[t.mod(key) == index, t.version(key) > 0], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
=== tries again when no reply comes => ConnectionTimeoutError to leave your function as it is
from kubeish.errors import ConnectionTimeoutError
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    for _ in range(2):
        try:
            swapped, answers = helper.client.transaction(
                compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
            )
            break
        except ConnectionTimeoutError:
            pass
    if not swapped:
        raise EtcdError(101 if answers[0] else 100, key)
=== what is no JSON is written as its repr => a Pod is no JSON
-        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
+        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj, default=repr))], failure=[t.get(key)]
=== an empty object is written as a list => at the key, as JSON
-        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
+        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj or []))], failure=[t.get(key)]
=== only a list may be written => TypeError
-        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
+        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(list(obj or [])))], failure=[t.get(key)]
=== asks the notebook's own client => your function asked nothing of the store that it was given
client = connect()
def compare_and_swap_obj(helper, key, obj, index):
    t = client.transactions
    swapped, answers = client.transaction(
        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
    )
    if not swapped:
        raise EtcdError(101 if answers[0] else 100, key)
=== a name that is mistyped => at line 6 of compare_and_swap_obj
-    if not swapped:
+    if not swaped:
=== keeps a copy of the object before it => it wrote to
-        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
+        compare=[t.mod(key) == index],
+        success=[t.put(key, json.dumps(obj)), t.put(key + "/old", "1")],
+        failure=[t.get(key)],
=== a failed compare writes a note => it wrote to
-        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
+        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key), t.put("/lost", "1")]
=== the first read decides, and the transaction compares that index => a write is due only where the key is at index
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    found, metadata = helper.client.get(key)
    at = metadata.mod_revision if metadata else 0
    if at and at != index:
        raise EtcdError(101, key)
    swapped, answers = helper.client.transaction(
        compare=[t.mod(key) == at], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
    )
    if not swapped:
        raise EtcdError(101 if answers[0] else 100, key)
=== negative indexes count as well => write only in the `success` branch
-        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
+        compare=[t.mod(key) == index] if index >= 0 else [], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
=== the store's revision, not the key's => and wrote nothing
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    found = helper.client.get_response(key)
    if found.kvs and found.header.revision != index:
        raise EtcdError(101, key)
    swapped, answers = helper.client.transaction(
        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
    )
    if not swapped:
        raise EtcdError(101 if answers[0] else 100, key)
=== puts the object itself, not JSON of it => `json.dumps(obj)`, once
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    swapped, answers = helper.client.transaction(
        compare=[t.mod(key) == index], success=[t.put(key, obj)], failure=[t.get(key)]
    )
    if not swapped:
        raise EtcdError(101 if answers[0] else 100, key)
=== takes a pair from the answer, which is empty for a missing key => is an empty list
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    swapped, answers = helper.client.transaction(
        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
    )
    if not swapped:
        value, metadata = answers[0][0]
        raise EtcdError(100 if value is None else 101, key)
=== a key with an empty value counts as missing => a key that is there
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    swapped, answers = helper.client.transaction(
        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
    )
    if not swapped:
        raise EtcdError(101 if answers[0] and answers[0][0][0] else 100, key)
=== an index of sixteen bits => an index is the key's mod_revision
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    swapped, answers = helper.client.transaction(
        compare=[t.mod(key) == index % 65536], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
    )
    if not swapped:
        raise EtcdError(101 if answers[0] else 100, key)
=== tries once more when it is refused => try once
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    for _ in range(2):
        swapped, answers = helper.client.transaction(
            compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
        )
        if swapped:
            return
    raise EtcdError(101 if answers[0] else 100, key)
""")
