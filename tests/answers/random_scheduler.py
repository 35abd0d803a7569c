"""Answers to random-scheduler: upstream's faults, and those of learners."""

from tests.answers import read_answers

RIGHT, WRONG = read_answers("""
=== a lock and a draw, in few lines
import random
import threading
from kubeish.scheduler import NoMachines

class RandomScheduler:
    def __init__(self, random):
        self.random, self.lock = random, threading.Lock()

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        with self.lock:
            return machines[self.random.randrange(len(machines))]
=== as #286 and #429 have it, with an error for the empty list
-        self.random, self.lock = random, threading.Lock()
+        self.random = random
+        self.lock = threading.Lock()
=== choice, with all of it behind a lock
-        self.random, self.lock = random, threading.Lock()
-...
+        self._random, self._lock = random, threading.RLock()
+    def schedule(self, pod, minion_lister):
+        with self._lock:
+            machines = list(minion_lister.list())
+            if len(machines) == 0:
+                raise NoMachines
+            return self._random.choice(machines)
=== a float times the length, behind a semaphore taken by hand
-        self.random, self.lock = random, threading.Lock()
+        self.random = random
+        self.turn = threading.Semaphore(1)
-            raise NoMachines
-...
+            raise NoMachines()
+        self.turn.acquire()
+        try:
+            place = int(self.random.random() * len(machines))
+        finally:
+            self.turn.release()
+        return machines[place]
=== one lock for all schedulers
 from kubeish.scheduler import NoMachines
+LOCK = threading.Lock()
-        self.random, self.lock = random, threading.Lock()
+        self.random = random
-        machines = minion_lister.list()
+        machines = sorted(minion_lister.list())
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        with LOCK:
+            return self.random.sample(machines, 1)[0]
=== the generator is handed round in a queue
-import random
-import threading
+import queue
-        self.random, self.lock = random, threading.Lock()
+        self.turns = queue.Queue()
+        self.turns.put(random)
-            raise NoMachines
-...
+            raise NoMachines
+        random = self.turns.get()
+        try:
+            return random.choices(machines)[0]
+        finally:
+            self.turns.put(random)
=== tries again and again until it has the lock
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        while not self.lock.acquire(blocking=False):
+            pass
+        try:
+            return self.random.choice(machines)
+        finally:
+            self.lock.release()
=== shuffles a copy
-        machines = minion_lister.list()
+        machines = list(minion_lister.list())
-            return machines[self.random.randrange(len(machines))]
+            self.random.shuffle(machines)
+        return machines.pop()
=== reservoir sampling
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        with self.lock:
+            for count, machine in enumerate(machines, 1):
+                if self.random.randrange(count) == 0:
+                    chosen = machine
+        return chosen
=== an executor of one thread
-import threading
+from concurrent.futures import ThreadPoolExecutor
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.pool = random, ThreadPoolExecutor(max_workers=1)
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        return self.pool.submit(self.random.choice, machines).result()
=== a condition and a flag
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.free, self.busy = random, threading.Condition(), False
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        with self.free:
+            self.free.wait_for(lambda: not self.busy)
+            self.busy = True
+        try:
+            return self.random.choice(machines)
+        finally:
+            with self.free:
+                self.busy = False
+                self.free.notify()
=== a decorator holds the lock
 from kubeish.scheduler import NoMachines
+def alone(method):
+    lock = threading.RLock()
+    def call(self, *args):
+        with lock:
+            return method(self, *args)
+    return call
-    def schedule(self, pod, minion_lister):
+    @alone
+    def schedule(self, pod, minion_lister):
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        return machines[int(len(machines) * self.random.random())]
=== a lock that is kept when it is first needed, made under another
 from kubeish.scheduler import NoMachines
+MAKING = threading.Lock()
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.lock = random, None
-        with self.lock:
+        with MAKING:
+            self.lock = self.lock or threading.Lock()
+        with self.lock:
=== setdefault makes one lock
-        self.random, self.lock = random, threading.Lock()
+        self.random = random
-        with self.lock:
+        with self.__dict__.setdefault("lock", threading.Lock()):
=== rejects by hand, from bits
-            return machines[self.random.randrange(len(machines))]
+            while (place := self.random.getrandbits(len(machines).bit_length())) >= len(machines):
+                pass
+        return machines[place]
=== many bits and a remainder, as the Go had it
-            return machines[self.random.randrange(len(machines))]
+            return machines[self.random.getrandbits(63) % len(machines)]
=== sleeps while it holds the lock, and logs
-import threading
+import logging
+import threading
+import time
-            return machines[self.random.randrange(len(machines))]
+            time.sleep(0.001)
+            machine = machines[self.random.randint(0, len(machines) - 1)]
+        logging.getLogger("scheduler").debug("%s to %s", pod.id, machine)
+        return machine
=== divides by zero on the empty list, as #286 does => NoMachines to be raised
-        if not machines:
-...
+        with self.lock:
+            return machines[self.random.getrandbits(63) % len(machines)]
=== randrange's own error on the empty list => empty range
-        if not machines:
-            raise NoMachines
=== None for an empty list => it chose None
-            raise NoMachines
+            return None
=== no lock, as until #429 => both inside the generator at the same time
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        return machines[self.random.randrange(len(machines))]
=== a new lock for each call => both inside the generator at the same time
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        with threading.Lock():
+            return self.random.choice(machines)
=== a lock around everything but the draw => draw inside `with self.lock:`
-        machines = minion_lister.list()
+        with self.lock:
+            machines = list(minion_lister.list())
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        return self.random.choice(machines)
=== a lock that is never given back => must be given back
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        self.lock.acquire()
+        return self.random.choice(machines)
=== a lock that is not given back when there is no machine => must be given back
     def schedule(self, pod, minion_lister):
+        self.lock.acquire()
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        machine = self.random.choice(machines)
+        self.lock.release()
+        return machine
=== a flag for a lock: two may find it down before either puts it up
=> both inside the generator at the same time
from: tries again and again until it has the lock
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.busy = random, False
-        while not self.lock.acquire(blocking=False):
+        while self.busy:
             pass
+        self.busy = True
-            self.lock.release()
+            self.busy = False
=== waits until the lock is free, and takes it a line later => both inside the generator at the same time
-import random
+import time
+import random
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        while self.lock.locked():
+            time.sleep(0.001)
+        if self.lock.acquire(blocking=False):
+            locked = True
+        place = self.random.randrange(len(machines))
+        if self.lock.locked():
+            self.lock.release()
+        return machines[place]
=== does not wait for its turn => the second one to wait
from: tries again and again until it has the lock
-        while not self.lock.acquire(blocking=False):
-            pass
+        if not self.lock.acquire(blocking=False):
+            raise RuntimeError('busy')
=== the module's own chance => draw only from the generator that `__init__` was given
-    def __init__(self, random):
-        self.random, self.lock = random, threading.Lock()
+    def __init__(self, generator):
+        self.lock = threading.Lock()
-            return machines[self.random.randrange(len(machines))]
+            return random.choice(machines)
=== seeds what it was given from the clock => never seed it
     def __init__(self, random):
+        random.seed()
=== seeds what it was given always alike => choices that depend on the generator
     def __init__(self, random):
+        random.seed(0)
=== a copy of the generator, as before #286 => as if each had a copy of it
-import random
+import copy
+import random
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.lock = copy.copy(random), threading.Lock()
=== a generator of its own, seeded by the one given => nothing was drawn from the generator that it was given
-import random
+from random import Random
+import random
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.lock = Random(random.random()), threading.Lock()
=== the generator belongs to the class => they share something
-        self.random, self.lock = random, threading.Lock()
+        RandomScheduler.random, self.lock = random, threading.Lock()
=== never the same machine twice in a row => chance has no memory
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.lock, self.last = random, threading.Lock(), None
-            return machines[self.random.randrange(len(machines))]
+            others = [m for m in machines if m != self.last] or machines
+            self.last = self.random.choice(others)
+            return self.last
=== deals all machines out before any comes again, and shares the pack => not yet
-    def __init__(self, random):
-        self.random, self.lock = random, threading.Lock()
+    def __init__(self, random, pack=[]):
+        self.random, self.lock, self.pack = random, threading.Lock(), pack
-            return machines[self.random.randrange(len(machines))]
+            left = [m for m in self.pack if m in machines] or list(machines)
+            machine = self.random.choice(left)
+            self.pack[:] = [m for m in left if m != machine]
+            return machine
=== deals all machines out before any comes again => not yet
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.lock, self.pack = random, threading.Lock(), []
-            return machines[self.random.randrange(len(machines))]
+            left = [m for m in self.pack if m in machines] or list(machines)
+            machine = self.random.choice(left)
+            self.pack = [m for m in left if m != machine]
+            return machine
=== draws once, and then in turn => nothing was drawn from the generator
-        self.random, self.lock = random, threading.Lock()
+        self.lock, self.at = threading.Lock(), random.randrange(777)
-            return machines[self.random.randrange(len(machines))]
+            self.at += 1
+            return machines[self.at % len(machines)]
=== never the last machine => chosen 0 times
-            return machines[self.random.randrange(len(machines))]
+            return machines[self.random.randrange(max(1, len(machines) - 1))]
=== one place too many => places on a list of three are 0, 1 and 2
-            return machines[self.random.randrange(len(machines))]
+            return machines[self.random.randint(0, len(machines))]
=== the ends half as likely => every place on the list is to be as likely as any other
-            return machines[self.random.randrange(len(machines))]
+            return machines[round(self.random.random() * (len(machines) - 1))]
=== the remainder of three bits => every place on the list is to be as likely as any other
-            return machines[self.random.randrange(len(machines))]
+            return machines[self.random.getrandbits(3) % len(machines)]
=== a byte for a place, so the first 256 of many thousands => machines from n00000 on chosen 450 times
-            return machines[self.random.randrange(len(machines))]
+            while True:
+                place = self.random.getrandbits(8)
+                if place < 255 // len(machines) * len(machines) or len(machines) > 255:
+                    return machines[place % len(machines)]
=== shuffles the lister's own list => the lister's list as it was
-            return machines[self.random.randrange(len(machines))]
+            self.random.shuffle(machines)
+            return machines[0]
=== asks twice => after one more call of it
-        machines = minion_lister.list()
-        if not machines:
+        if not minion_lister.list():
-            return machines[self.random.randrange(len(machines))]
+            return self.random.choice(minion_lister.list())
=== hides the lister's error behind its own => the lister's error as it is
-        machines = minion_lister.list()
+        try:
+            machines = minion_lister.list()
+        except Exception as error:
+            raise NoMachines from error
=== takes every IndexError for an empty list => and then raises IndexError
-        machines = minion_lister.list()
-...
+        try:
+            with self.lock:
+                return self.random.choice(minion_lister.list())
+        except IndexError:
+            raise NoMachines from None
=== returns the place => return the name of the machine at that place
-            return machines[self.random.randrange(len(machines))]
+            return self.random.randrange(len(machines))
=== forgets to return => a function without `return` returns None
-            return machines[self.random.randrange(len(machines))]
+            machines[self.random.randrange(len(machines))]
=== takes no generator => look at what `__init__` takes
import random

class RandomScheduler:
    def schedule(self, pod, minion_lister):
        return random.choice(minion_lister.list())
=== a variable that the first call leaves unbound => before the first call has given it a value
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        if len(machines) > 9:
+            machine = self.random.choice(machines)
+        return machine
=== a row of one, not its item => return one of them as it is
-            return machines[self.random.randrange(len(machines))]
+            return self.random.sample(machines, 1)
=== the bell curve => without a draw in that same call
-            return machines[self.random.randrange(len(machines))]
+            place = int(self.random.gauss(len(machines) / 2, len(machines) / 4))
+        return machines[min(len(machines) - 1, max(0, place))]
=== takes the generator out with the lock held, and draws afterwards => draw inside `with self.lock:`
-            return machines[self.random.randrange(len(machines))]
+            generator = self.random
+        return generator.choice(machines)
=== the remainder of sixteen bits => machines from n
-            return machines[self.random.randrange(len(machines))]
+            return machines[self.random.getrandbits(16) % len(machines)]
=== the remainder of twelve bits => machines from n
-            return machines[self.random.randrange(len(machines))]
+            return machines[self.random.getrandbits(12) % len(machines)]
=== three decimals => do not round what is drawn
-            return machines[self.random.randrange(len(machines))]
+            return machines[int(round(self.random.random(), 3) * len(machines)) % len(machines)]
=== an event, waited for and cleared on one line => both inside the generator at the same time
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.free = random, threading.Event()
+        self.free.set()
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        self.free.wait(); self.free.clear()
+        try:
+            return machines[self.random.randrange(len(machines))]
+        finally:
+            self.free.set()
=== makes its lock when it first needs one => both inside the generator at the same time
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.lock = random, None
-        with self.lock:
+        if self.lock is None:
+            self.lock = threading.Lock()
+        with self.lock:
=== makes its lock when it first needs one, on one line => both inside the generator at the same time
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.lock = random, None
-        with self.lock:
+        self.lock = self.lock or threading.Lock()
+        with self.lock:
=== keeps the list while it has the same length => look only at what
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.lock, self.machines = random, threading.Lock(), []
-        machines = minion_lister.list()
+        asked = minion_lister.list()
+        if len(asked) != len(self.machines):
+            self.machines = [*asked]
+        machines = self.machines
=== mixes the pod's id in, by hash() => use neither
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        with self.lock:
+            drawn = self.random.getrandbits(64)
+        return machines[hash((pod.id, drawn)) % len(machines)]
=== mixes a text with the pod's id in, by hash() => use neither
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        with self.lock:
+            drawn = self.random.getrandbits(64)
+        return machines[hash(f"{pod.id} {drawn}") % len(machines)]
=== the order of a set => use neither
-        machines = minion_lister.list()
+        machines = list(set(minion_lister.list()))
=== gives up its lock after a while => which waits as long as it takes
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        has_lock = self.lock.acquire(timeout=0.5)
+        try:
+            return machines[self.random.randrange(len(machines))]
+        finally:
+            if has_lock:
+                self.lock.release()
=== tries a hundred thousand times, and then goes on without the lock => both inside the generator at the same time
from: tries again and again until it has the lock
-        while not self.lock.acquire(blocking=False):
-            pass
+        for _ in range(100_000):
+            if got := self.lock.acquire(blocking=False):
+                break
-            self.lock.release()
+            if got:
+                self.lock.release()
=== tries fifty times, with a sleep before each, and then goes on without the lock => both inside the generator at the same time
from: tries again and again until it has the lock
-import threading
+import threading
+import time
-        while not self.lock.acquire(blocking=False):
-            pass
+        for _ in range(50):
+            if got := self.lock.acquire(blocking=False):
+                break
+            time.sleep(0.01)
-            self.lock.release()
+            if got:
+                self.lock.release()
=== asks for the lock by a name of its own, for half a second => both inside the generator at the same time
-import threading
+import functools
+import threading
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        ask = functools.partial(self.lock.acquire, timeout=0.5)
+        got = ask()
+        machine = machines[self.random.randrange(len(machines))]
+        if got:
+            self.lock.release()
+        return machine
=== waits on a condition for half a second => both inside the generator at the same time
from: a condition and a flag
-            self.free.wait_for(lambda: not self.busy)
+            self.free.wait_for(lambda: not self.busy, 0.5)
=== a lock for each pod => both inside the generator at the same time
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.locks = random, {}
-        with self.lock:
+        with self.locks.setdefault(pod.id, threading.Lock()):
=== a lock for each list => both inside the generator at the same time
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.locks = random, {}
-        with self.lock:
+        with self.locks.setdefault(tuple(machines), threading.Lock()):
=== a lock for each thread => both inside the generator at the same time
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.local = random, threading.local()
-        with self.lock:
+        with self.local.__dict__.setdefault("lock", threading.Lock()):
=== a lock for each thread by its number, of eight => both inside the generator at the same time
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.lock = random, threading.BoundedSemaphore(8)
=== releases the lock, then draws => both inside the generator at the same time
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        with self.lock:
+            draw = self.random.randrange
+        return machines[draw(len(machines))]
=== the lock only for the first call => both inside the generator at the same time
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.lock, self.calls = random, threading.Lock(), 0
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        self.calls += 1
+        if self.calls < 3:
+            with self.lock:
+                return machines[self.random.randrange(len(machines))]
+        return machines[self.random.randrange(len(machines))]
=== opens the lock for a second one after an error => both inside the generator at the same time
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.lock = random, threading.Semaphore(1)
-            raise NoMachines
+            self.lock.release()
+            raise NoMachines
=== seeds it anew with its own draw => never seed what you were given
-            return machines[self.random.randrange(len(machines))]
+            self.random.seed(self.random.getrandbits(8))
+            return machines[self.random.randrange(len(machines))]
=== sets its state back => without a draw
-            return machines[self.random.randrange(len(machines))]
+            if not hasattr(self, "kept"):
+                self.kept = self.random.random()
+            place, self.kept = int(self.kept * len(machines)), self.random.random()
+        return machines[place]
=== draws ten at once => without a draw in that same call
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.lock, self.kept = random, threading.Lock(), []
-            return machines[self.random.randrange(len(machines))]
+            if not self.kept:
+                self.kept = [self.random.random() for _ in range(10)]
+            return machines[int(self.kept.pop() * len(machines))]
=== the machine that the pod says => whatever the pod
-            return machines[self.random.randrange(len(machines))]
+            machine = machines[self.random.randrange(len(machines))]
+        return pod.host if pod.host in machines else machine
=== the upper half, then the lower half => chance has no memory
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.lock, self.turn = random, threading.Lock(), 0
-            return machines[self.random.randrange(len(machines))]
+            drawn = self.random.random() / 2 + (self.turn % 2) / 2
+            self.turn += 1
+            return machines[int(drawn * len(machines))]
=== leaves the lock to who comes first, by a list => both inside the generator at the same time
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.waiting = random, []
-        with self.lock:
-            return machines[self.random.randrange(len(machines))]
+        while self.waiting:
+            pass
+        self.waiting.append(pod)
+        try:
+            return machines[self.random.randrange(len(machines))]
+        finally:
+            self.waiting.clear()
=== no way out => the call never came back
-            return machines[self.random.randrange(len(machines))]
+            while True:
+                place = self.random.randrange(len(machines) + 1)
+        return machines[place]
=== asks the lister again after an error => after one more call of it
-        machines = minion_lister.list()
+        try:
+            machines = minion_lister.list()
+        except Exception:
+            machines = minion_lister.list()
=== seeds what it was given by its address => never seed it
-        self.random, self.lock = random, threading.Lock()
+        self.random, self.lock = random, threading.Lock()
+        random.seed(id(random))
""")
