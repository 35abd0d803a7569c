"""Answers to compare-and-swap-obj."""

from tests.answers import Right, Wrong

RIGHT = [
    Right(
        "the failure branch reads",
        """
def compare_and_swap_obj(helper, key, obj, index):
    t = helper.client.transactions
    swapped, answers = helper.client.transaction(
        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
    )
    if not swapped:
        raise EtcdError(101 if answers[0] else 100, key)
""",
    ),
    Right(
        "reads afterwards to tell which error it was",
        """
def compare_and_swap_obj(helper, key, obj, index):
    client = helper.client
    done, _ = client.transaction(
        compare=[client.transactions.mod(key) == index, client.transactions.version(key) > 0],
        success=[client.transactions.put(key, json.dumps(obj))],
        failure=[],
    )
    if done:
        return
    value, metadata = client.get(key)
    if value is None:
        raise EtcdError(100, key)
    raise EtcdError(101, f"[{index} != {metadata.mod_revision}]")
""",
    ),
    Right(
        "the index between two others",
        """
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
""",
    ),
]

_SWAP = """
    t = helper.client.transactions
    swapped, answers = helper.client.transaction(
        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
    )
"""

WRONG = [
    Wrong(
        "reads, compares, writes",
        """
def compare_and_swap_obj(helper, key, obj, index):
    value, metadata = helper.client.get(key)
    if value is None:
        raise EtcdError(100, key)
    if metadata.mod_revision != index:
        raise EtcdError(101, key)
    helper.set_obj(key, obj)
""",
        "between two requests there is room for a rival",
    ),
    Wrong(
        "writes whatever stands there",
        "def compare_and_swap_obj(helper, key, obj, index):\n    helper.set_obj(key, obj)\n",
        "write only in the `success` branch",
    ),
    Wrong(
        "compares the version",
        "def compare_and_swap_obj(helper, key, obj, index):\n"
        + _SWAP.replace("t.mod(key)", "t.version(key)")
        + "    if not swapped:\n        raise EtcdError(101 if answers[0] else 100, key)\n",
        "an index is the key's mod_revision",
    ),
    Wrong(
        "swallows the refusal",
        "def compare_and_swap_obj(helper, key, obj, index):" + _SWAP,
        "raise EtcdError(101) where it did not",
    ),
    Wrong(
        "a conflict for everything",
        "def compare_and_swap_obj(helper, key, obj, index):"
        + _SWAP
        + "    if not swapped:\n        raise EtcdError(101, key)\n",
        "a missing key and a changed one both fail the compare",
    ),
    Wrong(
        "a missing key for everything",
        "def compare_and_swap_obj(helper, key, obj, index):"
        + _SWAP
        + "    if not swapped:\n        raise EtcdError(100, key)\n",
        "at another index is a conflict",
    ),
    Wrong(
        "at least the index",
        "def compare_and_swap_obj(helper, key, obj, index):\n"
        + _SWAP.replace("t.mod(key) == index", "t.mod(key) > index - 1")
        + "    if not swapped:\n        raise EtcdError(101 if answers[0] else 100, key)\n",
        "write only in the `success` branch",
    ),
    Wrong(
        "an index that has come already counts as well",
        "def compare_and_swap_obj(helper, key, obj, index):\n"
        + _SWAP.replace("t.mod(key) == index", "t.mod(key) < index + 1")
        + "    if not swapped:\n        raise EtcdError(101 if answers[0] else 100, key)\n",
        "write only in the `success` branch",
    ),
    Wrong(
        "writes Python, not JSON",
        "def compare_and_swap_obj(helper, key, obj, index):\n"
        + _SWAP.replace("json.dumps(obj)", "str(obj)")
        + "    if not swapped:\n        raise EtcdError(101 if answers[0] else 100, key)\n",
        "write JSON",
    ),
    Wrong(
        "tries again by itself until it can",
        """
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
""",
        "nothing changed, and EtcdError 101 raised",
    ),
    Wrong(
        "looks at the index, and then replaces by the value",
        """
def compare_and_swap_obj(helper, key, obj, index):
    value, metadata = helper.client.get(key)
    if value is None:
        raise EtcdError(100, key)
    if metadata.mod_revision != index or not helper.client.replace(key, value, json.dumps(obj)):
        raise EtcdError(101, key)
""",
        "and not the value",
    ),
    Wrong(
        "asks whether there are answers, and there always are",
        "def compare_and_swap_obj(helper, key, obj, index):"
        + _SWAP
        + "    if not swapped:\n        raise EtcdError(101 if answers else 100, key)\n",
        "a missing key and a changed one both fail the compare",
    ),
    Wrong(
        "compares the revision of its creation",
        "def compare_and_swap_obj(helper, key, obj, index):\n"
        + _SWAP.replace("t.mod(key)", "t.create(key)")
        + "    if not swapped:\n        raise EtcdError(101 if answers[0] else 100, key)\n",
        "there is room for a rival",
    ),
]
