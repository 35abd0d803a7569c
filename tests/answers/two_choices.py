"""Answers to two-choices."""

from tests.answers import Right, Wrong

_IMPORTS = """
import random
from collections import Counter
from kubeish.scheduler import NoMachines
"""

_HEAD = (
    _IMPORTS
    + """
class TwoChoicesScheduler:
    def __init__(self, pod_lister, random):
        self.pod_lister, self.random = pod_lister, random

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
"""
)

RIGHT = [
    Right(
        "two draws, which may be the same",
        _HEAD
        + """
        one, other = (machines[self.random.randrange(len(machines))] for _ in range(2))
        hosts = [pod.host for pod in self.pod_lister.list_pods()]
        return min(one, other, key=hosts.count)
""",
    ),
    Right(
        "two different ones, asked for by a selector",
        _HEAD
        + """
        drawn = self.random.sample(list(machines), min(2, len(machines)))
        return min(drawn, key=lambda m: len(self.pod_lister.list_pods(lambda pod: pod.host == m)))
""",
    ),
    Right(
        "all counted, two compared, the second where they are alike",
        _HEAD
        + """
        pods = Counter(pod.host for pod in self.pod_lister.list_pods())
        one, other = self.random.choices(machines, k=2)
        return one if pods[one] < pods[other] else other
""",
    ),
    Right(
        "two that differ, where there are two",
        _HEAD
        + """
        drawn = self.random.sample(machines, k=2) if len(machines) > 1 else machines
        return sorted(drawn, key=lambda m: len([p for p in self.pod_lister.list_pods() if p.host == m]))[0]
""",
    ),
]

WRONG = [
    Wrong(
        "one draw",
        _HEAD + "        return self.random.choice(machines)\n",
        "draw twice, count the pods on each of the two",
    ),
    Wrong(
        "hides the pod lister's error",
        _HEAD
        + """
        try:
            hosts = [pod.host for pod in self.pod_lister.list_pods()]
        except Exception:
            hosts = []
        return min(self.random.choices(machines, k=2), key=hosts.count)
""",
        "the pod lister's error as it is",
    ),
    Wrong(
        "the fuller of the two",
        _HEAD
        + """
        hosts = [pod.host for pod in self.pod_lister.list_pods()]
        return max(self.random.choices(machines, k=2), key=hosts.count)
""",
        "the one with *fewer* pods",
    ),
    Wrong(
        "the emptiest of all",
        _HEAD
        + """
        hosts = [pod.host for pod in self.pod_lister.list_pods()]
        return min(machines, key=hosts.count)
""",
        "choices that depend on the generator",
    ),
    Wrong(
        "the emptiest of all, by lot where several are",
        _HEAD
        + """
        hosts = [pod.host for pod in self.pod_lister.list_pods()]
        least = min(hosts.count(m) for m in machines)
        return self.random.choice([m for m in machines if hosts.count(m) == least])
""",
        "compare only these two",
    ),
    Wrong(
        "three choices",
        _HEAD
        + """
        hosts = [pod.host for pod in self.pod_lister.list_pods()]
        return min(self.random.choices(machines, k=3), key=hosts.count)
""",
        "compare only these two",
    ),
    Wrong(
        "one by lot against its neighbour",
        _HEAD
        + """
        hosts = [pod.host for pod in self.pod_lister.list_pods()]
        at = self.random.randrange(len(machines))
        return min(machines[at - 1], machines[at], key=hosts.count)
""",
        "each as likely as any",
    ),
    Wrong(
        "two different ones, even where there is only one",
        _HEAD
        + """
        hosts = [pod.host for pod in self.pod_lister.list_pods()]
        return min(self.random.sample(list(machines), 2), key=hosts.count)
""",
        "where there is one machine it is chosen",
    ),
    Wrong(
        "counts only what is listed",
        _HEAD
        + """
        pods = dict.fromkeys(machines, 0)
        for pod in self.pod_lister.list_pods():
            pods[pod.host] += 1
        return min(self.random.choices(machines, k=2), key=pods.__getitem__)
""",
        "some pods are on machines that are not listed",
    ),
    Wrong(
        "counts once and for all",
        _HEAD.replace("pod_lister, random\n", "pod_lister, random\n        self.hosts = None\n")
        + """
        if self.hosts is None:
            self.hosts = [pod.host for pod in self.pod_lister.list_pods()]
        return min(self.random.choices(machines, k=2), key=self.hosts.count)
""",
        "ask the pod lister anew for each pod",
    ),
    Wrong(
        "keeps its own count, and never asks",
        _HEAD.replace("pod_lister, random\n", "pod_lister, random\n        self.placed = Counter()\n")
        + """
        machine = min(self.random.choices(machines, k=2), key=self.placed.__getitem__)
        self.placed[machine] += 1
        return machine
""",
        "draw twice, count the pods on each of the two",
    ),
    Wrong(
        "the module's own chance",
        _HEAD
        + """
        hosts = [pod.host for pod in self.pod_lister.list_pods()]
        return min(random.choices(machines, k=2), key=hosts.count)
""",
        "draw only from the generator",
    ),
    Wrong(
        "what it is given in the other order",
        _HEAD.replace("self, pod_lister, random", "self, random, pod_lister")
        + """
        hosts = [pod.host for pod in self.pod_lister.list_pods()]
        return min(self.random.choices(machines, k=2), key=hosts.count)
""",
        "in a certain order",
    ),
    Wrong(
        "the index error of an empty list",
        _HEAD.replace("        if not machines:\n            raise NoMachines\n", "")
        + """
        hosts = [pod.host for pod in self.pod_lister.list_pods()]
        return min(self.random.choices(machines, k=2), key=hosts.count)
""",
        "there are no machines",
    ),
    Wrong(
        "m6 is found in m66 as well",
        _HEAD
        + """
        hosts = [pod.host for pod in self.pod_lister.list_pods()]
        return min(self.random.choices(machines, k=2), key=lambda m: sum(m in host for host in hosts))
""",
        "is that very machine",
    ),
    Wrong(
        "asks whether there are pods, and not how many",
        _HEAD
        + """
        hosts = {pod.host for pod in self.pod_lister.list_pods()}
        one, other = self.random.choices(machines, k=2)
        return other if one in hosts else one
""",
        "how *many* pods",
    ),
    Wrong(
        "looks at the pods when it is made",
        _HEAD.replace("self.pod_lister, self.random = pod_lister", "self.pods, self.random = pod_lister.list_pods()")
        + """
        hosts = [pod.host for pod in self.pods]
        return min(self.random.choices(machines, k=2), key=hosts.count)
""",
        "asks it when it has to choose",
    ),
]
