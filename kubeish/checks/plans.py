"""Plans: what rivals do between the requests of an answer, and which of its requests fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kubeish.errors import ConnectionTimeoutError, KubeishError
from kubeish.etcd.etcd3_compat import build_status_error
from kubeish.etcd.store import State
from kubeish.etcd.store.messages import Refused, Request
from kubeish.explorer.steps import LOST, Lost


@dataclass(frozen=True)
class Change:
    """What a rival does to the store, in one or more requests. ``words`` follow "a rival "."""

    words: str
    make_requests: Callable[[State], list[Request]]


@dataclass(frozen=True)
class Trouble:
    """A request of the answer's that fails. ``words`` follow "a request "; ``applied``: it is done all the same."""

    words: str
    answer: Lost | Refused
    applied: bool = False

    @property
    def error(self) -> KubeishError:
        """The error that the answer's client raises."""
        if isinstance(self.answer, Refused):
            return build_status_error(*self.answer)
        return ConnectionTimeoutError("no reply came; the request may have happened")


TROUBLES = (
    Trouble("whose reply is lost, after the store has done it", LOST, True),
    Trouble("that never arrives at the store, without a reply", LOST),
    Trouble("that is done, before the connection fails", Refused("UNAVAILABLE", "101: no member answered"), True),
    Trouble("that fails with the connection", Refused("UNAVAILABLE", "100: no member answered")),
    Trouble("that the store refuses (PERMISSION_DENIED)", Refused("PERMISSION_DENIED", "101: Compare failed")),
    Trouble("that the store refuses (FAILED_PRECONDITION)", Refused("FAILED_PRECONDITION", "105: Key already exists")),
    Trouble("in which the store fails inside", Refused("INTERNAL", "101"), True),
)


@dataclass(frozen=True)
class Storm:
    """A rival that makes ``change`` just before each of the first ``rounds`` transactions on ``key``."""

    key: str
    rounds: int
    change: Change


@dataclass(frozen=True)
class Plan:
    """What happens just before, or to, the answer's requests, by their numbers from 0 on."""

    at: Mapping[int, tuple[Change | Trouble, ...]] = field(default_factory=dict)
    storm: Storm | None = None

    def add(self, number: int, *events: Change | Trouble) -> Plan:
        """This plan with more events at one request."""
        return Plan({**self.at, number: (*self.at.get(number, ()), *events)}, self.storm)

    def describe(self) -> str:
        """Words such as `` A rival deletes the list just before your request 2.``; empty for no events."""
        sentences = []
        for number, events in sorted(self.at.items()):
            changes = [event.words for event in events if isinstance(event, Change)]
            if changes:
                sentences.append(f" Just before your request {number + 1}, a rival {' and '.join(changes)}.")
            sentences += [f" Your request {number + 1} is one {e.words}." for e in events if isinstance(e, Trouble)]
        if self.storm:
            times = f"{self.storm.rounds:,} transactions"
            sentences.append(f" Just before each of your first {times}, a rival {self.storm.change.words}.")
        return "".join(sentences)
