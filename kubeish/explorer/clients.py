"""What may be given to the explorer as a client, turned into a Program. Nothing here runs a client."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

from .replay import FunctionProgram
from .steps import Program
from .trouble import NotAClient

_NAME = re.compile(r"[^\s,!?~]+")


def as_programs(clients: Mapping[str, Callable[[Any], Any] | Program]) -> dict[str, Program]:
    """Each client as a Program, by name. Raises NotAClient for what cannot be one."""
    if not isinstance(clients, Mapping):
        raise NotAClient(
            f"clients are given by name, not as a {type(clients).__name__}: write {{'A': run_a, 'B': run_b}}."
        )
    for name in clients:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise NotAClient(f"{name!r} cannot name a client in an order such as 'A B A B': give it one word.")
    return {name: as_program(name, client) for name, client in clients.items()}


def as_program(name: str, client: Callable[[Any], Any] | Program) -> Program:
    """A function of a client as a Program; a Program as it is. Whatever can be called is a function."""
    if callable(client):
        from kubeish.client import Client

        return FunctionProgram(name, _plain(name, client), Client)
    if hasattr(client, "next"):
        return client
    raise NotAClient(
        f"{name} is {_short(client)}, not a function of a client: give the function itself, without calling it."
    )


def _plain(name: str, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """``function``, if calling it runs it."""
    inner: Any = function
    while isinstance(inner, functools.partial):
        inner = inner.func
    code = inner if inspect.isroutine(inner) else type(inner).__call__
    if inspect.isgeneratorfunction(code):
        raise NotAClient(f"{name} has a yield in it, so that calling it runs nothing: make it a plain function.")
    if inspect.iscoroutinefunction(code) or inspect.isasyncgenfunction(code):
        raise NotAClient(f"{name} is async, so that calling it runs nothing: make it a plain function.")
    return function


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
