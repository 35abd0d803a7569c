"""Explorer: every interleaving of plain functions of a client, without threads or timing."""

from __future__ import annotations

from .errors import (
    BadInvariant,
    BadSetup,
    ExploreError,
    NeverAsks,
    NeverStops,
    NotAClient,
    NotDeterministic,
    StartsThread,
    SwallowedPause,
    TooLarge,
    WaitsForEver,
)
from .exploration import Outcome, as_program, explore
from .order_notation import BadOrder, read_order
from .order_replay import replay_order
from .replay import FunctionProgram
from .scratch_store import run_setup
from .single_run import Run, run_order
from .state_graph import build_state_graph
from .steps import CRASHED, LOST, Asks, Crashed, End, History, Location, Lost, Program, Raised, Returned, Step
from .timeline import Timeline, TimelineStep

__all__ = [
    "CRASHED",
    "LOST",
    "Asks",
    "BadInvariant",
    "BadOrder",
    "BadSetup",
    "Crashed",
    "End",
    "ExploreError",
    "FunctionProgram",
    "History",
    "Location",
    "Lost",
    "NeverAsks",
    "NeverStops",
    "NotAClient",
    "NotDeterministic",
    "Outcome",
    "Program",
    "Raised",
    "Returned",
    "Run",
    "StartsThread",
    "Step",
    "SwallowedPause",
    "Timeline",
    "TimelineStep",
    "TooLarge",
    "WaitsForEver",
    "as_program",
    "build_state_graph",
    "explore",
    "read_order",
    "replay_order",
    "run_order",
    "run_setup",
]
