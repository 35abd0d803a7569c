"""Answers to string-set."""

from tests.answers import read_answers

RIGHT, WRONG = read_answers("""
=== on Python's set
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
=== as the Go had it: a map whose values say nothing
-        self.items = set(items)
+        self.map = {}
+        self.insert(*items)
-        self.items.update(items)
+        for item in items:
+            self.map[item] = ()
-        self.items.discard(item)
+        self.map.pop(item, None)
-        return item in self.items
+        return item in self.map
-        return sorted(self.items)
+        keys = [key for key in self.map]
+        keys.sort()
+        return keys
=== on a list kept in order, handed out as a tuple; insert and delete return the set, as since #81372
-class StringSet:
+import bisect
+class StringSet:
-        self.items = set(items)
+        self._items = []
+        self.insert(*items)
-        self.items.update(items)
+        for item in items:
+            if item not in self._items:
+                bisect.insort(self._items, item)
+        return self
-        self.items.discard(item)
+        if item in self._items:
+            self._items.remove(item)
+        return self
-        return item in self.items
+        return item in self._items
-        return sorted(self.items)
+        return tuple(self._items)
=== a set that is one
-class StringSet:
+class StringSet(set):
-        self.items = set(items)
+        super().__init__(items)
-        self.items.update(items)
+        self |= set(items)
-        self.items.discard(item)
+        self -= {item}
-        return item in self.items
+        return item in self
-        return sorted(self.items)
+        return sorted(self)
=== a dict by item, cleared by None
-        self.items = set(items)
+        self.items = dict.fromkeys(items, True)
-        self.items.update(items)
+        self.items |= dict.fromkeys(items, True)
-        self.items.discard(item)
+        self.items[item] = False
-        return item in self.items
+        return self.items.get(item, False)
-        return sorted(self.items)
+        return sorted(item for item, there in self.items.items() if there)
=== a frozenset that is replaced
-        self.items = set(items)
+        self.items = frozenset(items)
-        self.items.update(items)
+        self.items = self.items.union(items)
-        self.items.discard(item)
+        self.items = self.items - {item}
-        return sorted(self.items)
+        return list(sorted(self.items))
=== a database
-class StringSet:
+import sqlite3
+class StringSet:
-        self.items = set(items)
+        self.db = sqlite3.connect(":memory:")
+        self.db.execute("create table items (item text primary key)")
+        self.insert(*items)
-        self.items.update(items)
+        self.db.executemany("insert or ignore into items values (?)", [(item,) for item in items])
-        self.items.discard(item)
+        self.db.execute("delete from items where item = ?", (item,))
-        return item in self.items
+        return bool(self.db.execute("select 1 from items where item = ?", (item,)).fetchall())
-        return sorted(self.items)
+        return sorted(row[0] for row in self.db.execute("select item from items"))
=== a dataclass, a heap and recursion
from dataclasses import dataclass, field
import heapq

class StringSet:
    def __init__(self, *items):
        self._keep = []
        self.insert(*items)

    def insert(self, *items):
        if items:
            first, *rest = items
            if not self.has(first):
                heapq.heappush(self._keep, first)
            self.insert(*rest)

    def delete(self, item):
        self._keep = [each for each in self._keep if each != item]
        heapq.heapify(self._keep)

    def has(self, item):
        return any(each == item for each in self._keep)

    def list(self):
        kept, found = list(self._keep), []
        while kept:
            found.append(heapq.heappop(kept))
        return found
=== a log of what was done
-        self.items = set(items)
+        self.log = []
+        self.insert(*items)
-        self.items.update(items)
+        self.log.extend((item, True) for item in items)
-        self.items.discard(item)
+        try:
+            self.log.append((item, False))
+        finally:
+            print("deleted", item)
-        return item in self.items
+        return item in self.list()
-        return sorted(self.items)
+        found = [item for item, there in dict(self.log).items() if there]
+        found.sort()
+        return found
=== slots, and one attribute with two underscores
-class StringSet:
+class StringSet:
+    __slots__ = ("__items",)
-        self.items = set(items)
+        self.__items = {*items}
-        self.items.update(items)
+        self.__items |= {*items}
-        self.items.discard(item)
+        if item in self.__items:
+            self.__items.remove(item)
-        return item in self.items
+        return item in self.__items
-        return sorted(self.items)
+        return sorted(self.__items)
=== delete of an absent item fails => to delete what is not there is fine
-        self.items.discard(item)
+        self.items.remove(item)
=== list is not sorted => list is sorted
-        return sorted(self.items)
+        return list(self.items)
=== list hands out the set itself => its list is a list
-        return sorted(self.items)
+        return self.items
=== insert takes one item and spreads its letters => insert adds each item
-    def insert(self, *items):
-        self.items.update(items)
+    def insert(self, item):
+        self.items.update(item)
=== insert takes one item only => as many items as it is given
-    def insert(self, *items):
-        self.items.update(items)
+    def insert(self, item):
+        self.items.add(item)
=== insert takes a list => insert adds each item
-    def insert(self, *items):
+    def insert(self, items):
=== has looks for parts => a part of an item is not an item
-        return item in self.items
+        return any(item in each for each in self.items)
=== has prints => has returns True
-        return item in self.items
+        print(item in self.items)
=== has says only yes => returns False, not None
-        return item in self.items
+        if item in self.items:
+            return True
=== all sets share one => make what a set keeps in __init__
 class StringSet:
+    items = set()
-        self.items = set(items)
+        self.items.update(items)
=== a list, with doubles => each item is in it once
-        self.items = set(items)
+        self.items = sorted(items)
-        self.items.update(items)
+        self.items = sorted([*self.items, *items])
-        self.items.discard(item)
+        if item in self.items:
+            self.items.remove(item)
-        return sorted(self.items)
+        return list(self.items)
=== hands out its insides => hand out a new list each time
-        self.items = set(items)
+        self.items = sorted(set(items))
-        self.items.update(items)
+        self.items[:] = sorted({*self.items, *items})
-        self.items.discard(item)
+        self.items[:] = [each for each in self.items if each != item]
-        return sorted(self.items)
+        return self.items
=== no items for the constructor, as before #289 => begins with items (#289)
-    def __init__(self, *items):
-        self.items = set(items)
+    def __init__(self):
+        self.items = set()
=== sorted without regard to capitals => Python's own set
-        return sorted(self.items)
+        return sorted(self.items, key=str.lower)
=== an empty name is no name => Python's own set
-        self.items.update(items)
+        self.items.update(i for i in items if i)
=== insert begins anew => insert adds to what is there
-        self.items.update(items)
+        self.items = set(items)
=== one default for all => two sets share nothing
-    def __init__(self, *items):
-        self.items = set(items)
+    def __init__(self, *items, keep=set()):
+        self.items = keep
+        keep.update(items)
=== items as one list => StringSet(*items) begins with items
-    def __init__(self, *items):
+    def __init__(self, items=()):
=== strips what it is given => kept to the letter
-        self.items.update(items)
+        self.items.update(item.strip() for item in items)
=== a dict by the id of the set, which outlives it => a new set must know nothing of one that is gone
kept = {}

class StringSet:
    def __init__(self, *items):
        kept.setdefault(id(self), set()).update(items)

    def insert(self, *items):
        kept[id(self)].update(items)

    def delete(self, item):
        kept[id(self)].discard(item)

    def has(self, item):
        return item in kept[id(self)]

    def list(self):
        return sorted(kept[id(self)])
=== normal forms of Unicode => kept to the letter
-        self.items = set(items)
+        import unicodedata
+        self.form = lambda item: unicodedata.normalize("NFC", item)
+        self.items = set(map(self.form, items))
-        self.items.update(items)
+        self.items.update(map(self.form, items))
=== sorted by length, then by letters => list is sorted
-        return sorted(self.items)
+        return sorted(self.items, key=lambda item: (len(item), item))
=== sorted as people count => list is sorted
-class StringSet:
+import re
+class StringSet:
-        return sorted(self.items)
+        return sorted(self.items, key=lambda item: [int(p) if p.isdigit() else p for p in re.split(r"([0-9]+)", item)])
=== sorted downwards => list is sorted
-        return sorted(self.items)
+        return sorted(self.items, reverse=True)
=== deletes whatever begins alike => it returned
-        self.items.discard(item)
+        self.items = {each for each in self.items if not each.startswith(item)}
=== a multiset => an item that was inserted twice is in the set once
-class StringSet:
+from collections import Counter
+class StringSet:
-        self.items = set(items)
+        self.items = Counter(items)
-        self.items.update(items)
+        self.items.update(items)
-        self.items.discard(item)
+        self.items -= Counter([item])
-        return item in self.items
+        return self.items[item] > 0
=== sorts the list in place, and returns what sort returns => `sorted(...)` returns a new list
-        self.items = set(items)
+        self.items = list(set(items))
-        self.items.update(items)
+        self.items = list({*self.items, *items})
-        self.items.discard(item)
+        self.items = [each for each in self.items if each != item]
-        return sorted(self.items)
+        return self.items.sort()
=== keeps the sorted list until the next insert => [
-        self.items = set(items)
+        self.items, self.sorted = set(items), None
-        self.items.update(items)
+        self.items.update(items)
+        self.sorted = None
-        return sorted(self.items)
+        self.sorted = self.sorted or sorted(self.items)
+        return list(self.sorted)
=== at most ten items => as many items as it is given
-        self.items.update(items)
+        self.items.update(items[:10])
=== never comes back => a loop there has no way out
-        return item in self.items
+        while item not in self.items:
+            pass
+        return True
=== a set with a comma for a separator => kept to the letter
-        self.items = set(items)
+        self.text = ""
+        self.insert(*items)
-        self.items.update(items)
+        for item in items:
+            if not self.has(item):
+                self.text += item + ","
-        self.items.discard(item)
+        self.text = "".join(each + "," for each in self.list() if each != item)
-        return item in self.items
+        return item in self.list()
-        return sorted(self.items)
+        return sorted(self.text.split(",")[:-1])
=== asynchronous => is async
-    def list(self):
+    async def list(self):
=== lists the first hundred => as many items as were inserted
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
        return sorted(self.items)[:100]
=== looks for the very same object => True
-        return item in self.items
+        return any(item is each for each in self.items)
=== one text, parted by zeros => kept to the letter
class StringSet:
    def __init__(self, *items):
        self.text = ""
        self.insert(*items)

    def _split(self):
        return set(self.text.split("\\0")[1:])

    def insert(self, *items):
        self.text = "".join("\\0" + item for item in self._split() | set(items))

    def delete(self, item):
        self.text = "".join("\\0" + each for each in self._split() - {item})

    def has(self, item):
        return item in self._split()

    def list(self):
        return sorted(self._split())
=== in the order of UTF-16 => kept to the letter
-        return sorted(self.items)
+        return sorted(self.items, key=lambda item: item.encode("utf-16-be"))
""")
