"""Nodes and moves of a client's graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .client_view import ClientView
from .order_notation import Kind
from .steps import Step


@dataclass(slots=True)
class Node:
    """One answer more than its ``parent``, by its number in the cache, and the step that follows.

    ``parent`` is -1 for the root and for ends; ``request``: what the store is asked in that step.
    """

    parent: int
    answer: int
    step: Step
    view: ClientView
    request: object = None


class Move(NamedTuple):
    """One step of a client from a state of the store: to ``state``, to ``node``."""

    state: int
    node: int
    kind: Kind = "step"
    applied: bool = True
    lease: int = 0


class Timer(NamedTuple):
    """A move that comes when all that are left wait, if no other one comes ``after`` fewer seconds."""

    after: float
    move: Move
