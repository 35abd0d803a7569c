"""Graph of one client: its histories as numbered nodes, and its moves from each of them.

A node is one history (and so one step) of the client. Ends that look alike from outside share a
node: a client that has ended moves no more, so what led to its end changes nothing that follows.
Fewer states, and counts stay exact.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from kubeish.etcd.store import service_messages as service
from kubeish.wording import say

from .client_view import ClientView
from .determinism import make_end_key
from .errors import TooLarge
from .lone_store import LoneStore, run_ahead
from .moves import Move, Node, Timer
from .service_rules import LeaseEnd, WatchOpen, WatchRead
from .steps import CRASHED, Asks, End, History, Program, Raised, Requests, Step
from .transitions import LOST_ANSWER, NO_ANSWER, TransitionCache
from .wait_finder import MOST_REQUESTS, WaitFinder

MOST_HISTORIES = 100_000
"""Of one client; each is run. The five schedulers of lesson 02 have under a thousand each."""


class ClientGraph:
    """The nodes of client number ``client``, made as they are reached, from state number ``start`` on."""

    def __init__(
        self, name: str, program: Program, cache: TransitionCache, start: int, ends_matter: bool, client: int = 0
    ) -> None:
        self.name, self.program, self.cache = name, program, cache
        self._view = ClientView(client)
        self._waits = WaitFinder(self)
        self._make_key: Callable[[End], Hashable] = make_end_key if ends_matter else _make_error_key
        self.nodes: list[Node] = []
        self._children: dict[tuple[int, int], int] = {}
        self._ends: dict[Hashable, int] = {}
        self.root = self._extend(-1, -1, start)

    def get_end(self, node: int) -> End | None:
        """How the client has ended at ``node``, or None if it goes on."""
        step = self.nodes[node].step
        return None if isinstance(step, Asks) else step

    def trace(self, node: int) -> tuple[History, Requests]:
        """The answers that the client has had at ``node``, and the requests that they answer.

        Not for an end: many histories lead to one.
        """
        return self._trace(self.nodes[node].parent, self.nodes[node].answer)

    def list_moves(self, state: int, node: int, crash: bool, lose: bool, expire: bool = False) -> list[Move]:
        """Every way in which the client may go on from here; none if it has ended.

        Without one of the kind "step", it has ended or waits for another client.
        """
        expiries = [timer.move for timer in self.list_timers(state, node)] if expire else []
        here = self.nodes[node]
        if not isinstance(here.step, Asks):
            return expiries
        after, answer = self.cache.apply(state, here.request)
        moves = [*expiries]
        if not self._waits.is_waiting(state, node, after, answer):
            moves = [Move(after, self._get_child(node, answer, after)), *expiries]
        if crash:
            moves.append(Move(state, self._add_end(CRASHED, here.view), "crash"))
        if lose and not isinstance(here.request, (WatchOpen, WatchRead)):
            lost = self._get_child(node, LOST_ANSWER, after)
            moves.append(Move(after, lost, "lost"))
            if after != state:
                moves.append(Move(state, lost, "lost", applied=False))
        return moves

    def list_timers(self, state: int, node: int) -> list[Timer]:
        """What time brings: the end of each of the client's leases, and of its wait for an event."""
        timers, here, alive = [], self.nodes[node], self.cache.states[state].leases
        for place, lease in enumerate(here.view.leases):
            for ttl in [each.ttl for each in alive if each.id == lease]:
                after, _ = self.cache.apply(state, LeaseEnd(lease))
                timers.append(Timer(ttl, Move(after, node, "expire", lease=place)))
        wait = _get_wait(here.step)
        if wait is not None and self.cache.apply(state, here.request)[1] == NO_ANSWER:
            nothing = self.cache.number_answer(service.WatchAnswer(self.cache.states[state].revision))
            timers.append(Timer(wait, Move(state, self._get_child(node, nothing, state), "timeout")))
        return timers

    def _trace(self, number: int, answer: int) -> tuple[History, Requests]:
        """The answers up to ``answer``, that to node ``number``, and the requests they answer."""
        answers: list[object] = []
        asked: list[object] = []
        while number >= 0:
            answers.append(self.cache.answers[answer])
            node = self.nodes[number]
            if isinstance(node.step, Asks):
                asked.append(node.step.request)
            number, answer = node.parent, node.answer
        return tuple(answers[::-1]), tuple(asked[::-1])

    def _get_child(self, node: int, answer: int, state: int) -> int:
        child = self._children.get((node, answer))
        if child is None:
            child = self._children[node, answer] = self._extend(node, answer, state)
        return child

    def _extend(self, parent: int, answer: int, state: int) -> int:
        """Add the next node, and those that follow if the client goes on alone."""
        history, asked = self._trace(parent, answer)
        view = self._view if parent < 0 else self._record(parent, answer)
        alone = LoneStore(self.cache, state, MOST_REQUESTS - len(history), view)
        requests, last = run_ahead(self.program, history, asked, alone.ask, alone.foresee)
        steps: list[Step] = [*map(Asks, requests), last]
        if alone.left < 0:
            steps = steps[: self._waits.find_wait(parent, answer, alone) + 1]
        first = node = self._add(parent, answer, steps[0], view)
        for number, step in zip(alone.answers, steps[1:]):
            after = self._add(node, number, step, self._record(node, number))
            self._children[node, number] = after
            node = after
        return first

    def _record(self, node: int, answer: int) -> ClientView:
        """The view after ``answer`` to the step at ``node``."""
        here = self.nodes[node]
        return (
            here.view.record(here.step.request, self.cache.answers[answer])
            if isinstance(here.step, Asks)
            else here.view
        )

    def _add(self, parent: int, answer: int, step: Step, view: ClientView) -> int:
        if not isinstance(step, Asks):
            return self._add_end(step, view)
        if len(self.nodes) >= MOST_HISTORIES:
            raise TooLarge(
                say(
                    "{name} may come to see more than {most_histories:,} different things",
                    name=self.name,
                    most_histories=MOST_HISTORIES,
                )
            )
        self.cache.hold(step.request)
        self.nodes.append(Node(parent, answer, step, view, view.translate(step.request)))
        return len(self.nodes) - 1

    def _add_end(self, end: End, view: ClientView) -> int:
        key = (self._make_key(end), view.leases)  # which may still end, and free a lock
        if key not in self._ends:
            self.nodes.append(Node(-1, -1, end, view))
            self._ends[key] = len(self.nodes) - 1
        return self._ends[key]


def _get_wait(step: Step) -> float | None:
    """The seconds after which a wait for an event ends; None where it has no end."""
    return step.request.wait if isinstance(step, Asks) and isinstance(step.request, service.WatchNext) else None


def _make_error_key(end: End) -> Hashable:
    """A key for an invariant that is not shown the ends: only an error makes a difference."""
    return make_end_key(end) if isinstance(end, Raised) else "ended"
