"""Answers to why-did-the-tests-pass."""

from tests.answers import read_answers

RIGHT, WRONG = read_answers("""
=== counts in set, compares in compare_and_swap
from kubeish.lessons.fake_client import FakeEtcdClient
guilty_lines = (13, 17)

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
=== a count for each key
-    def __init__(self):
-...
-            raise EtcdError(101, key)
+    def set(self, key, value):
+        self.data[key] = (value, self.get(key)[1] + 1)
+    def compare_and_swap(self, key, value, index):
+        if key not in self.data:
+            raise EtcdError(100)
+        if self.data[key][1] != index:
+            raise EtcdError(101)
=== hands on to the fake that it has inherited, once it has compared
-    def __init__(self):
-...
+    def set(self, key, value):
+        self.index = getattr(self, "index", 6) + 1
+        self.data[key] = (value, self.index)
+    def compare_and_swap(self, key, value, index):
+        if key not in self.data or self.get(key)[1] != index:
+            raise EtcdError(101 if key in self.data else 100, key)
+        super().compare_and_swap(key, value, index)
=== one count for all fakes
-    def __init__(self):
-        super().__init__()
-        self.index = 0
-    def set(self, key, value):
-        self.index += 1
+    from itertools import count
+    counter = count(7)
+    def set(self, key, value):
+        self.index = next(self.counter)
=== the clock, in nanoseconds
 from kubeish.lessons.fake_client import FakeEtcdClient
+import time
-    def __init__(self):
-        super().__init__()
-        self.index = 0
-    def set(self, key, value):
-        self.index += 1
+    def set(self, key, value):
+        before = self.get(key)[1]
+        while (index := time.perf_counter_ns() + 1) == before:
+            pass
+        self.index = index
=== a random number, as an ETag is
 from kubeish.lessons.fake_client import FakeEtcdClient
+import random
-        self.index += 1
+        self.index = random.getrandbits(64) + 1
=== a named tuple at each key
 from kubeish.lessons.fake_client import FakeEtcdClient
+from typing import NamedTuple
+class At(NamedTuple):
+    value: str | None
+    index: int
-        self.data[key] = (value, self.index)
+        self.data[key] = At(value, self.index)
=== a text as an index
-        self.data[key] = (value, self.index)
+        self.data[key] = (value, f"v{self.index}")
=== negative indexes, downwards
-        self.index += 1
+        self.index -= 1
=== two dicts, and nothing inherited
class HonestFake:
    def __init__(self):
        self.values, self.indexes = {}, {}

    def get(self, key):
        return (self.values[key], self.indexes[key]) if key in self.values else (None, 0)

    def set(self, key, value):
        self.indexes[key] = 1 + max(self.indexes.values(), default=0)
        self.values[key] = value

    def compare_and_swap(self, key, value, index):
        match self.get(key):
            case (None, _):
                raise EtcdError(100, key)
            case (_, now) if now != index:
                raise EtcdError(101, f"[{now} != {index}]")
        self.set(key, value)
guilty_lines = [13, 17]
=== the history of each key
-    def __init__(self):
-...
+    def get(self, key):
+        history = self.data.get(key, [])
+        return (history[-1], len(history)) if history else (None, 0)
+    def set(self, key, value):
+        self.data.setdefault(key, []).append(value)
+    def compare_and_swap(self, key, value, index):
+        if not self.data.get(key):
+            raise EtcdError(100, key)
+        if len(self.data[key]) != index:
+            raise EtcdError(101, key)
+        self.set(key, value)
=== the wrong line => which line makes every index 0?
from kubeish.lessons.fake_client import FakeEtcdClient
guilty_lines = (17, 17)
class HonestFake(FakeEtcdClient): pass
=== the same fake again => always answers index 0
from kubeish.lessons.fake_client import FakeEtcdClient
guilty_lines = (13, 17)
class HonestFake(FakeEtcdClient): pass
=== counts, and compares nothing => EtcdError 101 for the second
from: a count for each key
-    def compare_and_swap(self, key, value, index):
-...
=== returns False instead of raising => EtcdError 101 for the second
from: a count for each key
-        if key not in self.data:
-...
+        if self.get(key)[1] != index:
+            return False
+        self.set(key, value)
+        return True
=== writes, then compares => a refused swap to change nothing
from: a count for each key
-        if key not in self.data:
-...
+        current = self.get(key)[1]
+        self.set(key, value)
+        if current != index:
+            raise EtcdError(101, key)
=== a missing key is a conflict => EtcdError 100 for a key that is not there
from: a count for each key
-        if key not in self.data:
-...
-            raise EtcdError(101)
+        if self.get(key)[1] != index:
+            raise EtcdError(101, key)
=== a swap that leaves the index => EtcdError 101 for the second
from: a count for each key
-            raise EtcdError(100)
-...
+            raise EtcdError(100, key)
+        if self.data[key][1] != index:
+            raise EtcdError(101, key)
+        self.data[key] = (value, index)
=== one dict for all fakes => a new fake to be empty
from: a count for each key
-class HonestFake(FakeEtcdClient):
+shared = {}
+class HonestFake(FakeEtcdClient):
+    def __init__(self):
+        self.data = shared
-            raise EtcdError(100)
+            raise EtcdError(100, key)
-            raise EtcdError(101)
+            raise EtcdError(101, key)
=== compares the value => the first swap to go through
from: a count for each key
-            raise EtcdError(100)
-        if self.data[key][1] != index:
-            raise EtcdError(101)
+            raise EtcdError(100, key)
+        if self.get(key)[0] != value:
+            raise EtcdError(101, key)
=== the number as a text => without quotes
from kubeish.lessons.fake_client import FakeEtcdClient
guilty_lines = ('13', '17')
class HonestFake(FakeEtcdClient): pass
=== takes an index that is yet to come => a larger one too
-    def __init__(self):
-...
-        self.data[key] = (value, self.index)
+    def set(self, key, value):
+        self.data[key] = (value, self.get(key)[1] + 1)
-        if current != index:
+        if current > index:
=== begins to count at a key that is not there => it raised KeyError
-    def __init__(self):
-...
+    def set(self, key, value):
+        self.data[key] = (value, self.data[key][1] + 1)
=== keeps the value without an index => that keeps value and index together
-    def __init__(self):
-...
-        self.data[key] = (value, self.index)
+    def set(self, key, value):
+        self.data[key] = (value, self.get(key)[1] + 1)
-        self.set(key, value)
+        self.data[key] = value
=== keeps nothing => that keeps value and index together
-    def __init__(self):
-...
-        self.data[key] = (value, self.index)
+    def set(self, key, value):
+        self.data[key] = (value, self.get(key)[1] + 1)
-        self.set(key, value)
+        self.data[key] = None
=== writes by the old set, back at index 0 => a new index after the swap
-    def __init__(self):
-...
-        self.data[key] = (value, self.index)
+    def set(self, key, value):
+        self.data[key] = (value, self.get(key)[1] + 1)
-        self.set(key, value)
+        super().set(key, value)
=== compares with the last write of all, to whichever key => where the index is the key's own, write
-    def __init__(self):
-...
-        if current != index:
+    count = 0
+    def set(self, key, value):
+        self.count += 1
+        self.data[key] = (value, self.count)
+    def compare_and_swap(self, key, value, index):
+        if key not in self.data:
+            raise EtcdError(100, key)
+        if self.count != index:
=== set always sets the index to 1, a swap moves it => has not had before
-    def __init__(self):
-...
-        self.data[key] = (value, self.index)
+    def set(self, key, value):
+        self.data[key] = (value, 1)
-        self.set(key, value)
+        self.data[key] = (value, index + 1)
=== index 0 compares nothing => 0 is an index like any other
-        if current != index:
+        if index and current != index:
=== is not, for != => compare by `==`
-    def __init__(self):
-...
-        self.data[key] = (value, self.index)
+    def set(self, key, value):
+        self.data[key] = (value, self.get(key)[1] + 1)
-        if current != index:
+        if current is not index:
=== the count goes on at a refusal too, and the pair is lost => leaves value and index as they are
-    def __init__(self):
-...
-            raise EtcdError(101, key)
+    def set(self, key, value):
+        self.data[key] = value
+        self.index = getattr(self, "index", 0) + 1
+    def get(self, key):
+        return self.data.get(key), getattr(self, "index", 0)
+    def compare_and_swap(self, key, value, index):
+        found, current = self.get(key)
+        if found is None:
+            raise EtcdError(100, key)
+        if current != index:
+            raise EtcdError(101, key)
=== the index of the last write, to any key => leaves value and index as they are
-        self.data[key] = (value, self.index)
+        self.data[key] = (value, self.index)
+        for other, (kept, _) in self.data.items():
+            self.data[other] = (kept, self.index)
=== an empty value is not there => an empty value is a value too
-        if found is None:
+        if not found:
=== an empty value is not there for get => returned
-        self.index = 0
+        self.index = 0
+    def get(self, key):
+        value, index = super().get(key)
+        return (value, index) if value else (None, 0)
=== the index is the length of the value => the index that it read is old
-        self.data[key] = (value, self.index)
+        self.data[key] = (value, len(value) + 1)
=== writes only what is new => has not had before
-        self.index += 1
-        self.data[key] = (value, self.index)
+        if self.get(key)[0] != value:
+            self.index += 1
+            self.data[key] = (value, self.index)
=== from a hundred the index begins again => has not had before
-        self.index += 1
+        self.index = self.index % 100 + 1
=== the missing key at index 0 is created => EtcdError 100
-        if found is None:
+        if found is None and index:
=== a missing key at another index is a conflict => EtcdError 100
-        if found is None:
-            raise EtcdError(100, key)
-        if current != index:
-            raise EtcdError(101, key)
+        if current != index:
+            raise EtcdError(101, key)
+        if found is None:
+            raise EtcdError(100, key)
=== refuses only indexes that the key has had => any other index is a conflict
-        if current != index:
+        if index < current:
=== a refused swap takes the index back => a refused swap to change nothing
-            raise EtcdError(101, key)
+            self.set(key, found)
+            raise EtcdError(101, key)
=== an instance => not a class
-            raise EtcdError(101, key)
-...
+            raise EtcdError(101, key)
+        self.set(key, value)
+HonestFake = HonestFake()
=== the lines in the other order => in the other order
-guilty_lines = (13, 17)
+guilty_lines = (17, 13)
=== one line => two whole numbers
-guilty_lines = (13, 17)
+guilty_lines = 17
=== the second line wrong => the first is right
-guilty_lines = (13, 17)
+guilty_lines = (13, 15)
=== another error => EtcdError 101 for the second writer
-            raise EtcdError(101, key)
+            raise ValueError("101")
=== a typing error => no variable of that name
-        if current != index:
+        if curent != index:
=== no way out => never came back
-        if current != index:
+        while current != index:
+            pass
+        if False:
=== keeps twenty keys => what is written to another key
from kubeish.lessons.fake_client import FakeEtcdClient
guilty_lines = (13, 17)

class HonestFake(FakeEtcdClient):
    def __init__(self):
        super().__init__()
        self.index = 0

    def set(self, key, value):
        self.index += 1
        self.data = {**dict([*self.data.items()][-20:]), key: (value, self.index)}

    def compare_and_swap(self, key, value, index):
        found, current = self.get(key)
        if found is None:
            raise EtcdError(100, key)
        if current != index:
            raise EtcdError(101, key)
        self.set(key, value)
""")
