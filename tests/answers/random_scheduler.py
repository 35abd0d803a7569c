"""Answers to random-scheduler: upstream's faults, those that a text with gaps invites, and those of students."""

import textwrap

from tests.answers import Right, Wrong

_IMPORTS = """
import random
import threading
from kubeish.scheduler import NoMachines
"""

RIGHT = [
    Right(
        "as #286 and #429 have it, with an error for the empty list",
        _IMPORTS
        + """
class RandomScheduler:
    def __init__(self, random):
        self.random = random
        self.lock = threading.Lock()

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        with self.lock:
            return machines[self.random.randrange(len(machines))]
""",
    ),
    Right(
        "choice, with all of it behind a lock",
        _IMPORTS
        + """
class RandomScheduler:
    def __init__(self, random):
        self._random, self._lock = random, threading.RLock()

    def schedule(self, pod, minion_lister):
        with self._lock:
            machines = list(minion_lister.list())
            if len(machines) == 0:
                raise ValueError("no machines to choose from")
            return self._random.choice(machines)
""",
    ),
    Right(
        "a float times the length, behind a semaphore taken by hand",
        _IMPORTS
        + """
class RandomScheduler:
    def __init__(self, random):
        self.random = random
        self.turn = threading.Semaphore(1)

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines()
        self.turn.acquire()
        try:
            place = int(self.random.random() * len(machines))
        finally:
            self.turn.release()
        return machines[place]
""",
    ),
    Right(
        "one lock for all schedulers",
        _IMPORTS
        + """
LOCK = threading.Lock()

class RandomScheduler:
    def __init__(self, random):
        self.random = random

    def schedule(self, pod, minion_lister):
        machines = sorted(minion_lister.list())
        if not machines:
            raise NoMachines
        with LOCK:
            return self.random.sample(machines, 1)[0]
""",
    ),
    Right(
        "the generator is handed round in a queue",
        """
import queue

class RandomScheduler:
    def __init__(self, random):
        self.turns = queue.Queue()
        self.turns.put(random)

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise LookupError("there is not a single machine")
        random = self.turns.get()
        try:
            return random.choices(machines)[0]
        finally:
            self.turns.put(random)
""",
    ),
    Right(
        "tries again and again until it has the lock",
        _IMPORTS
        + """
class RandomScheduler:
    def __init__(self, random):
        self.random, self.lock = random, threading.Lock()

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        while not self.lock.acquire(blocking=False):
            pass
        try:
            return self.random.choice(machines)
        finally:
            self.lock.release()
""",
    ),
    Right(
        "shuffles a copy",
        _IMPORTS
        + """
class RandomScheduler:
    def __init__(self, random):
        self.random, self.lock = random, threading.Lock()

    def schedule(self, pod, minion_lister):
        machines = list(minion_lister.list())
        if not machines:
            raise NoMachines
        with self.lock:
            self.random.shuffle(machines)
        return machines.pop()
""",
    ),
]


_LOOK = """
if not machines:
    raise NoMachines
"""
_DRAW = """
with self.lock:
    return machines[self.random.randrange(len(machines))]
"""


def _with(
    init: str = "self.random, self.lock = random, threading.Lock()",
    ask: str = "machines = minion_lister.list()",
    look: str = _LOOK,
    draw: str = _DRAW,
) -> str:
    """The first right answer, with some of its lines another way."""
    body = textwrap.indent("\n".join([ask, look, draw]), " " * 8)
    head = f"class RandomScheduler:\n    def __init__(self, random):\n{textwrap.indent(init, ' ' * 8)}\n"
    return f"{_IMPORTS}\n{head}\n    def schedule(self, pod, minion_lister):\n{body}"


