"""Listers, a pod lister and a caller for a learner's scheduler. They run on the answer's side.

A lister returns the very list that it keeps, as a lister may: a scheduler that changes the list
changes the lister.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from types import FunctionType

from kubeish.api import Pod
from kubeish.scheduler.errors import NoMachines
from kubeish.scheduler.interfaces import MinionLister, PodLister, Scheduler, Selector, accept_all

from .salted_text import SaltedText, hash_salted
from .timeouts import NeverReturned, call_with_timeout

PodList = list[Pod]  # a lister's ``list`` hides that of Python in its class
Names = list[str]


class _Failing:
    """Counts its calls, and raises an error where it is told to."""

    def __init__(self) -> None:
        self.calls = 0
        self._errors: list[BaseException] = []

    def count_call(self) -> None:
        """Note a call. Raises the next error, if there is one."""
        self.calls += 1
        if self._errors:
            raise self._errors.pop()

    def fail(self, error: BaseException) -> None:
        """Raise ``error`` at the next call, and answer again after it."""
        self._errors.append(error)

    def count_calls(self) -> int:
        """How often it was asked."""
        return self.calls


class Lister(_Failing, MinionLister):
    """Lists ``machines``."""

    def __init__(self, machines: Sequence[str]) -> None:
        super().__init__()
        self.machines = machines

    def list(self) -> Sequence[str]:
        self.count_call()
        return self.machines

    def become(self, machines: Sequence[str]) -> None:
        """List ``machines`` from now on, by a new list."""
        self.machines = machines

    def change(self, machines: Sequence[str]) -> None:
        """List ``machines`` from now on, by the same list as before."""
        if isinstance(self.machines, list):
            self.machines[:] = machines

    def get_machines(self) -> Sequence[str]:
        """What it keeps. This is no call of ``list``."""
        return self.machines


def make_long_lister(stem: str, count: int) -> Lister:
    """Lister of so many machines: the stem, and a number of five digits from 0 on."""
    return Lister([f"{stem}{number:05}" for number in range(count)])


class MovingLister(_Failing, MinionLister):
    """Lists the next of ``lists`` at each call, and after the last one the first again."""

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self.lists = lists

    def list(self) -> Sequence[str]:
        self.count_call()
        return list(self.lists[(self.calls - 1) % len(self.lists)])


class Pods(_Failing, PodLister):
    """A pod lister. ``place`` adds pods to it as they are scheduled."""

    def __init__(self, hosts: Sequence[str]) -> None:
        super().__init__()
        self.pods: PodList = []
        self.become(hosts)

    def list_pods(self, selector: Selector = accept_all) -> PodList:
        self.count_call()
        return self.pods if selector is accept_all else [pod for pod in self.pods if selector(pod)]

    def become(self, hosts: Sequence[str]) -> None:
        """List a pod on each of ``hosts`` from now on, the same pods wherever there are as many."""
        self.pods[:] = [Pod(f"there-{i}", host=host) for i, host in enumerate(hosts)]

    def get_hosts(self) -> Names:
        """Where the pods are that it keeps. This is no call of ``list_pods``."""
        return [str(pod.host) for pod in self.pods]

    def place(self, scheduler: Scheduler, lister: MinionLister, many: int) -> Names:
        """Schedule ``many`` pods, each listed here before the next; their machines, in order."""

        def place_all() -> Names:
            self.pods = []
            for i in range(many):
                host = scheduler.schedule(Pod(f"pod-{i}"), lister)
                self.pods.append(Pod(f"pod-{i}", host=host))
            return [pod.host for pod in self.pods]

        return call_with_timeout(place_all, progress=lambda: len(self.pods))


class SchedulerCaller:
    """Calls a scheduler, with a timeout. The pods of all calls are those of ``pods`` in turn.

    Where ``salt`` is not 0, the names that the scheduler is given, and its own ``hash``, have other
    hashes than usual, as in another run of Python.
    """

    def __init__(self, scheduler: Scheduler, pods: Sequence[Pod], salt: int = 0) -> None:
        self.scheduler, self.salt = scheduler, salt
        self.pods = [_salt_pod(pod, salt) if salt else pod for pod in pods]
        self.calls = 0
        self._stuck: NeverReturned | None = None

    def schedule(self, lister: MinionLister, times: int = 1) -> Names:
        """Schedule so many times; the machines, in order. Raises NeverReturned, again at each call after that."""
        if self._stuck:
            raise NeverReturned(str(self._stuck))
        try:
            with _salt_hash(self.scheduler, self.salt):
                return call_with_timeout(
                    lambda: [self._schedule_once(lister) for _ in range(times)], progress=lambda: self.calls
                )
        except NeverReturned as error:
            self._stuck = error
            raise

    def _schedule_once(self, lister: MinionLister) -> str:
        self.calls += 1
        try:
            choice = self.scheduler.schedule(self.pods[(self.calls - 1) % len(self.pods)], lister)
        except NoMachines as error:
            if type(error) is NoMachines:
                raise
            raise NoMachines(str(error)) from error  # a class of the learner's own that is one
        return str(choice) if isinstance(choice, SaltedText) else choice


def make_salted_lister(machines: Sequence[str], salt: int) -> Lister:
    """Lister of names whose hashes are those of another run of Python."""
    return Lister([SaltedText(name, salt) for name in machines])


def make_salted_pods(hosts: Sequence[str], salt: int) -> Pods:
    """Pod lister whose hosts have the hashes of another run of Python."""
    return Pods([SaltedText(name, salt) for name in hosts])


def _salt_pod(pod: Pod, salt: int) -> Pod:
    return Pod(SaltedText(pod.id, salt), pod.labels, pod.containers, SaltedText(pod.host, salt))


@contextlib.contextmanager
def _salt_hash(scheduler: Scheduler, salt: int) -> Iterator[None]:
    """Where ``salt`` is not 0, give the module of the scheduler's class a ``hash`` of its own."""
    method = getattr(type(scheduler), "schedule", None)
    names = method.__globals__ if salt and isinstance(method, FunctionType) else {}
    hidden = names.get("hash", _salt_hash)
    names["hash"] = hash_salted(salt)
    try:
        yield
    finally:
        if hidden is _salt_hash:
            names.pop("hash", None)
        else:
            names["hash"] = hidden
