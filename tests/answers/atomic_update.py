"""Answers to atomic-update."""

from tests.answers import Right, Wrong

GIVEN = """
from kubeish.registry import compare_and_swap_obj
"""

RIGHT = [
    Right(
        "one compare for all indexes, 0 among them",
        """
def atomic_update(helper, key, update):
    while True:
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        new = update(obj)
        try:
            return compare_and_swap_obj(helper, key, new, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
""",
    ),
    Right(
        "as #694 has it, with a create and the old text compared too",
        """
def atomic_update(helper, key, update):
    while True:
        text, metadata = helper.client.get(key)
        new = json.dumps(update(json.loads(text) if text else None))
        if metadata is None:
            if helper.client.put_if_not_exists(key, new):
                return
            continue
        t = helper.client.transactions
        done, _ = helper.client.transaction(
            compare=[t.mod(key) == metadata.mod_revision, t.value(key) == text], success=[t.put(key, new)], failure=[]
        )
        if done:
            return
""",
    ),
    Right(
        "as GuaranteedUpdate does on etcd v3: the failed compare brings the next value along (#23387)",
        """
def atomic_update(helper, key, update):
    t = helper.client.transactions
    obj, index = helper.extract_obj(key, ignore_not_found=True)
    while True:
        done, answers = helper.client.transaction(
            compare=[t.mod(key) == index], success=[t.put(key, json.dumps(update(obj)))], failure=[t.get(key)]
        )
        if done:
            return
        found = answers[0]
        obj, index = (json.loads(found[0][0]), found[0][1].mod_revision) if found else (None, 0)
""",
    ),
    Right(
        "calls itself after a conflict",
        """
def atomic_update(helper, key, update):
    obj, index = helper.extract_obj(key, ignore_not_found=True)
    new = update(obj)
    try:
        compare_and_swap_obj(helper, key, new, index)
    except EtcdError as error:
        if not is_etcd_conflict(error):
            raise
        atomic_update(helper, key, update)
""",
    ),
]

WRONG = [
    Wrong(
        "reads and writes",
        """
def atomic_update(helper, key, update):
    obj, _ = helper.extract_obj(key, ignore_not_found=True)
    helper.set_obj(key, update(obj))
""",
        "read again *and* call update again",
    ),
    Wrong(
        "the draft of #269: a conflict comes out",
        """
def atomic_update(helper, key, update):
    obj, index = helper.extract_obj(key, ignore_not_found=True)
    compare_and_swap_obj(helper, key, update(obj), index)
""",
        "a conflict says that somebody was faster",
    ),
    Wrong(
        "as #269 was merged: the first write is blind",
        """
def atomic_update(helper, key, update):
    while True:
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        if index == 0:
            return helper.set_obj(key, update(obj))
        try:
            return compare_and_swap_obj(helper, key, update(obj), index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
""",
        "the first write is a write like any other",
    ),
    Wrong(
        "calls update once, and writes its result at whatever index there is",
        """
def atomic_update(helper, key, update):
    obj, index = helper.extract_obj(key, ignore_not_found=True)
    new = update(obj)
    while True:
        try:
            return compare_and_swap_obj(helper, key, new, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
        _, index = helper.extract_obj(key, ignore_not_found=True)
""",
        "read again *and* call update again",
    ),
    Wrong(
        "reads once, and updates that object again and again",
        """
def atomic_update(helper, key, update):
    obj, index = helper.extract_obj(key, ignore_not_found=True)
    while True:
        obj = update(obj)
        try:
            return compare_and_swap_obj(helper, key, obj, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
        _, index = helper.extract_obj(key, ignore_not_found=True)
""",
        "must not be used again",
    ),
    Wrong(
        "gives up after three tries",
        """
def atomic_update(helper, key, update):
    for _ in range(3):
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        new = update(obj)
        try:
            return compare_and_swap_obj(helper, key, new, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
""",
        "go round until it has worked",
    ),
    Wrong(
        "takes every error for a conflict",
        """
def atomic_update(helper, key, update):
    for _ in range(20):
        try:
            obj, index = helper.extract_obj(key, ignore_not_found=True)
            return compare_and_swap_obj(helper, key, update(obj), index)
        except Exception:
            pass
""",
        "catch the store's conflict and nothing else",
    ),
    Wrong(
        "takes every error for a conflict, for ever",
        """
def atomic_update(helper, key, update):
    while True:
        try:
            obj, index = helper.extract_obj(key, ignore_not_found=True)
            return compare_and_swap_obj(helper, key, update(obj), index)
        except Exception:
            continue
""",
        "it went round and round",
    ),
    Wrong(
        "a key that is not there is an error",
        """
def atomic_update(helper, key, update):
    while True:
        obj, index = helper.extract_obj(key)
        try:
            return compare_and_swap_obj(helper, key, update(obj), index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
""",
        "ignore_not_found=True",
    ),
    Wrong(
        "a mutex",
        """
import threading
lock = threading.Lock()
def atomic_update(helper, key, update):
    with lock:
        obj, _ = helper.extract_obj(key, ignore_not_found=True)
        helper.set_obj(key, update(obj))
""",
        "read again *and* call update again",
    ),
    Wrong(
        "an object that is empty is taken for none",
        """
def atomic_update(helper, key, update):
    while True:
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        new = update(0)
        try:
            return compare_and_swap_obj(helper, key, new, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
""",
        "the key holds 1 at the end",
    ),
    Wrong(
        "ten tries, which is enough for ten writers and for no more",
        """
def atomic_update(helper, key, update):
    for _ in range(10):
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        new = update(obj)
        try:
            return compare_and_swap_obj(helper, key, new, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
""",
        "after 10 conflicts it returned, and the key holds 4",
    ),
    Wrong(
        "takes an object that counts as false for none",
        """
def atomic_update(helper, key, update):
    while True:
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        new = update(obj) or obj
        try:
            return compare_and_swap_obj(helper, key, new, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
""",
        "update makes 0 of it",
    ),
    Wrong(
        "gives the update a list of its own making",
        """
def atomic_update(helper, key, update):
    while True:
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        new = update(obj or [])
        try:
            return compare_and_swap_obj(helper, key, new, index)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise
""",
        "update makes 1 of None",
    ),
    Wrong(
        "goes round when the update has said no",
        """
def atomic_update(helper, key, update):
    while True:
        obj, index = helper.extract_obj(key, ignore_not_found=True)
        try:
            return compare_and_swap_obj(helper, key, update(obj), index)
        except EtcdError:
            continue
""",
        "raises EtcdError(105)",
    ),
]