WRONG = [
    Wrong(
        "divides by zero on the empty list, as #286 does",
        _with(
            look="",
            draw="""
with self.lock:
    return machines[self.random.getrandbits(63) % len(machines)]
""",
        ),
        "an error whose words say that there are no machines",
    ),
    Wrong(
        "randrange's own error on the empty list",
        _with(look=""),
        "empty range",
    ),
    Wrong(
        "None for an empty list",
        _with(
            look="""
if not machines:
    return None
"""
        ),
        "it chose None",
    ),
    Wrong(
        "no lock, as until #429",
        _with(draw="return machines[self.random.randrange(len(machines))]"),
        "both inside the generator at the same time",
    ),
    Wrong(
        "a new lock for each call",
        _with(
            draw="""
with threading.Lock():
    return self.random.choice(machines)
"""
        ),
        "both inside the generator at the same time",
    ),
    Wrong(
        "a lock around everything but the draw",
        _with(
            ask="""
with self.lock:
    machines = list(minion_lister.list())
""",
            draw="return self.random.choice(machines)",
        ),
        "draw inside `with self.lock:`",
    ),
    Wrong(
        "a lock that is never given back",
        _with(
            draw="""
self.lock.acquire()
return self.random.choice(machines)
"""
        ),
        "must be given back",
    ),
    Wrong(
        "a lock that is not given back when there is no machine",
        _with(
            ask="""
self.lock.acquire()
machines = minion_lister.list()
""",
            draw="""
machine = self.random.choice(machines)
self.lock.release()
return machine
""",
        ),
        "must be given back",
    ),
    Wrong(
        "a flag for a lock: two may find it down before either puts it up",
        _with(
            init="self.random, self.busy = random, False",
            draw="""
while self.busy:
    pass
self.busy = True
try:
    return self.random.choice(machines)
finally:
    self.busy = False
""",
        ),
        "both inside the generator at the same time",
    ),
    Wrong(
        "waits until the lock is free, and takes it a line later",
        "import time\n"
        + _with(
            draw="""
while self.lock.locked():
    time.sleep(0.001)
if self.lock.acquire(blocking=False):
    locked = True
place = self.random.randrange(len(machines))
if self.lock.locked():
    self.lock.release()
return machines[place]
""",
        ),
        "both inside the generator at the same time",
    ),
    Wrong(
        "does not wait for its turn",
        _with(
            draw="""
if not self.lock.acquire(blocking=False):
    raise RuntimeError('busy')
try:
    return self.random.choice(machines)
finally:
    self.lock.release()
"""
        ),
        "the second one to wait",
    ),
    Wrong(
        "the module's own chance",
        """
import random

class RandomScheduler:
    def __init__(self, generator):
        self.generator = generator

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise ValueError("no machines")
        return random.choice(machines)
""",
        "draw only from the generator that `__init__` was given",
    ),
    Wrong(
        "seeds what it was given from the clock",
        _with(
            init="""
random.seed()
self.random, self.lock = random, threading.Lock()
"""
        ),
        "never seed it",
    ),
    Wrong(
        "seeds what it was given always alike",
        _with(
            init="""
random.seed(0)
self.random, self.lock = random, threading.Lock()
"""
        ),
        "choices that depend on the generator",
    ),
    Wrong(
        "a copy of the generator, as before #286",
        "import copy\n" + _with(init="self.random, self.lock = copy.copy(random), threading.Lock()"),
        "as if each had a copy of it",
    ),
    Wrong(
        "a generator of its own, seeded by the one given",
        "from random import Random\n"
        + _with(init="self.random, self.lock = Random(random.random()), threading.Lock()"),
        "nothing was drawn from the generator that it was given",
    ),
    Wrong(
        "the generator belongs to the class",
        _with(init="RandomScheduler.random, self.lock = random, threading.Lock()"),
        "they share something",
    ),
    Wrong(
        "never the same machine twice in a row",
        _with(
            init="self.random, self.lock, self.last = random, threading.Lock(), None",
            draw="""
with self.lock:
    others = [m for m in machines if m != self.last] or machines
    self.last = self.random.choice(others)
    return self.last
""",
        ),
        "chance has no memory",
    ),
    Wrong(
        "deals all machines out before any comes again, and shares the pack",
        _IMPORTS
        + """
class RandomScheduler:
    def __init__(self, random, pack=[]):
        self.random, self.lock, self.pack = random, threading.Lock(), pack

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        with self.lock:
            left = [m for m in self.pack if m in machines] or list(machines)
            machine = self.random.choice(left)
            self.pack[:] = [m for m in left if m != machine]
            return machine
""",
        "share it with nobody",
    ),
    Wrong(
        "deals all machines out before any comes again",
        _with(
            init="self.random, self.lock, self.pack = random, threading.Lock(), []",
            draw="""
with self.lock:
    left = [m for m in self.pack if m in machines] or list(machines)
    machine = self.random.choice(left)
    self.pack = [m for m in left if m != machine]
    return machine
""",
        ),
        "remember nothing of the last one",
    ),
    Wrong(
        "draws once, and then in turn",
        _with(
            init="self.lock, self.at = threading.Lock(), random.randrange(777)",
            draw="""
with self.lock:
    self.at += 1
    return machines[self.at % len(machines)]
""",
        ),
        "chance has no memory",
    ),
    Wrong(
        "never the last machine",
        _with(
            draw="""
with self.lock:
    return machines[self.random.randrange(max(1, len(machines) - 1))]
"""
        ),
        "m5 chosen 0 times",
    ),
    Wrong(
        "one place too many",
        _with(
            draw="""
with self.lock:
    return machines[self.random.randint(0, len(machines))]
"""
        ),
        "places on a list of three are 0, 1 and 2",
    ),
    Wrong(
        "the ends half as likely",
        _with(
            draw="""
with self.lock:
    return machines[round(self.random.random() * (len(machines) - 1))]
"""
        ),
        "every place on the list is to be as likely as any other",
    ),
    Wrong(
        "the remainder of three bits",
        _with(
            draw="""
with self.lock:
    return machines[self.random.getrandbits(3) % len(machines)]
"""
        ),
        "every place on the list is to be as likely as any other",
    ),
    Wrong(
        "a byte for a place, so the first 256 of ten thousand",
        _with(
            draw="""
with self.lock:
    while True:
        place = self.random.getrandbits(8)
        if place < 255 // len(machines) * len(machines) or len(machines) > 255:
            return machines[place % len(machines)]
"""
        ),
        "the thousand machines from m0000 on",
    ),
    Wrong(
        "shuffles the lister's own list",
        _with(
            draw="""
with self.lock:
    self.random.shuffle(machines)
    return machines[0]
"""
        ),
        "the lister's list as it was",
    ),
    Wrong(
        "asks twice",
        _with(
            ask="",
            look="""
if not minion_lister.list():
    raise NoMachines
""",
            draw="""
with self.lock:
    return self.random.choice(minion_lister.list())
""",
        ),
        "one question for each choice",
    ),
    Wrong(
        "hides the lister's error behind its own",
        _with(
            ask="""
try:
    machines = minion_lister.list()
except Exception as error:
    raise NoMachines from error
"""
        ),
        "the lister's error as it is",
    ),
    Wrong(
        "takes every IndexError for an empty list",
        _with(
            ask="",
            look="",
            draw="""
try:
    with self.lock:
        return self.random.choice(minion_lister.list())
except IndexError:
    raise NoMachines from None
""",
        ),
        "with a lister that raises IndexError",
    ),
    Wrong(
        "returns the place",
        _with(
            draw="""
with self.lock:
    return self.random.randrange(len(machines))
"""
        ),
        "the name of the machine stands at that place",
    ),
    Wrong(
        "forgets to return",
        _with(
            draw="""
with self.lock:
    machines[self.random.randrange(len(machines))]
"""
        ),
        "a function without `return` returns None",
    ),
    Wrong(
        "takes no generator",
        """
import random

class RandomScheduler:
    def schedule(self, pod, minion_lister):
        return random.choice(minion_lister.list())
""",
        "look at what `__init__` takes",
    ),
    Wrong(
        "a variable that the first call leaves unbound",
        _with(
            draw="""
if len(machines) > 9:
    machine = self.random.choice(machines)
return machine
"""
        ),
        "before the first call has given it a value",
    ),
    Wrong(
        "a row of one, not its item",
        _with(
            draw="""
with self.lock:
    return self.random.sample(machines, 1)
"""
        ),
        "return one of them as it is",
    ),
    Wrong(
        "the bell curve",
        _with(
            draw="""
with self.lock:
    place = int(self.random.gauss(len(machines) / 2, len(machines) / 4))
return machines[min(len(machines) - 1, max(0, place))]
"""
        ),
        "every place on the list is to be as likely as any other",
    ),
    Wrong(
        "takes the generator out with the lock held, and draws afterwards",
        _with(
            draw="""
with self.lock:
    generator = self.random
return generator.choice(machines)
"""
        ),
        "draw inside `with self.lock:`",
    ),
]
