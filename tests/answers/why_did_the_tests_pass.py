"""Answers to why-did-the-tests-pass."""

from tests.answers import Right, Wrong

_IMPORT = "from kubeish.fake import FakeEtcdClient\n"
_LINE = _IMPORT + "guilty_line = 17\n"

RIGHT = [
    Right(
        "counts in set, compares in compare_and_swap",
        _LINE
        + """
class HonestFake(FakeEtcdClient):
    def __init__(self):
        super().__init__()
        self.index = 0

    def set(self, key, value):
        self.index += 1
        self.data[key] = (value, self.index)

    def compare_and_swap(self, key, value, index):
        found, current = self.get(key)
        if found is None:
            raise EtcdError(100, key)
        if current != index:
            raise EtcdError(101, key)
        self.set(key, value)
""",
    ),
    Right(
        "a count for each key",
        _LINE
        + """
class HonestFake(FakeEtcdClient):
    def set(self, key, value):
        self.data[key] = (value, self.get(key)[1] + 1)

    def compare_and_swap(self, key, value, index):
        if key not in self.data:
            raise EtcdError(100)
        if self.data[key][1] != index:
            raise EtcdError(101)
        self.set(key, value)
""",
    ),
    Right(
        "hands on to the fake that it has inherited, once it has compared",
        _LINE
        + """
class HonestFake(FakeEtcdClient):
    def set(self, key, value):
        self.index = getattr(self, "index", 6) + 1
        self.data[key] = (value, self.index)

    def compare_and_swap(self, key, value, index):
        if key not in self.data or self.get(key)[1] != index:
            raise EtcdError(101 if key in self.data else 100, key)
        super().compare_and_swap(key, value, index)
""",
    ),
]

_SET = """
    def set(self, key, value):
        self.data[key] = (value, self.get(key)[1] + 1)
"""

WRONG = [
    Wrong("the wrong line", _IMPORT + "guilty_line = 13\nclass HonestFake(FakeEtcdClient): pass\n", "Follow it"),
    Wrong("the same fake again", _LINE + "class HonestFake(FakeEtcdClient): pass\n", "always answers index 0"),
    Wrong(
        "counts, and compares nothing",
        _LINE + "class HonestFake(FakeEtcdClient):" + _SET,
        "EtcdError 101 for the second",
    ),
    Wrong(
        "returns False instead of raising",
        _LINE
        + "class HonestFake(FakeEtcdClient):"
        + _SET
        + """
    def compare_and_swap(self, key, value, index):
        if self.get(key)[1] != index:
            return False
        self.set(key, value)
        return True
""",
        "EtcdError 101 for the second",
    ),
    Wrong(
        "writes, then compares",
        _LINE
        + "class HonestFake(FakeEtcdClient):"
        + _SET
        + """
    def compare_and_swap(self, key, value, index):
        current = self.get(key)[1]
        self.set(key, value)
        if current != index:
            raise EtcdError(101, key)
""",
        "a refused swap to change nothing",
    ),
    Wrong(
        "a missing key is a conflict",
        _LINE
        + "class HonestFake(FakeEtcdClient):"
        + _SET
        + """
    def compare_and_swap(self, key, value, index):
        if self.get(key)[1] != index:
            raise EtcdError(101, key)
        self.set(key, value)
""",
        "EtcdError 100 for a key that is not there",
    ),
    Wrong(
        "a swap that leaves the index",
        _LINE
        + "class HonestFake(FakeEtcdClient):"
        + _SET
        + """
    def compare_and_swap(self, key, value, index):
        if key not in self.data:
            raise EtcdError(100, key)
        if self.data[key][1] != index:
            raise EtcdError(101, key)
        self.data[key] = (value, index)
""",
        "EtcdError 101 for the second",
    ),
    Wrong(
        "one dict for all fakes",
        _LINE
        + """
shared = {}
class HonestFake(FakeEtcdClient):
    def __init__(self):
        self.data = shared
"""
        + _SET
        + """
    def compare_and_swap(self, key, value, index):
        if key not in self.data:
            raise EtcdError(100, key)
        if self.data[key][1] != index:
            raise EtcdError(101, key)
        self.set(key, value)
""",
        "a new fake to be empty",
    ),
    Wrong(
        "compares the value",
        _LINE
        + "class HonestFake(FakeEtcdClient):"
        + _SET
        + """
    def compare_and_swap(self, key, value, index):
        if key not in self.data:
            raise EtcdError(100, key)
        if self.get(key)[0] != value:
            raise EtcdError(101, key)
        self.set(key, value)
""",
        "the first swap to go through",
    ),
    Wrong(
        "the number as a text",
        _IMPORT + "guilty_line = '17'\nclass HonestFake(FakeEtcdClient): pass\n",
        "without quotes",
    ),
    Wrong(
        "takes an index that is yet to come",
        _LINE
        + "class HonestFake(FakeEtcdClient):"
        + _SET
        + """
    def compare_and_swap(self, key, value, index):
        found, current = self.get(key)
        if found is None:
            raise EtcdError(100, key)
        if current > index:
            raise EtcdError(101, key)
        self.set(key, value)
""",
        "a larger one too",
    ),
    Wrong(
        "begins to count at a key that is not there",
        _LINE + "class HonestFake(FakeEtcdClient):" + _SET.replace("self.get(key)[1]", "self.data[key][1]"),
        "it raised KeyError",
    ),
    Wrong(
        "keeps the value without an index",
        _LINE
        + "class HonestFake(FakeEtcdClient):"
        + _SET
        + """
    def compare_and_swap(self, key, value, index):
        found, current = self.get(key)
        if found is None:
            raise EtcdError(100, key)
        if current != index:
            raise EtcdError(101, key)
        self.data[key] = value
""",
        "that keeps value and index together",
    ),
    Wrong(
        "keeps nothing",
        _LINE
        + "class HonestFake(FakeEtcdClient):"
        + _SET
        + """
    def compare_and_swap(self, key, value, index):
        found, current = self.get(key)
        if found is None:
            raise EtcdError(100, key)
        if current != index:
            raise EtcdError(101, key)
        self.data[key] = None
""",
        "that keeps value and index together",
    ),
    Wrong(
        "writes by the old set, back at index 0",
        _LINE
        + "class HonestFake(FakeEtcdClient):"
        + _SET
        + """
    def compare_and_swap(self, key, value, index):
        found, current = self.get(key)
        if found is None:
            raise EtcdError(100, key)
        if current != index:
            raise EtcdError(101, key)
        super().set(key, value)
""",
        "an index above 1",
    ),
    Wrong(
        "compares with the last write of all, to whichever key",
        _LINE
        + """
class HonestFake(FakeEtcdClient):
    count = 0

    def set(self, key, value):
        self.count += 1
        self.data[key] = (value, self.count)

    def compare_and_swap(self, key, value, index):
        if key not in self.data:
            raise EtcdError(100, key)
        if self.count != index:
            raise EtcdError(101, key)
        self.set(key, value)
""",
        "where the index is the key's own, write",
    ),
]
