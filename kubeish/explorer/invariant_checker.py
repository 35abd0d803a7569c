"""InvariantChecker: asks the invariant once for each state of the store and ends of the clients."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import cast

from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.client.base import Ask
from kubeish.etcd.client_protocol import Client
from kubeish.etcd.store import State
from kubeish.wording import join, recognise, say

from .client_graph import ClientGraph
from .descriptions import describe_request
from .errors import BadInvariant
from .opaque_index import LEAKS, NeedRevisions, has_mark
from .scratch_store import ScratchStore
from .search import Graph
from .steps import Asks, End, Raised, Waits
from .transitions import TransitionCache

Invariant = Callable[..., "Iterable[str] | None"]
NO_ENDS: Mapping[str, End] = {}
Sometimes = Callable[[Client], object]

_ADVICE = {
    "the invariant": say("return a complaint"),
    "always": say("return a complaint"),
    "sometimes": say("return False"),
}


class InvariantStopped(Exception):
    """The rule of that name raised an error, the cause of this, at ``position``."""

    def __init__(self, rule: str, position: int = 0) -> None:
        self.rule, self.position = rule, position

    def explain(self, when: str = "") -> BadInvariant:
        """The error to show; ``when`` says after which order the invariant stopped."""
        error = self.__cause__
        return BadInvariant(
            say(
                "{rule} stopped with {name}: {error}{when}: let it {advice} where it does not find what it looks for.",
                rule=self.rule,
                name=type(error).__name__,
                error=str(error),
                when=when,
                advice=_ADVICE[self.rule],
            )
        )


class InvariantChecker:
    """Gives the invariant's complaints of a final position, or another ``rule``'s of a state.

    An invariant without a second parameter never sees the ends: for it, a client that stopped with
    an error is a complaint by itself.
    """

    def __init__(self, invariant: Invariant, opaque: bool, rule: str = say("the invariant")) -> None:
        if not callable(invariant):
            raise BadInvariant(
                say(
                    "{rule} is {invariant!r}, not a function: give the function itself, without calling it.",
                    rule=rule,
                    invariant=invariant,
                )
            )
        self.invariant, self.opaque, self.rule = invariant, opaque, rule
        self.wants_ends = _takes_ends(invariant)
        self._complaints: dict[tuple[int, ...], list[str]] = {}

    def check(self, cache: TransitionCache, graph: Graph, position: int) -> list[str]:
        """What is wrong with the final ``position``. Raises InvariantStopped."""
        nodes = [graph.get_node(position, i) for i in range(len(graph.clients))]
        key = (graph.get_store(position), *nodes)
        if key not in self._complaints:
            ends = {client.name: _get_end(client, node) for client, node in zip(graph.clients, nodes)}
            try:
                waits = _describe_waits(ends)
                self._complaints[key] = [*waits, *self._check(cache.states[graph.get_store(position)], ends)]
            except BadInvariant:
                raise
            except Exception as error:
                raise InvariantStopped(self.rule, position) from error
        return self._complaints[key]

    def check_state(self, state: State, ends: Mapping[str, End] = NO_ENDS) -> list[str]:
        """What is wrong with ``state``, wherever the clients are. Raises InvariantStopped."""
        try:
            return self._check(state, ends)
        except BadInvariant:
            raise
        except Exception as error:
            raise InvariantStopped(self.rule) from error

    def _check(self, state: State, ends: Mapping[str, End]) -> list[str]:
        if not self.opaque:
            return self._call(ScratchStore(state).ask, ends)
        leaks = LEAKS.count
        try:
            complaints = self._call(ScratchStore(state).ask_opaque, ends)
            again = self._call(ScratchStore(state).ask_numbered, ends)
        except Exception:
            # The error may come from an opaque index where the invariant wanted an int. Nothing is
            # lost: the invariant is asked again with real revisions, and an error of its own is
            # raised then.
            raise NeedRevisions from None
        if LEAKS.count > leaks or complaints != again or any(map(has_mark, complaints)):
            raise NeedRevisions
        return complaints

    def _call(self, ask: Ask, ends: Mapping[str, End]) -> list[str]:
        if self.wants_ends:
            return self._to_complaints(self.invariant(EmbeddedClient(ask), ends))
        raised = [
            say("{who} stopped with {name}: {error}", who=name, name=type(end.error).__name__, error=str(end.error))
            for name, end in ends.items()
            if isinstance(end, Raised)
        ]
        return [*raised, *self._to_complaints(self.invariant(EmbeddedClient(ask)))]

    def _to_complaints(self, result: object) -> list[str]:
        if result is None or isinstance(result, str):
            return [recognise(result)] if result else []
        if not isinstance(result, Iterable):
            raise BadInvariant(
                say(
                    "{rule} returned {result!r}: let it return a list of complaints, empty where all is well.",
                    rule=self.rule,
                    result=result,
                )
            )
        return [recognise(complaint if isinstance(complaint, str) else str(complaint)) for complaint in result]


class WitnessChecker(InvariantChecker):
    """Says whether ``sometimes`` is true of a state: by one complaint, or by none."""

    def __init__(self, sometimes: Sometimes, opaque: bool) -> None:
        super().__init__(cast(Invariant, sometimes), opaque, "sometimes")

    def _to_complaints(self, result: object) -> list[str]:
        if inspect.iscoroutine(result) or inspect.isgenerator(result) or callable(result):
            raise BadInvariant(
                say(
                    "{rule} returned {result!r}: let it return True in a state that it looks for.",
                    rule=self.rule,
                    result=result,
                )
            )
        return ["it is"] if result else []


def refuse_ends(checker: InvariantChecker) -> None:
    """Raise BadInvariant for a rule on all states that wants to know how the clients have ended."""
    if checker.wants_ends:
        raise BadInvariant(
            say(
                "{rule} has a second parameter, and is asked before the clients have ended: let it take "
                "the client alone.",
                rule=checker.rule,
            )
        )


def _get_end(client: ClientGraph, node: int) -> End:
    """How a client has ended in the end; one that goes on waits."""
    step = client.nodes[node].step
    return Waits(step.request) if isinstance(step, Asks) else step


def _describe_waits(ends: Mapping[str, End]) -> list[str]:
    """A complaint where clients wait for ever, whatever the invariant says."""
    waits = {name: describe_request(end.request) for name, end in ends.items() if isinstance(end, Waits)}
    if not waits:
        return []
    names = join(" and ", [say("{name} ({request})", name=name, request=request) for name, request in waits.items()])
    return [
        say(
            "{names} wait for ever: no other is left that could let them go on"
            if len(waits) > 1
            else "{names} waits for ever: no other is left that could let it go on",
            names=names,
        )
    ]


def _takes_ends(invariant: Invariant) -> bool:
    """True if there is a second parameter without a default, or one that is called ``ends``."""
    try:
        parameters = inspect.signature(invariant).parameters.values()
    except (TypeError, ValueError):
        return False  # a built-in function that does not tell its parameters
    needed = [p for p in parameters if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return len(needed) > 1 or any(p.name == "ends" for p in parameters)
