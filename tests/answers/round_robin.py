"""Answers to round-robin."""

from tests.answers import Right, Wrong

_IMPORTS = "from kubeish.scheduler import NoMachines\n"

RIGHT = [
    Right(
        "as #286 has it",
        _IMPORTS
        + """
class RoundRobinScheduler:
    def __init__(self):
        self.current_index = -1

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        self.current_index = (self.current_index + 1) % len(machines)
        return machines[self.current_index]
""",
    ),
    Right(
        "counts on, and takes the remainder when it looks",
        """
class RoundRobinScheduler:
    def __init__(self):
        self.count = 0

    def schedule(self, pod, minion_lister):
        machines = list(minion_lister.list())
        if not machines:
            raise ValueError("there are no machines yet, register one first")
        machine = machines[self.count % len(machines)]
        self.count += 1
        return machine
""",
    ),
    Right(
        "remembers the name of the last one",
        _IMPORTS
        + """
class RoundRobinScheduler:
    last = None

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines()
        place = machines.index(self.last) + 1 if self.last in machines else 0
        self.last = machines[place % len(machines)]
        return self.last
""",
    ),
    Right(
        "remembers who is next",
        _IMPORTS
        + """
class RoundRobinScheduler:
    def __init__(self):
        self.next = 0

    def schedule(self, pod, minion_lister):
        machines = tuple(minion_lister.list())
        if not machines:
            raise NoMachines
        place = self.next if self.next < len(machines) else 0
        self.next = place + 1
        return machines[place]
""",
    ),
]

_HEAD = (
    _IMPORTS
    + """
class RoundRobinScheduler:
    def __init__(self):
        self.last = -1
"""
)

WRONG = [
    Wrong(
        "always the first",
        """
class RoundRobinScheduler:
    def schedule(self, pod, minion_lister):
        return minion_lister.list()[0]
""",
        "remember, from one call to the next, where you were",
    ),
    Wrong(
        "a local variable for a memory",
        """
class RoundRobinScheduler:
    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if machines:
            last = (last + 1) % len(machines)
        return machines[last]
""",
        "UnboundLocalError",
    ),
    Wrong(
        "skips the first machine",
        _HEAD.replace("-1", "0")
        + """
    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        self.last = (self.last + 1) % len(machines)
        return machines[self.last]
""",
        "the very first call is to choose the first machine",
    ),
    Wrong(
        "never wraps",
        _HEAD
        + """
    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        self.last += 1
        return machines[self.last]
""",
        "after the last machine comes the first",
    ),
    Wrong(
        "itertools.cycle over the first list",
        """
import itertools

class RoundRobinScheduler:
    cycle = None

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise ValueError("no machines")
        self.cycle = self.cycle or itertools.cycle(machines)
        return next(self.cycle)
""",
        "forget it afterwards",
    ),
    Wrong(
        "keeps the first list",
        _HEAD
        + """
        self.machines = None

    def schedule(self, pod, minion_lister):
        self.machines = self.machines or minion_lister.list()
        if not self.machines:
            raise NoMachines
        self.last = (self.last + 1) % len(self.machines)
        return self.machines[self.last]
""",
        "forget it afterwards",
    ),
    Wrong(
        "divides by zero, as #286 does",
        _HEAD
        + """
    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        self.last = (self.last + 1) % len(machines)
        return machines[self.last]
""",
        "an error whose words say that there are no machines",
    ),
    Wrong(
        "an empty name for no machine",
        _HEAD
        + """
    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            return ""
        self.last = (self.last + 1) % len(machines)
        return machines[self.last]
""",
        "an error whose words say that there are no machines",
    ),
    Wrong(
        "turns the lister's own list round",
        """
class RoundRobinScheduler:
    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise ValueError("no machines")
        machines.append(machines.pop(0))
        return machines[-1]
""",
        "the lister's list as it was",
    ),
    Wrong(
        "one place for all schedulers",
        _IMPORTS
        + """
class RoundRobinScheduler:
    place = [-1]

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        self.place[0] = (self.place[0] + 1) % len(machines)
        return machines[self.place[0]]
""",
        "belongs to all of them",
    ),
    Wrong(
        "begins anew when the list has another length",
        _HEAD
        + """
        self.length = 0

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        if len(machines) != self.length:
            self.last, self.length = -1, len(machines)
        self.last = (self.last + 1) % len(machines)
        return machines[self.last]
""",
        "remember a place, not a list",
    ),
    Wrong(
        "wraps by comparing, so a shorter list runs over its end",
        _HEAD
        + """
    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        self.last = 0 if self.last == len(machines) - 1 else self.last + 1
        return machines[self.last]
""",
        "may lie past the end of the new one",
    ),
    Wrong(
        "hides the lister's error",
        _HEAD
        + """
    def schedule(self, pod, minion_lister):
        try:
            machines = minion_lister.list()
        except Exception:
            raise NoMachines
        if not machines:
            raise NoMachines
        self.last = (self.last + 1) % len(machines)
        return machines[self.last]
""",
        "catch nothing around `minion_lister.list()`",
    ),
    Wrong(
        "gives the place, not the name",
        _HEAD
        + """
    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        self.last = (self.last + 1) % len(machines)
        return self.last
""",
        "the name of the machine stands at that place",
    ),
    Wrong(
        "moves on before it knows whether there is anybody",
        _HEAD
        + """
    def schedule(self, pod, minion_lister):
        self.last += 1
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        return machines[self.last % len(machines)]
""",
        "change what you remember only when you have chosen",
    ),
    Wrong(
        "begins anew after an empty list",
        _HEAD
        + """
    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            self.last = -1
            raise NoMachines
        self.last = (self.last + 1) % len(machines)
        return machines[self.last]
""",
        "whose turn it still is",
    ),
    Wrong(
        "whoever has had the fewest turns",
        _IMPORTS
        + """
from collections import Counter

class RoundRobinScheduler:
    def __init__(self):
        self.turns = Counter()

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        machine = min(machines, key=self.turns.__getitem__)
        self.turns[machine] += 1
        return machine
""",
        "m3, m4, m1, m2, m3",
    ),
]
