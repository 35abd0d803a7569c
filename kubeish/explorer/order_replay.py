"""One given order of clients, run again, with what the rules say of it."""

from __future__ import annotations

from collections.abc import Mapping

from kubeish.etcd.store import State

from .client_program import as_programs
from .interruption import report_interrupt
from .invariant_checker import Invariant, InvariantChecker, InvariantStopped
from .order_notation import read_order
from .scratch_store import run_setup
from .single_run import Run
from .steps import ClientFunction, End, Program
from .thread_output import OUTPUT
from .timeline import Timeline
from .watchdog import WATCHDOG


class OrderReplay:
    """Runs orders of the same clients from the same start, and asks the same rules."""

    def __init__(
        self, programs: Mapping[str, Program], start: State, invariant: Invariant, always: Invariant | None
    ) -> None:
        self._programs, self._start = programs, start
        self._invariant = InvariantChecker(invariant, opaque=False)
        self._always = None if always is None else InvariantChecker(always, opaque=False, rule="always")

    def run(self, order: str) -> Timeline:
        """The run of ``order``, ``A B A B``, which may leave clients with steps to take.

        Its complaints are those of ``always`` on the way, and of the invariant where all have ended.
        Raises BadOrder for steps that cannot be taken.
        """
        with WATCHDOG, OUTPUT, report_interrupt():
            run = Run(self._programs, self._start)
            said = self._ask_always(run)
            for step in read_order(order, list(run.programs)):
                run.step(*step)
                said += [words for words in self._ask_always(run) if words not in said]
            ends = {who: end for who, end in run.ends.items() if end is not None}
            if len(ends) == len(run.programs):
                said += self._ask_invariant(run, ends)
            return run.make_timeline(said)

    def _ask_always(self, run: Run) -> list[str]:
        try:
            return [] if self._always is None else [*self._always.check_state(run.state)]
        except InvariantStopped as stopped:
            raise stopped.explain() from stopped.__cause__

    def _ask_invariant(self, run: Run, ends: dict[str, End]) -> list[str]:
        try:
            return self._invariant.check_state(run.state, ends)
        except InvariantStopped as stopped:
            raise stopped.explain() from stopped.__cause__


def replay_order(
    clients: Mapping[str, ClientFunction | Program],
    order: str,
    setup: ClientFunction | State | None = None,
    invariant: Invariant = lambda client: [],
    always: Invariant | None = None,
) -> Timeline:
    """Run one order, ``A B A B``, as an Outcome's counterexample shows it; other arguments as of explore."""
    return OrderReplay(as_programs(clients), run_setup(setup), invariant, always).run(order)
