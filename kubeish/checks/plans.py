"""Plans: what rivals do between the requests of an answer, and which of its requests fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kubeish.errors import ConnectionTimeoutError, KubeishError
from kubeish.etcd.etcd3_compat import build_status_error
from kubeish.etcd.store import State
from kubeish.etcd.store.messages import Refused, Request
from kubeish.explorer.steps import LOST, Lost
from kubeish.wording import join, say


@dataclass(frozen=True)
class Change:
    """What a rival does to the store, in one or more requests. ``words`` follow "a rival ".

    ``deletes``: whether what was there is gone for a moment, or for good.
    """

    words: str
    make_requests: Callable[[State], list[Request]]
    deletes: bool = False


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
    Trouble(say("whose reply is lost, after the store has done it"), LOST, True),
    Trouble(say("that never arrives at the store, without a reply"), LOST),
    Trouble(say("that is done, before the connection fails"), Refused("UNAVAILABLE", "101: no member answered"), True),
    Trouble(say("that fails with the connection"), Refused("UNAVAILABLE", "100: no member answered")),
    Trouble(say("that the store refuses (PERMISSION_DENIED)"), Refused("PERMISSION_DENIED", "101: Compare failed")),
    Trouble(
        say("that the store refuses (FAILED_PRECONDITION)"),
        Refused("FAILED_PRECONDITION", "105: Key already exists"),
    ),
    Trouble(say("in which the store fails inside"), Refused("INTERNAL", "101"), True),
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

    def describe(self) -> list[str]:
        """Sentences such as ``Just before your request 2, a rival deletes the list.``; none for no events."""
        sentences: list[str] = []
        for number, events in sorted(self.at.items()):
            changes = [event.words for event in events if isinstance(event, Change)]
            if changes:
                sentences.append(
                    say(
                        "Just before your request {number}, a rival {changes}.",
                        number=number + 1,
                        changes=join(" and ", changes),
                    )
                )
            sentences += [
                say("Your request {number} is one {words}.", number=number + 1, words=e.words)
                for e in events
                if isinstance(e, Trouble)
            ]
        if self.storm:
            sentences.append(
                say(
                    "Just before each of your first {rounds:,} transactions, a rival {change}.",
                    rounds=self.storm.rounds,
                    change=self.storm.change.words,
                )
            )
        return sentences
