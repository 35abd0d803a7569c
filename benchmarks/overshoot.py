"""How long each attempt to cheat or to harm keeps the grader beyond its limit, those of tests/grading/cheats in turn.

    python benchmarks/overshoot.py > benchmarks/results/overshoot.txt

A submission's time is that of its marks and of its nbval run together, from before its first process is forked until
after the last one is told to end. Its limit is what ``--seconds`` says; whoever keeps the examiner itself at work, with
prompt answers, has twice that. What took less than its limit is not beyond it: it counts as 0.
"""

from __future__ import annotations

import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from machine import describe

sys.path.insert(0, str(Path(__file__).parents[1]))

from kubeish.grading.examining import Bounds
from kubeish.grading.marking import Rooms, Settings, mark
from kubeish.grading.papers import draw_up
from kubeish.grading.reading.folders import pile
from kubeish.grading.reading.submission import read
from kubeish.grading.results import Marked
from kubeish.grading.sandbox.room import Room
from kubeish.grading.sandbox.tree import Tree
from tests.grading.cheats import Cheat, cheats
from tests.grading.cheats.evening import SECONDS, Evening, hand_in

ROOT = Path(__file__).parents[1]
PATIENCE = 2.0
"""So many seconds beyond its limit may anybody take."""


@dataclass(frozen=True)
class Took:
    """What one attempt took, in seconds. ``neighbour``: what the honest one after it took."""

    cheat: Cheat
    examiner: float
    nbval: float
    neighbour: float
    busy: bool

    @property
    def beyond(self) -> float:
        """Seconds beyond its limit."""
        limit = Bounds(SECONDS).exam if self.busy else SECONDS
        return max(0.0, self.examiner + self.nbval - limit)


def all_taken(folder: Path) -> Iterator[Took]:
    """Grade all attempts, each with its neighbour after it, in one worker's rooms."""
    papers, tree = draw_up(ROOT), Tree(_made(folder / "tree"))
    (folder / "canary").write_text("alive", encoding="utf-8")
    hand_in(Evening(folder, f"kubeish-{secrets.token_hex(6)}"), "all", list(cheats()), 9)
    handed_in = pile(folder / "all" / "class", papers.references)
    with closing(Rooms(Room("answers", tree), Room("notebooks", tree))) as rooms:

        def marked(learner: str) -> tuple[Marked, float]:
            submission, begin = read(learner, handed_in[learner]), time.perf_counter()
            return mark(
                submission, papers, Settings(Bounds(SECONDS, seed=20140606)), rooms
            ), time.perf_counter() - begin

        marked(cheats()[0].neighbour)  # nobody bears the cost of the first start
        for cheat in cheats():
            found, whole = marked(cheat.folder)
            busy = any("kept the examiner busy" in each.reason for each in found.exercises)
            examiner = found.seconds["examiner"]
            yield Took(cheat, examiner, whole - examiner, marked(cheat.neighbour)[1], busy)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> None:
    print(f"Made by: python benchmarks/overshoot.py\n{describe()}\n")
    with tempfile.TemporaryDirectory(prefix="overshoot-") as name:
        taken = list(all_taken(Path(name)))
    print(f"Seconds beyond a limit of {SECONDS:g}; the load when all was done: {describe().split('; ')[2]}\n")
    print("attempts  beyond 0  beyond 2   worst   which")
    for kind in dict.fromkeys(each.cheat.kind for each in taken):
        mine = [each for each in taken if each.cheat.kind == kind]
        worst = max(mine, key=lambda each: each.beyond)
        over = [sum(each.beyond > most for each in mine) for most in (0, PATIENCE)]
        print(f"{len(mine):8} {over[0]:9} {over[1]:9} {worst.beyond:7.2f}   {kind}: {worst.cheat.title}")
    print("\n beyond  examiner   nbval   the ten worst")
    for each in sorted(taken, key=lambda each: each.beyond, reverse=True)[:10]:
        print(f"{each.beyond:7.2f} {each.examiner:9.2f} {each.nbval:7.2f}   {each.cheat.kind}: {each.cheat.title}")
    honest = statistics.median(each.neighbour for each in taken)
    (dies,) = [each for each in taken if each.cheat.title == "a kernel that dies"]
    print(f"\nAn honest one takes {honest:.2f} s (median of {len(taken)}, each graded after an attempt).")
    print(f"One whose kernel dies takes {dies.nbval + dies.examiner:.2f} s.")


if __name__ == "__main__":
    main()
