"""Answers to two-choices."""

from tests.answers import read_answers

RIGHT, WRONG = read_answers("""
=== two by choices, which may be one and the same
import random
from collections import Counter
from kubeish.scheduler import NoMachines

class TwoChoicesScheduler:
    def __init__(self, pod_lister, random):
        self.pod_lister, self.random = pod_lister, random

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        hosts = [pod.host for pod in self.pod_lister.list_pods()]
        return min(self.random.choices(machines, k=2), key=hosts.count)
=== two draws, which may be the same
             raise NoMachines
+        one, other = (machines[self.random.randrange(len(machines))] for _ in range(2))
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        return min(one, other, key=hosts.count)
=== two different ones, asked for by a selector
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        drawn = self.random.sample(list(machines), min(2, len(machines)))
+        return min(drawn, key=lambda m: len(self.pod_lister.list_pods(lambda pod: pod.host == m)))
=== all counted, two compared, the second where they are alike
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        pods = Counter(pod.host for pod in self.pod_lister.list_pods())
+        one, other = self.random.choices(machines, k=2)
+        return one if pods[one] < pods[other] else other
=== two that differ, where there are two
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        drawn = self.random.sample(machines, k=2) if len(machines) > 1 else machines
+        return sorted(drawn, key=lambda m: len([p for p in self.pod_lister.list_pods() if p.host == m]))[0]
=== three lines, a lambda and a list comprehension
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        pods = self.pod_lister.list_pods()
+        draws = [self.random.choice(machines) for _ in "ab"]
+        return min(draws, key=lambda machine: len([pod for pod in pods if pod.host == machine]))
=== floats, a conditional and the first where they are alike
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        one = machines[int(self.random.random() * len(machines))]
+        other = machines[int(self.random.random() * len(machines))]
+        pods = [pod.host for pod in self.pod_lister.list_pods()]
+        return other if pods.count(other) < pods.count(one) else one
=== match, recursion, and a helper
-        if not machines:
-            raise NoMachines
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        match machines:
+            case []:
+                raise NoMachines
+            case [only]:
+                self.pod_lister.list_pods()
+                self.random.random()
+                return only
+        loads = {}
+        for pod in self.pod_lister.list_pods():
+            loads[pod.host] = loads.get(pod.host, 0) + 1
+        return self.better(loads, self.draw(machines), self.draw(machines))
+    def draw(self, machines):
+        return self.random.choice(machines)
+    def better(self, loads, one, other):
+        if loads.get(one, 0) > loads.get(other, 0):
+            return self.better(loads, other, one)
+        return one
=== sorts the two by load and name
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        drawn = sorted(self.random.choices(machines, k=2), key=lambda m: (hosts.count(m), m))
+        return drawn[0]
=== a number of two digits, one for each machine
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        one, other = divmod(self.random.randrange(len(machines) ** 2), len(machines))
+        return min((machines[one], machines[other]), key=hosts.count)
=== with a lock, though none is asked for
-import random
+import random
+import threading
-        self.pod_lister, self.random = pod_lister, random
+        self.pod_lister, self.random, self.lock = pod_lister, random, threading.Lock()
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        with self.lock:
+            hosts = [pod.host for pod in self.pod_lister.list_pods()]
+            return min(self.random.choices(machines, k=2), key=hosts.count)
=== one draw => ask `list_pods()` in each call
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        return self.random.choice(machines)
=== hides the pod lister's error => the pod lister's error as it is
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
+        try:
+            hosts = [pod.host for pod in self.pod_lister.list_pods()]
+        except Exception:
+            hosts = []
=== the fuller of the two => the one with *fewer* pods
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        return max(self.random.choices(machines, k=2), key=hosts.count)
=== the emptiest of all => choices that depend on the generator
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        return min(machines, key=hosts.count)
=== the emptiest of all, by lot where several are => compare only these two
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        least = min(hosts.count(m) for m in machines)
+        return self.random.choice([m for m in machines if hosts.count(m) == least])
=== three choices => compare only these two
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        return min(self.random.choices(machines, k=3), key=hosts.count)
=== one by lot against its neighbour => each as likely as any
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        at = self.random.randrange(len(machines))
+        return min(machines[at - 1], machines[at], key=hosts.count)
=== two different ones, even where there is only one => where there is one machine it is chosen
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        return min(self.random.sample(list(machines), 2), key=hosts.count)
=== counts only what is listed => a pod may be on a machine that is not listed
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        pods = dict.fromkeys(machines, 0)
+        for pod in self.pod_lister.list_pods():
+            pods[pod.host] += 1
+        return min(self.random.choices(machines, k=2), key=pods.__getitem__)
=== counts once and for all => ask the pod lister anew for each choice
         self.pod_lister, self.random = pod_lister, random
+        self.hosts = None
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        if self.hosts is None:
+            self.hosts = [pod.host for pod in self.pod_lister.list_pods()]
+        return min(self.random.choices(machines, k=2), key=self.hosts.count)
=== keeps its own count, and never asks => ask `list_pods()` in each call
         self.pod_lister, self.random = pod_lister, random
+        self.placed = Counter()
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        machine = min(self.random.choices(machines, k=2), key=self.placed.__getitem__)
+        self.placed[machine] += 1
+        return machine
=== the module's own chance => draw only from the generator
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        return min(random.choices(machines, k=2), key=hosts.count)
=== what it is given in the other order => in a certain order
-    def __init__(self, pod_lister, random):
+    def __init__(self, random, pod_lister):
=== the index error of an empty list => NoMachines to be raised
-        if not machines:
-            raise NoMachines
=== m6 is found in m66 as well => is that very machine
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        return min(self.random.choices(machines, k=2), key=lambda m: sum(m in host for host in hosts))
=== asks whether there are pods, and not how many => how *many* pods
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        hosts = {pod.host for pod in self.pod_lister.list_pods()}
+        one, other = self.random.choices(machines, k=2)
+        return other if one in hosts else one
=== looks at the pods when it is made => asks it when it has to choose
-        self.pod_lister, self.random = pod_lister, random
+        self.pods, self.random = pod_lister.list_pods(), random
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
+        hosts = [pod.host for pod in self.pods]
=== counts anew only when the number of pods is another => anew
-        self.pod_lister, self.random = pod_lister, random
+        self.pod_lister, self.random = pod_lister, random
+        self.counts, self.many = Counter(), -1
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        pods = self.pod_lister.list_pods()
+        if len(pods) != self.many:
+            self.counts, self.many = Counter(pod.host for pod in pods), len(pods)
+        return min(self.random.choices(machines, k=2), key=self.counts.__getitem__)
=== counts anew only when it is another list => count the pods anew at each choice
-        self.pod_lister, self.random = pod_lister, random
+        self.pod_lister, self.random = pod_lister, random
+        self.known = self.hosts = None
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        pods = self.pod_lister.list_pods()
+        if pods is not self.known:
+            self.known, self.hosts = pods, [pod.host for pod in pods]
+        return min(self.random.choices(machines, k=2), key=self.hosts.count)
=== counts anew only when there are other ids => count the pods anew at each choice
-        self.pod_lister, self.random = pod_lister, random
+        self.pod_lister, self.random, self.host = pod_lister, random, {}
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        pods = self.pod_lister.list_pods()
+        if {pod.id for pod in pods} != self.host.keys():
+            self.host = {pod.id: pod.host for pod in pods}
+        return min(self.random.choices(machines, k=2), key=[*self.host.values()].count)
=== the first draw from the first half, the second from the second => among *all* machines
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        half = max(1, len(machines) // 2)
+        one = machines[self.random.randrange(half)]
+        other = machines[half + self.random.randrange(len(machines) - half)] if len(machines) > 1 else one
+        return min(one, other, key=hosts.count)
=== never the last machine => among *all* machines
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        return min(self.random.choices(machines[:-1] or machines, k=2), key=hosts.count)
=== one draw for both => draw twice, count
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        drawn = self.random.choice(machines)
+        return min(drawn, drawn, key=hosts.count)
=== the opposite one for the second => draw two machines
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        place, many = self.random.randrange(len(machines)), len(machines)
+        return min(machines[place], machines[(place + many // 2) % many], key=hosts.count)
=== the last one once more for the first => draw twice
-        self.pod_lister, self.random = pod_lister, random
+        self.pod_lister, self.random, self.kept = pod_lister, random, None
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        one, self.kept = self.kept, None
+        if one not in machines:
+            one, self.kept = self.random.choices(machines, k=2)
+        two = one if self.kept is None else self.kept
+        return min(one, two, key=hosts.count)
=== changes the list of pods => its list as it was
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
+        pods = self.pod_lister.list_pods()
+        pods.sort(key=lambda pod: pod.host)
+        hosts = [pod.host for pod in pods]
=== pods of the same id prefix => count
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        return min(self.random.choices(machines, k=2), key=lambda m: sum(h.startswith(m) for h in hosts))
=== asks again where the pod lister fails => the pod lister's error as it is
-        hosts = [pod.host for pod in self.pod_lister.list_pods()]
+        try:
+            hosts = [pod.host for pod in self.pod_lister.list_pods()]
+        except Exception:
+            hosts = [pod.host for pod in self.pod_lister.list_pods()]
=== the more pods, and the hash of the name => use neither
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        return max(self.random.choices(machines, k=2), key=lambda m: (hosts.count(m), hash(m)))
=== the hash of the name where they are alike, else right => use neither
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        return min(self.random.choices(machines, k=2), key=lambda m: (hosts.count(m), hash(m)))
=== the host of the pod itself => draw twice, count
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        return pod.host if pod.host in machines else min(self.random.choices(machines, k=2), key=hosts.count)
=== asynchronous => is async
-    def schedule(self, pod, minion_lister):
+    async def schedule(self, pod, minion_lister):
=== draws until they differ => the call never came back
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        one = other = self.random.choice(machines)
+        while one == other:
+            other = self.random.choice(machines)
+        return min(one, other, key=hosts.count)
=== seeds it with the number of pods => never seed
-        return min(self.random.choices(machines, k=2), key=hosts.count)
+        self.random.seed(len(hosts))
+        return min(self.random.choices(machines, k=2), key=hosts.count)
=== counts no further than ten => how *many* pods each of them has
from kubeish.scheduler import NoMachines

class TwoChoicesScheduler:
    def __init__(self, pod_lister, random):
        self.pod_lister, self.random = pod_lister, random

    def schedule(self, pod, minion_lister):
        machines = minion_lister.list()
        if not machines:
            raise NoMachines
        hosts = [pod.host for pod in self.pod_lister.list_pods()]
        return min(self.random.choices(machines, k=2), key=lambda machine: min(hosts.count(machine), 10))
=== leaves out the machine that the pod names => of the pod that is to be placed does not matter
-        machines = minion_lister.list()
-        if not machines:
-            raise NoMachines
+        machines = list(minion_lister.list())
+        if not machines:
+            raise NoMachines
+        if pod.host in machines and len(machines) > 1:
+            machines.remove(pod.host)
""")
