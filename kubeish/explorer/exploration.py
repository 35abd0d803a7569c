"""Exploration: every order of all clients' steps, each final state checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kubeish.etcd.store import State
from kubeish.wording import say

from .client_program import as_program, as_programs
from .errors import ExploreError
from .faults import Faults
from .interruption import report_interrupt
from .invariant_checker import Invariant, Sometimes
from .order_replay import OrderReplay
from .outcome import BREAKING, Outcome
from .question import Question
from .scratch_store import run_setup
from .search_bounds import MAX_MEGABYTES, MAX_STATES
from .steps import ClientFunction, Program
from .thread_output import OUTPUT
from .virtual_time import REPLACEMENT
from .watchdog import WATCHDOG

__all__ = ["MAX_STATES", "Outcome", "Question", "as_program", "explore"]


def explore(
    clients: Mapping[str, ClientFunction | Program],
    setup: ClientFunction | State | None = None,
    invariant: Invariant = lambda client: [],
    crashes: int = 0,
    lost_replies: int = 0,
    expiries: int = 0,
    max_states: int = MAX_STATES,
    breaking: str = BREAKING,
    *,
    always: Invariant | None = None,
    sometimes: Sometimes | None = None,
    first: bool = False,
    simulate: int = 0,
    seed: int = 0,
    max_seconds: float | None = None,
    max_megabytes: float = MAX_MEGABYTES,
) -> Outcome:
    """Run every interleaving of ``clients``, and check each final state by ``invariant``.

    Two clients that each add one, by reading, adding and writing back::

        >>> from kubeish import explore
        >>> def add_one(client):
        ...     number, _ = client.get("visits")
        ...     client.put("visits", str(int(number) + 1))
        >>> def nobody_yet(client):
        ...     client.put("visits", "0")
        >>> def both_are_counted(client):
        ...     number, _ = client.get("visits")
        ...     return [] if number == b"2" else [f"{number.decode()} of 2 is counted"]
        >>> explore({"A": add_one, "B": add_one}, nobody_yet, both_are_counted, breaking="lose a visit")
        6 orders · 4 lose a visit
        <BLANKLINE>
        A  reads   0  at index 2
        B  reads   0  at index 2
        A  writes  1  index 3
        B  writes  1  index 4      over index 3, which B never read
        → 1 of 2 is counted

    ``clients``: by name, each a function of a client (``kubeish.etcd.client.Client``) that does the
    same whenever it is given the same answers. ``setup(client)`` is run once, before, on an empty
    store. ``invariant(client)`` is run on every final state and returns a list of complaints, empty
    where all is well; an order in which a client ends with an exception is broken as well. An
    invariant with a second parameter, ``invariant(client, ends)``, also gets how each client ended
    (``Returned``, ``Raised`` or ``Crashed``, by name), and alone decides.

    ``crashes``: at most so many clients die in one run, each instead of its next request; such a
    death takes a place in the order like any step. ``lost_replies``: for at most so many requests
    in one run no reply comes, and the client meets ConnectionTimeoutError, which is indefinite.
    Whether the request has reached the store makes two orders, unless it would have changed
    nothing. ``expiries``: at most so often in one run the time is up while a client is paused: a
    lease ends, or a wait for an event. ``breaking``: words for what a broken order does.

    ``always(client)`` is run on every state of the store that any order comes to, the first one and
    those between two steps included, and returns complaints as well: an order that comes through
    such a state is broken. ``sometimes(client)`` must be true of some state that some order comes
    to; where it never is, ``outcome.is_ok`` is False, and the outcome says so.

    A client that waits for another one's change, in a watch or by asking again and again, has no
    step until there is one. Where all that are left wait, the time goes on to the next end of a
    lease or of a wait, whichever is shortest; where there is none, they wait for ever, and that
    order is broken. A sleep is no step, and takes no time.

    ``first``: stop at the shortest broken order, and count no further. ``simulate``: so many orders
    picked at random by ``seed`` instead of all; the same seed picks the same ones.

    A function that returns without asking the store anything raises NotAClient: there is no order
    to try. ``outcome.counterexample`` is the broken order of the fewest steps. Raises ExploreError,
    in one sentence, for what cannot be explored (``kubeish.explorer.errors``): TooLarge past
    ``max_states``, past about ``max_megabytes`` of memory, or after ``max_seconds``. What was found
    up to there is in its sentence, and in its ``outcome``. Ctrl-C says the same of an interrupted
    search.
    """
    faults, programs = Faults(crashes, lost_replies, expiries), as_programs(clients)
    # A Program is an answer under examination, whose check has its own words where it does nothing.
    must_ask = frozenset(name for name, client in clients.items() if callable(client))
    question = Question(
        *(programs, run_setup(setup), invariant, faults, max_states, breaking, must_ask, always, sometimes),
        *(max_seconds, max_megabytes, first, _check_runs(simulate), seed),
    )
    with WATCHDOG, OUTPUT, REPLACEMENT, report_interrupt():
        outcome = question.find_outcome()
    return replace(outcome, replay=OrderReplay(programs, question.start, invariant, always).run)


def _check_runs(runs: int) -> int:
    """The number of random orders, if it is one; ExploreError otherwise."""
    if type(runs) is not int or runs < 0:
        raise ExploreError(
            say("simulate is {runs!r}, not a number of orders: give a whole one, 0 to try them all.", runs=runs)
        )
    return runs
