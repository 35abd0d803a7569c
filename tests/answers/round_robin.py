"""Answers to round-robin."""

from tests.answers import read_answers

RIGHT, WRONG = read_answers("""
=== as #286 has it
from kubeish.scheduler import NoMachines

class RoundRobinScheduler:
    def __init__(self):
        self.current_index = -1

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        self.current_index = (self.current_index + 1) % len(machines)
        return machines[self.current_index]
=== a class variable, a local one and its own error class
-    def __init__(self):
-        self.current_index = -1
+    class NoneLeft(NoMachines):
+        pass
+    place = None
-            raise NoMachines
-...
+            raise self.NoneLeft("nothing to choose from")
+        place = 0 if self.place is None else self.place + 1
+        self.place = place if place < len(machines) else 0
+        return machines[self.place]
=== goes back to the first place at once
-        self.current_index = -1
+        self.next = 0
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        place = self.next % len(machines)
+        self.next = (place + 1) % len(machines)
+        return machines[place]
=== enumerate and next
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        later = ((i, m) for i, m in enumerate(machines) if i > self.current_index)
+        self.current_index, machine = next(later, (0, machines[0]))
+        return machine
=== a generator that is sent the list
-        self.current_index = -1
+        self.turns = self.take_turns()
+        next(self.turns)
+    def take_turns(self):
+        place, machine = -1, None
+        while True:
+            machines = yield machine
+            place = (place + 1) % len(machines)
+            machine = machines[place]
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        return self.turns.send(machines)
=== match, a copy and a log
-        machines = minion_lister.list()
-        if not machines:
-            raise NoMachines
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        match [*minion_lister.list()]:
+            case []:
+                raise NoMachines("register a machine first")
+            case machines:
+                self.current_index += 1
+                if not 0 <= self.current_index < len(machines):
+                    self.current_index = 0
+                print(pod.id, "goes to", machines[self.current_index])
+                return machines[self.current_index]
=== a lock, though nobody asked for it
 from kubeish.scheduler import NoMachines
+import threading
-        self.current_index = -1
+        self.current_index, self.lock = -1, threading.RLock()
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        with self.lock:
+            self.current_index = (self.current_index + 1) % len(machines)
+            return machines[self.current_index]
=== a deque that is turned
 from kubeish.scheduler import NoMachines
+from collections import deque
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        turned = deque(machines)
+        turned.rotate(-(self.current_index + 1))
+        self.current_index = (self.current_index + 1) % len(machines)
+        return turned[0]
=== a closure
-        self.current_index = -1
+        place = -1
+        def move(many):
+            nonlocal place
+            place = (place + 1) % many
+            return place
+        self.move = move
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        return machines[self.move(len(machines))]
=== puts its place back after an error
     def schedule(self, pod, minion_lister):
+        before = self.current_index
+        try:
+            return self.take(minion_lister)
+        except BaseException:
+            self.current_index = before
+            raise
+    def take(self, minion_lister):
+        self.current_index += 1
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        self.current_index %= len(machines)
+        return machines[self.current_index]
=== counts all calls, and takes the remainder: so it loses its place => a count of all calls
from kubeish.scheduler import NoMachines

class RoundRobinScheduler:
    def __init__(self):
        self.count = 0

    def schedule(self, pod, minion_lister):
        machines = list(minion_lister.list())
        if not machines:
            raise NoMachines
        machine = machines[self.count % len(machines)]
        self.count += 1
        return machine
=== remembers the name of the last one, and not its place => not the name of a machine
-    def __init__(self):
-        self.current_index = -1
+    last = None
-            raise NoMachines
-...
+            raise NoMachines()
+        place = machines.index(self.last) + 1 if self.last in machines else 0
+        self.last = machines[place % len(machines)]
+        return self.last
=== remembers who is next
-        self.current_index = -1
+        self.next = 0
-        machines = minion_lister.list()
+        machines = tuple(minion_lister.list())
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        place = self.next if self.next < len(machines) else 0
+        self.next = place + 1
+        return machines[place]
=== always the first => remember, from one call to the next, where you were
class RoundRobinScheduler:
    def schedule(self, pod, minion_lister):
        return minion_lister.list()[0]
=== a local variable for a memory => UnboundLocalError
class RoundRobinScheduler:
    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if machines:
            last = (last + 1) % len(machines)
        return machines[last]
=== skips the first machine => the very first call is to choose the first machine
-        self.current_index = -1
+        self.last = 0
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        self.last = (self.last + 1) % len(machines)
+        return machines[self.last]
=== never wraps => after the last machine comes the first
-        self.current_index = -1
+        self.last = -1
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        self.last += 1
+        return machines[self.last]
=== itertools.cycle over the first list => look only at what
 from kubeish.scheduler import NoMachines
+import itertools
-    def __init__(self):
-        self.current_index = -1
+    cycle = None
-            raise NoMachines
-...
+            raise NoMachines
+        self.cycle = self.cycle or itertools.cycle(machines)
+        return next(self.cycle)
=== keeps the first list => look only at what
-        self.current_index = -1
-...
+        self.last = -1
+        self.machines = None
+    def schedule(self, pod, minion_lister):
+        self.machines = self.machines or minion_lister.list()
+        if not self.machines:
+            raise NoMachines
+        self.last = (self.last + 1) % len(self.machines)
+        return self.machines[self.last]
=== divides by zero, as #286 does => NoMachines to be raised
-        self.current_index = -1
+        self.last = -1
-        if not machines:
-...
+        self.last = (self.last + 1) % len(machines)
+        return machines[self.last]
=== an empty name for no machine => NoMachines to be raised
-        self.current_index = -1
+        self.last = -1
-            raise NoMachines
-...
+            return ""
+        self.last = (self.last + 1) % len(machines)
+        return machines[self.last]
=== turns the lister's own list round => the lister's list as it was
from kubeish.scheduler import NoMachines
class RoundRobinScheduler:
    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        machines.append(machines.pop(0))
        return machines[-1]
=== one place for all schedulers => belongs to all of them
-    def __init__(self):
-        self.current_index = -1
+    place = [-1]
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        self.place[0] = (self.place[0] + 1) % len(machines)
+        return machines[self.place[0]]
=== begins anew when the list has another length => remember a place, not a list
-        self.current_index = -1
+        self.last = -1
+        self.length = 0
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        if len(machines) != self.length:
+            self.last, self.length = -1, len(machines)
+        self.last = (self.last + 1) % len(machines)
+        return machines[self.last]
=== wraps by comparing, so a shorter list runs over its end => may lie past the end of the new one
-        self.current_index = -1
+        self.last = -1
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        self.last = 0 if self.last == len(machines) - 1 else self.last + 1
+        return machines[self.last]
=== hides the lister's error => catch nothing around `minion_lister.list()`
-        self.current_index = -1
+        self.last = -1
-        machines = minion_lister.list()
+        try:
+            machines = minion_lister.list()
+        except Exception:
+            raise NoMachines
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        self.last = (self.last + 1) % len(machines)
+        return machines[self.last]
=== gives the place, not the name => return the name of the machine at that place
-        self.current_index = -1
+        self.last = -1
-        if not machines:
-...
+        self.last = (self.last + 1) % len(machines)
+        return self.last
=== moves on before it knows whether there is a machine => remember a place
-        self.current_index = -1
+        self.last = -1
     def schedule(self, pod, minion_lister):
+        self.last += 1
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        return machines[self.last % len(machines)]
=== begins anew after an empty list => whose turn it still is
-        self.current_index = -1
+        self.last = -1
-            raise NoMachines
-...
+            self.last = -1
+            raise NoMachines
+        self.last = (self.last + 1) % len(machines)
+        return machines[self.last]
=== chooses the machine that has had the fewest turns => remember a place
 from kubeish.scheduler import NoMachines
+from collections import Counter
-        self.current_index = -1
+        self.turns = Counter()
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        machine = min(machines, key=self.turns.__getitem__)
+        self.turns[machine] += 1
+        return machine
=== sorts the machines => do not sort the list
-        machines = minion_lister.list()
+        machines = sorted(minion_lister.list())
=== moves on before it asks, and back where there is none => whose turn it still is
     def schedule(self, pod, minion_lister):
+        self.current_index += 1
-            raise NoMachines
-        self.current_index = (self.current_index + 1) % len(machines)
+            self.current_index -= 1
+            raise NoMachines
+        self.current_index %= len(machines)
=== the machine that the pod says => whatever the pod
-        self.current_index = (self.current_index + 1) % len(machines)
+        if pod.host in machines:
+            return pod.host
+        self.current_index = (self.current_index + 1) % len(machines)
=== sys.exit where there is none => an answer must not end Python
 from kubeish.scheduler import NoMachines
+import sys
-            raise NoMachines
+            sys.exit("no machines")
=== a place for each pod => whatever the pod
-        self.current_index = -1
+        self.places = {}
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        self.places[pod.id] = (self.places.get(pod.id, -1) + 1) % len(machines)
+        return machines[self.places[pod.id]]
=== keeps the list while it has the same length => look only at what
-        self.current_index = -1
+        self.current_index, self.machines = -1, []
-        machines = minion_lister.list()
+        found = minion_lister.list()
+        if len(found) != len(self.machines):
+            self.machines = [*found]
+        machines = self.machines
=== keeps the list while it is the same object => it chose
-        self.current_index = -1
+        self.current_index, self.known, self.machines = -1, None, []
-        machines = minion_lister.list()
+        found = minion_lister.list()
+        if found is not self.known:
+            self.known, self.machines = found, [*found]
+        machines = self.machines
=== asks again where the lister fails => after one more call of it
-        machines = minion_lister.list()
+        try:
+            machines = minion_lister.list()
+        except Exception:
+            machines = minion_lister.list()
=== the old list where the lister fails => the lister's error as it is
-        self.current_index = -1
+        self.current_index, self.machines = -1, []
-        machines = minion_lister.list()
+        try:
+            machines = self.machines = [*minion_lister.list()]
+        except OSError:
+            machines = self.machines
+        except Exception as error:
+            if "Connection" not in type(error).__name__:
+                raise
+            machines = self.machines
=== another error for none => NoMachines to be raised
-            raise NoMachines
+            raise ValueError("there are no machines")
=== begins anew after an error of the lister => whose turn it still is
-        machines = minion_lister.list()
+        try:
+            machines = minion_lister.list()
+        except BaseException:
+            self.current_index = -1
+            raise
=== by a remainder of hours => it chose
 from kubeish.scheduler import NoMachines
+import time
-        return machines[self.current_index]
+        return machines[int(time.time() // 3600) % len(machines)]
=== from the last place backwards => one place further than the last one
-        self.current_index = -1
+        self.current_index = 1
-        self.current_index = (self.current_index + 1) % len(machines)
-        return machines[self.current_index]
+        self.current_index = (self.current_index - 1) % len(machines)
+        return machines[self.current_index]
=== after ten turns it begins anew => seventeen times
-        return machines[self.current_index]
+        chosen = machines[self.current_index]
+        self.turns = getattr(self, "turns", 0) + 1
+        if self.turns % 10 == 0:
+            self.current_index = -1
+        return chosen
=== waits for a machine => the call never came back
-        if not machines:
-            raise NoMachines
+        while not machines:
+            machines = minion_lister.list()
=== waits for a machine without asking => the call never came back
-        if not machines:
-            raise NoMachines
+        while not machines:
+            pass
=== asynchronous => is async
-    def schedule(self, pod, minion_lister):
+    async def schedule(self, pod, minion_lister):
=== yields => returns a generator
-        return machines[self.current_index]
+        yield machines[self.current_index]
=== an instance in the place of the class => not a class
-class RoundRobinScheduler:
+class Scheduler:
-        return machines[self.current_index]
+        return machines[self.current_index]
+RoundRobinScheduler = Scheduler()
=== never the same machine twice in a row => it may have another place now
from kubeish.scheduler import NoMachines

class RoundRobinScheduler:
    def __init__(self):
        self.place, self.last = -1, None

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        self.place = (self.place + 1) % len(machines)
        if len(machines) > 1 and machines[self.place] == self.last:
            self.place = (self.place + 1) % len(machines)
        self.last = machines[self.place]
        return self.last
=== one machine alone is no turn => one machine is a list as well
from kubeish.scheduler import NoMachines

class RoundRobinScheduler:
    def __init__(self):
        self.place, self.last = -1, None

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        if len(machines) == 1:
            return machines[0]
        self.place = (self.place + 1) % len(machines)
        return machines[self.place]
=== keeps the list while its ends are the same => keep no list
from kubeish.scheduler import NoMachines

class RoundRobinScheduler:
    def __init__(self):
        self.place, self.kept = -1, ["", ""]

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        if len(self.kept) != len(machines) or self.kept[0] != machines[0] or self.kept[-1] != machines[-1]:
            self.kept = list(machines)
        self.place = (self.place + 1) % len(self.kept)
        return self.kept[self.place]
=== begins again with each new lister => nothing of the lister
-        self.current_index = -1
+        self.current_index, self.lister = -1, None
-        machines = minion_lister.list()
+        if minion_lister is not self.lister:
+            self.current_index, self.lister = -1, minion_lister
+        machines = minion_lister.list()
=== counts in a byte => however long the list is
-        self.current_index = (self.current_index + 1) % len(machines)
+        self.current_index = (self.current_index + 1) % 256 % len(machines)
""")
