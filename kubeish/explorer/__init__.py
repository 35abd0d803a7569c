"""Every interleaving of plain functions of a client: no threads, no timing, standard library only."""

from __future__ import annotations

from .atlas import atlas
from .exploring import MAX_STATES, Outcome, as_program, explore
from .replay import FunctionProgram
from .run import BadOrder, Run, read_order, run_order
from .steps import CRASHED, LOST, Asks, Crashed, End, History, Lost, Program, Raised, Returned, Step, Where
from .tape import Pause, Tape
from .timeline import Timeline, TimelineStep
from .trouble import (
    BadInvariant,
    BadSetup,
    ExploreError,
    NeverAsks,
    NeverStops,
    NotAClient,
    NotDeterministic,
    SwallowedPause,
    TooLarge,
    WaitsForEver,
)
from .world import state_after

__all__ = [
    "CRASHED",
    "LOST",
    "MAX_STATES",
    "Asks",
    "BadInvariant",
    "BadOrder",
    "BadSetup",
    "Crashed",
    "End",
    "ExploreError",
    "FunctionProgram",
    "History",
    "Lost",
    "NeverAsks",
    "NeverStops",
    "NotAClient",
    "NotDeterministic",
    "Outcome",
    "Pause",
    "Program",
    "Raised",
    "Returned",
    "Run",
    "Step",
    "SwallowedPause",
    "Tape",
    "Timeline",
    "TimelineStep",
    "TooLarge",
    "WaitsForEver",
    "Where",
    "as_program",
    "atlas",
    "explore",
    "read_order",
    "run_order",
    "state_after",
]
