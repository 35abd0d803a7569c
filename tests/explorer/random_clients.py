"""Random clients for tests of soundness: they read, write, swap, and misuse their indexes."""

# ruff: noqa: SIM300, UP031, UP032 - strange uses are what this file is for

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

KEYS = ("k", "m")

# What a client may do with the indexes that it holds. Each gives a value, which the client then may act on.
HARMLESS: dict[str, Callable[[Any, Any], Any]] = {
    "is 0": lambda a, b: a == 0,
    "is not 0": lambda a, b: a != 0,
    "is": lambda a, b: bool(a),
    "not": lambda a, b: not a,
    "equals": lambda a, b: a == b,
    "differs": lambda a, b: a != b,
    "in a list": lambda a, b: a in [b],
    "is None": lambda a, b: a is None,
    "equals None": lambda a, b: a == None,  # noqa: E711
}
STRANGE: dict[str, Callable[[Any, Any], Any]] = {
    "plus one": lambda a, b: a + 1,
    "one plus": lambda a, b: 1 + a,
    "minus": lambda a, b: a - b,
    "negative": lambda a, b: -a,
    "odd": lambda a, b: a % 2,
    "divmod": lambda a, b: divmod(a, 2),
    "bits": lambda a, b: a & 1,
    "shifted": lambda a, b: 1 << min(a, 9),
    "less": lambda a, b: a < b,
    "at most 3": lambda a, b: a <= 3,
    "more than 3": lambda a, b: 3 < a,
    "is 3": lambda a, b: a == 3,
    "3 is": lambda a, b: 3 == a,
    "greatest": lambda a, b: max(a, b),
    "sorted": lambda a, b: sorted([a, b]),
    "hash": lambda a, b: hash(a) == hash(b),
    "in a set": lambda a, b: a in {b},
    "a key": lambda a, b: {a: "first", b: "second"}.get(2),
    "int": lambda a, b: int(a),
    "float": lambda a, b: float(a),
    "round": lambda a, b: round(a),
    "range": lambda a, b: len(range(a)),
    "an item": lambda a, b: "abcdefgh"[min(a, 7)],
    "str": lambda a, b: str(a),
    "repr": lambda a, b: repr(a),
    "text": lambda a, b: f"{a}",
    "texts are equal": lambda a, b: str(a) == str(b),
    "long text": lambda a, b: len(str(a)) > 1,
    "padded": lambda a, b: f"{a:>3}",
    "percent d": lambda a, b: "%d" % a,
    "percent s": lambda a, b: "%s" % a,
    "formatted": lambda a, b: "{:d}".format(a),
    "joined": lambda a, b: "-".join([str(a), str(b)]),
    "digits": lambda a, b: str(a).isdigit(),
    "last digit": lambda a, b: str(a)[-1] in "02468",
    "int of text": lambda a, b: int(str(a)),
    "json": lambda a, b: json.dumps({"index": a}),
    "bytes": lambda a, b: str(a).encode(),
    "isinstance": lambda a, b: isinstance(a, int),
    "type": lambda a, b: type(a) is int,
    "name of type": lambda a, b: type(a).__name__,
    "copied": lambda a, b: copy.copy(a) == b,
    "deeply copied": lambda a, b: copy.deepcopy([a]) == [b],
    "pickled": lambda a, b: len(pickle.dumps(a)),
    "bit_length": lambda a, b: a.bit_length(),
    "matched": lambda a, b: _matched(a),
    "a pair": lambda a, b: (a, b) < (b, a),
    "pairs are equal": lambda a, b: (a, 1) == (b, 1),
}


def _matched(index: Any) -> str:
    match index:
        case 0:
            return "none"
        case int():
            return "number"
        case _:
            return "other"


_slots = st.sampled_from([0, 1])
_keys = st.sampled_from(KEYS)
_use = st.sampled_from(sorted(HARMLESS) + sorted(STRANGE))

STEPS = st.one_of(
    st.tuples(st.just("read"), _keys, _slots),
    st.tuples(st.just("put"), _keys),
    st.tuples(st.just("swap"), _keys, _slots),
    st.tuples(st.just("swap unless"), _keys, _slots),
    st.tuples(st.just("create"), _keys),
    st.tuples(st.just("delete"), _keys),
    st.tuples(st.just("list"), st.sampled_from(["key", "mod", "version"])),
    st.tuples(st.just("header"), _keys, _slots),
    st.tuples(st.just("created"), _keys, _slots),
    st.tuples(
        st.just("use"), _use, _slots, _slots, st.sampled_from(["write", "branch", "keep", "tell", "try", "stop"])
    ),
)
USUAL = st.one_of(
    st.tuples(st.just("read"), _keys, _slots),
    st.tuples(st.just("swap"), _keys, _slots),
    st.tuples(st.just("create"), _keys),
    st.tuples(st.just("use"), st.sampled_from(sorted(HARMLESS)), _slots, _slots, st.sampled_from(["write", "branch"])),
)


class Told(Exception):
    """A client's own error."""


def client(name: str, steps: list[tuple[Any, ...]]) -> Callable[[Any], Any]:
    """The function of a client that does ``steps``."""

    def run(client: Any) -> Any:
        memory: dict[str, Any] = {"index": [0, 0], "kept": "", "name": name}
        for step in steps:
            _STEPS[step[0]](client, memory, *step[1:])
        return memory["kept"]

    return run


def _read(client: Any, memory: Any, key: str, slot: int) -> None:
    _, metadata = client.get(key)
    memory["index"][slot] = metadata.mod_revision if metadata else 0


def _swap(client: Any, memory: Any, key: str, slot: int, unless: bool = False) -> None:
    words, index = client.transactions, memory["index"][slot]
    compare = words.mod(key) != index if unless else words.mod(key) == index
    swapped, _ = client.transaction([compare], [words.put(key, memory["name"] + memory["kept"])], [words.get(key)])
    memory["name"] += "+" if swapped else "-"


def _created(client: Any, memory: Any, key: str, slot: int) -> None:
    _, metadata = client.get(key)
    memory["index"][slot] = metadata.create_revision if metadata else 0


def _header(client: Any, memory: Any, key: str, slot: int) -> None:
    memory["index"][slot] = client.get_response(key).header.revision


def _list(client: Any, memory: Any, target: str) -> None:
    found = client.get_all("descend", target)
    memory["name"] += "".join(metadata.key.decode() for _, metadata in found)


def _use(client: Any, memory: Any, use: str, one: int, other: int, then: str) -> None:
    indexes = memory["index"][one], memory["index"][other]
    function = HARMLESS.get(use) or STRANGE[use]
    try:
        found = function(*indexes)
    except Exception as error:
        if then != "try":
            raise
        found = type(error).__name__
    if then == "write":
        client.put("k", str(found))
    elif then == "tell":
        raise Told(f"found {found}")
    elif then == "keep":
        memory["kept"] += str(found)
    elif then == "stop":
        raise Told
    elif found:
        client.put("m", memory["name"])


_STEPS: dict[str, Callable[..., None]] = {
    "read": _read,
    "put": lambda client, memory, key: client.put(key, memory["name"]),
    "swap": _swap,
    "swap unless": lambda client, memory, key, slot: _swap(client, memory, key, slot, unless=True),
    "create": lambda client, memory, key: client.put_if_not_exists(key, memory["name"]),
    "delete": lambda client, memory, key: client.delete(key),
    "list": _list,
    "header": _header,
    "created": _created,
    "use": _use,
}
