"""Random orders: each step is picked among all that are possible, by a seed."""

from __future__ import annotations

import random
from collections import Counter

from .findings import Findings
from .search import Graph
from .search_bounds import SearchBounds
from .shortest_path import Path


class RandomOrders:
    """Runs of ``graph`` picked at random, and what ``findings`` says of them.

    Every possible step is as likely as every other, a fault as well; so orders are not equally
    likely. ``shortest``: the way to the first broken place of the fewest steps, with what is said
    of it; ``witness``: the way to the first state of which ``sometimes`` is true.
    """

    def __init__(self, graph: Graph, findings: Findings, seed: int) -> None:
        self._graph, self._findings = graph, findings
        self._random = random.Random(seed)
        self.runs = self.broken = 0
        self.complaints: Counter[str] = Counter()
        self.positions: set[int] = set()
        self.path: Path = []
        self.shortest: tuple[Path, list[str]] | None = None
        self.witness: Path | None = None

    def run(self, runs: int, bounds: SearchBounds) -> None:
        """Take so many orders, each to its end. Raises TooLarge past ``bounds``."""
        for _ in range(runs):
            said = self._run_once()
            self.runs += 1
            self.broken += bool(said)
            self.complaints.update(set(said))
            bounds.check(len(self.positions), self._graph.estimate_bytes(len(self.positions)))

    def add_broken(self) -> None:
        """Count the order that is under way as a broken one: the search stops there."""
        said = self._findings.broken.complaints if self._findings.broken else []
        self.runs, self.broken, self.shortest = self.runs + 1, self.broken + 1, ([*self.path], said)
        self.complaints.update(set(said))

    def _run_once(self) -> list[str]:
        """All that is said of one order."""
        position, said = self._graph.start, list[str]()
        self.path = []
        while True:
            self.positions.add(position)
            said += self._see(position)
            moves = self._graph.list_all_moves(position)
            if not moves:
                break
            client, move, difference = self._random.choice(moves)
            self.path.append((client, move))
            position += difference
        final = self._findings.see_final(position)
        self._keep_shortest(final)
        return [*said, *final]

    def _see(self, position: int) -> list[str]:
        """What ``always`` says of the position, and whether it is a witness."""
        findings = self._findings
        findings.see_level([position], len(self.path))
        if findings.witness is not None and self.witness is None:
            self.witness = [*self.path]
        found = findings.bad_states.get(self._graph.get_store(position), [])
        self._keep_shortest(found)
        return found

    def _keep_shortest(self, found: list[str]) -> None:
        if found and (self.shortest is None or len(self.path) < len(self.shortest[0])):
            self.shortest = [*self.path], found
