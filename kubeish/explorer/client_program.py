"""Programs of what may be given to the explorer as clients. Nothing here runs a client."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping

from kubeish.wording import say

from .errors import NotAClient
from .explored_client import ExploredClient
from .order_notation import is_client_name
from .replay import FunctionProgram
from .steps import ClientFunction, Program
from .stored_values import clip


def as_programs(clients: Mapping[str, ClientFunction | Program]) -> dict[str, Program]:
    """Each client as a Program, by name. Raises NotAClient for what cannot be one."""
    if not isinstance(clients, Mapping):
        raise NotAClient(
            say(
                "clients are given by name, not as a {name}: write {{'A': run_a, 'B': run_b}}.",
                name=type(clients).__name__,
            )
        )
    for name in clients:
        if not is_client_name(name):
            raise NotAClient(
                say("{name!r} cannot name a client in an order such as 'A B A B': give it one word.", name=name)
            )
    return {name: as_program(name, client) for name, client in clients.items()}


def as_program(name: str, client: ClientFunction | Program) -> Program:
    """A function of a client as a Program; a Program as it is. Any callable is a function.

    Raises NotAClient for anything else, and for a function that does not run when it is called.
    """
    if callable(client):
        check_runs(name, client)
        return FunctionProgram(name, client, lambda ask: ExploredClient(ask, name))
    if hasattr(client, "next"):
        return client
    raise NotAClient(
        say(
            "{name} is {clip}, not a function of a client: give the function itself, without calling it.",
            name=name,
            clip=clip(repr(client), 60),
        )
    )


def check_runs(name: str, function: Callable[..., object]) -> None:
    """Raise NotAClient for a generator or a coroutine, also within ``functools.partial``."""
    inner: object = function
    while isinstance(inner, functools.partial):
        inner = inner.func
    code = inner if inspect.isroutine(inner) else type(inner).__call__
    if inspect.isgeneratorfunction(code):
        raise NotAClient(
            say("{name} has a yield in it, so that calling it runs nothing: make it a plain function.", name=name)
        )
    if inspect.iscoroutinefunction(code) or inspect.isasyncgenfunction(code):
        raise NotAClient(say("{name} is async, so that calling it runs nothing: make it a plain function.", name=name))
