"""Answers to first-write."""

from tests.answers import Right, Wrong

GIVEN = """
from kubeish.api import to_json
from kubeish.registry import compare_and_swap_obj
"""

RIGHT = [
    Right(
        "index 0 is an index: the compare holds if the key is absent",
        """
def update_manifests(registry, machine, manifests, index):
    compare_and_swap_obj(registry.helper, make_container_key(machine), to_json(manifests), index)
""",
    ),
    Right(
        "as #694 has it, with a create",
        """
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    if index != 0:
        return compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
    if not registry.client.put_if_not_exists(key, json.dumps(to_json(manifests))):
        raise EtcdError(101, key)
""",
    ),
    Right(
        "a transaction of its own for the first write",
        """
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
""",
    ),
    Right(
        "one transaction of its own, whatever the index",
        """
def update_manifests(registry, machine, manifests, index):
    t, key = registry.client.transactions, make_container_key(machine)
    written, _ = registry.client.transaction(
        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(to_json(manifests)))], failure=[]
    )
    if not written:
        raise EtcdError(101, key)
""",
    ),
]

_HEAD = """
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    if index != 0:
        return compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
"""

WRONG = [
    Wrong(
        "as #265 has it",
        _HEAD + "    registry.helper.set_obj(key, to_json(manifests))\n",
        "what does index 0 say about the key?",
    ),
    Wrong(
        "always a plain write",
        """
def update_manifests(registry, machine, manifests, index):
    registry.helper.set_obj(make_container_key(machine), to_json(manifests))
""",
        "what does index 0 say about the key?",
    ),
    Wrong(
        "creates, and does not listen to the answer",
        _HEAD + "    registry.client.put_if_not_exists(key, json.dumps(to_json(manifests)))\n",
        "is lost",
    ),
    Wrong(
        "tells the second one 105, as #740 did",
        _HEAD
        + """
    if not registry.client.put_if_not_exists(key, json.dumps(to_json(manifests))):
        raise EtcdError(105, key)
""",
        "To come second is a conflict",
    ),
    Wrong(
        "creates, and else writes all the same",
        _HEAD
        + """
    if not registry.client.put_if_not_exists(key, json.dumps(to_json(manifests))):
        registry.helper.set_obj(key, to_json(manifests))
""",
        "what does index 0 say about the key?",
    ),
    Wrong(
        "looks first and writes then",
        _HEAD
        + """
    if registry.client.get(key)[0] is not None:
        raise EtcdError(101, key)
    registry.helper.set_obj(key, to_json(manifests))
""",
        "what does index 0 say about the key?",
    ),
    Wrong(
        "takes every first write for a conflict",
        _HEAD + "    raise EtcdError(101, key)\n",
        "waits for ever",
    ),
    Wrong(
        "mends the first write and breaks the others",
        """
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    if index != 0:
        return registry.helper.set_obj(key, to_json(manifests))
    compare_and_swap_obj(registry.helper, key, to_json(manifests), 0)
""",
        "at an index other than 0 compare_and_swap_obj did it right",
    ),
    Wrong(
        "an absent key is told as error 100",
        _HEAD + "    raise EtcdError(100, key)\n",
        "create it",
    ),
    Wrong(
        "writes an empty list first, blindly, to have an index",
        _HEAD
        + """
    registry.client.put(key, "[]")
    index = registry.client.get(key)[1].mod_revision
    compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
""",
        "what does index 0 say about the key?",
    ),
    Wrong(
        "writes the ids, and drops what the pods consist of",
        """
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    compare_and_swap_obj(registry.helper, key, [{'id': m.id} for m in manifests], index)
""",
        "and not as its manifest",
    ),
    Wrong(
        "makes JSON of JSON",
        """
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    compare_and_swap_obj(registry.helper, key, json.dumps(to_json(manifests)), index)
""",
        "the helper makes the JSON of it",
    ),
    Wrong(
        "tries again by itself, with the list that is old",
        """
def update_manifests(registry, machine, manifests, index):
    key = make_container_key(machine)
    while True:
        try:
            return compare_and_swap_obj(registry.helper, key, to_json(manifests), index)
        except EtcdError:
            _, index = registry.load_manifests(machine)
""",
        "and else raise EtcdError 101",
    ),
]
