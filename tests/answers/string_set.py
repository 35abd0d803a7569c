"""Answers to string-set."""

from tests.answers import Right, Wrong

RIGHT = [
    Right(
        "on Python's set",
        """
class StringSet:
    def __init__(self, *items):
        self.items = set(items)

    def insert(self, *items):
        self.items.update(items)

    def delete(self, item):
        self.items.discard(item)

    def has(self, item):
        return item in self.items

    def list(self):
        return sorted(self.items)
""",
    ),
    Right(
        "as the Go had it: a map whose values say nothing",
        """
class StringSet:
    def __init__(self, *items):
        self.map = {}
        self.insert(*items)

    def insert(self, *items):
        for item in items:
            self.map[item] = ()

    def delete(self, item):
        self.map.pop(item, None)

    def has(self, item):
        return item in self.map

    def list(self):
        keys = [key for key in self.map]
        keys.sort()
        return keys
""",
    ),
    Right(
        "on a list kept in order, handed out as a tuple; insert and delete return the set, as since #81372",
        """
import bisect
class StringSet:
    def __init__(self, *items):
        self._items = []
        self.insert(*items)

    def insert(self, *items):
        for item in items:
            if item not in self._items:
                bisect.insort(self._items, item)
        return self

    def delete(self, item):
        if item in self._items:
            self._items.remove(item)
        return self

    def has(self, item):
        return item in self._items

    def list(self):
        return tuple(self._items)
""",
    ),
    Right(
        "a set that is one",
        """
class StringSet(set):
    def __init__(self, *items):
        super().__init__(items)

    def insert(self, *items):
        self |= set(items)

    def delete(self, item):
        self -= {item}

    def has(self, item):
        return item in self

    def list(self):
        return sorted(self)
""",
    ),
]


def _with(name: str, body: str) -> str:
    """The right answer, with one method replaced."""
    methods = {
        "__init__": "def __init__(self, *items):\n        self.items = set(items)",
        "insert": "def insert(self, *items):\n        self.items.update(items)",
        "delete": "def delete(self, item):\n        self.items.discard(item)",
        "has": "def has(self, item):\n        return item in self.items",
        "list": "def list(self):\n        return sorted(self.items)",
    }
    methods[name] = body
    return "\nclass StringSet:\n    " + "\n\n    ".join(methods.values()) + "\n"


WRONG = [
    Wrong(
        "delete of an absent item fails",
        _with("delete", "def delete(self, item):\n        self.items.remove(item)"),
        "to delete what is not there is fine",
    ),
    Wrong("list is not sorted", _with("list", "def list(self):\n        return list(self.items)"), "list is sorted"),
    Wrong(
        "list hands out the set itself",
        _with("list", "def list(self):\n        return self.items"),
        "its list is a list",
    ),
    Wrong(
        "insert takes one item and spreads its letters",
        _with("insert", "def insert(self, item):\n        self.items.update(item)"),
        "['web']",
    ),
    Wrong(
        "insert takes one item only",
        _with("insert", "def insert(self, item):\n        self.items.add(item)"),
        "as many items as it is given",
    ),
    Wrong(
        "insert takes a list",
        _with("insert", "def insert(self, items):\n        self.items.update(items)"),
        "['web']",
    ),
    Wrong(
        "has looks for parts",
        _with("has", "def has(self, item):\n        return any(item in each for each in self.items)"),
        "a part of an item is no item",
    ),
    Wrong(
        "has prints",
        _with("has", "def has(self, item):\n        print(item in self.items)"),
        "has returns True",
    ),
    Wrong(
        "has says only yes",
        _with("has", "def has(self, item):\n        if item in self.items:\n            return True"),
        "returns False, not None",
    ),
    Wrong(
        "all sets share one",
        """
class StringSet:
    items = set()

    def __init__(self, *items):
        self.items.update(items)

    def insert(self, *items):
        self.items.update(items)

    def delete(self, item):
        self.items.discard(item)

    def has(self, item):
        return item in self.items

    def list(self):
        return sorted(self.items)
""",
        "make what a set keeps in __init__",
    ),
    Wrong(
        "a list, with doubles",
        """
class StringSet:
    def __init__(self, *items):
        self.items = sorted(items)

    def insert(self, *items):
        self.items = sorted([*self.items, *items])

    def delete(self, item):
        if item in self.items:
            self.items.remove(item)

    def has(self, item):
        return item in self.items

    def list(self):
        return list(self.items)
""",
        "each item is in it once",
    ),
    Wrong(
        "hands out its insides",
        """
class StringSet:
    def __init__(self, *items):
        self.items = sorted(set(items))

    def insert(self, *items):
        self.items[:] = sorted({*self.items, *items})

    def delete(self, item):
        self.items[:] = [each for each in self.items if each != item]

    def has(self, item):
        return item in self.items

    def list(self):
        return self.items
""",
        "hand out a new list each time",
    ),
    Wrong(
        "no items for the constructor, as before #289",
        _with("__init__", "def __init__(self):\n        self.items = set()"),
        "begins with items (#289)",
    ),
    Wrong(
        "sorted without regard to capitals",
        _with("list", "def list(self):\n        return sorted(self.items, key=str.lower)"),
        "Python's own set",
    ),
    Wrong(
        "an empty name is no name",
        _with("insert", "def insert(self, *items):\n        self.items.update(i for i in items if i)"),
        "Python's own set",
    ),
    Wrong(
        "insert begins anew",
        _with("insert", "def insert(self, *items):\n        self.items = set(items)"),
        "insert adds to what is there",
    ),
    Wrong(
        "one default for all",
        _with(
            "__init__", "def __init__(self, *items, keep=set()):\n        self.items = keep\n        keep.update(items)"
        ),
        "two sets share nothing",
    ),
    Wrong(
        "items as one list",
        _with("__init__", "def __init__(self, items=()):\n        self.items = set(items)"),
        "StringSet(*items) begins with items",
    ),
]
