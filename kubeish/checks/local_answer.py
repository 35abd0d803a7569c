"""An answer in this process: the learner's own objects, called directly."""

from __future__ import annotations

import functools
import inspect
import itertools
import sys
from collections.abc import Callable, Mapping
from typing import Any

from kubeish.api import TODO
from kubeish.errors import EtcdError
from kubeish.explorer.errors import NotAClient
from kubeish.explorer.line_budget import LineBudget, LineBudgetExceeded
from kubeish.explorer.replay import FunctionProgram
from kubeish.explorer.source_location import describe_line, describe_origin
from kubeish.explorer.steps import Program
from kubeish.explorer.virtual_time import Clock, VirtualTime, use_virtual_time
from kubeish.explorer.watchdog import WATCHDOG
from kubeish.wording import read_message, say

from . import factories
from .answer import AGAIN, Answer, Construct, Create, FailingMethod, Function, Operation, Ref, Result, Strange
from .timeouts import NeverReturned
from .todo import find_todo

_MOST_CALLS = 6_000
"""Depth of calls within calls in an answer that talks to the store."""

_MOST_LINES = 2_000_000
"""Of the learner's own, in one call of a session. Counted only in a call that takes long."""


class LocalAnswer(Answer):
    """An answer with the values ``names``. ``wanted``: the names that the exercise asks for."""

    has_threads = sys.platform != "emscripten"

    def __init__(self, wanted: tuple[str, ...], names: Mapping[str, Any]) -> None:
        self.wanted, self.names = wanted, names
        for value in names.values():
            use_virtual_time(value)

    def find_missing(self) -> list[str]:
        return [name for name in self.wanted if name not in self.names]

    def find_todo(self) -> list[str]:
        return find_todo({name: self.names[name] for name in self.wanted if name in self.names})

    def find_misfits(self) -> list[str]:
        """Say what is a generator or a coroutine, and no class where the name is a class's."""
        return [words for name in self.wanted if (words := _describe_misfit(name, self.names.get(name)))]

    def get_value(self, name: str) -> object:
        return to_plain(self.names[name])

    def make_program(self, label: str, function: Function) -> Program:
        learners = self.names[function.name]
        if not callable(learners):
            raise NotAClient(
                say(
                    "{name} is {value!r}: hand over the function itself, without calling it.",
                    name=function.name,
                    value=to_plain(learners),
                )
            )
        bind = factories.BOUND[function.factory]
        return FunctionProgram(label, lambda on: _call(learners, function, on), bind, always_twice=False)

    def run_session(self, operations: list[Operation]) -> list[Result]:
        objects: dict[str, object] = {**self.names}
        results: list[Result] = []
        clock = Clock()
        with WATCHDOG:
            for operation in operations:
                is_stuck = bool(results) and results[-1].error == NeverReturned.__name__
                results.append(results[-1] if is_stuck else self._run_operation(operation, objects, clock))
        return results

    def _run_operation(self, operation: Operation, objects: dict[str, object], clock: Clock) -> Result:
        try:
            args = [_make(arg, objects) for arg in operation.args]
            if isinstance(operation, Construct):
                what = operation.what
                made = (
                    _make(what, objects) if isinstance(what, Create) else _call_bounded(clock, self.names[what], *args)
                )
                objects[operation.name] = made
                return Result()
            call = getattr(objects[operation.on], operation.method) if operation.on else self.names[operation.method]
            if not callable(call):
                raise TypeError(
                    say(
                        "{name} is {value!r}, not a function: hand over the function itself.",
                        name=operation.method,
                        value=to_plain(call),
                    )
                )
            if operation.times == 1:
                return Result(to_plain(_call_bounded(clock, call, *args)))
            return Result(_call_bounded(clock, lambda: [to_plain(call(*args)) for _ in range(operation.times)]))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever the learner's code raises is a result, sys.exit too
            return make_result(error)


def _call_bounded(clock: Clock, call: Callable[..., object], *args: object) -> object:
    """Return what ``call`` returns, by that clock. Raises NeverReturned for an endless loop, or one that waits."""
    budget = LineBudget(counting=not WATCHDOG.is_in, lines=_MOST_LINES)
    with WATCHDOG.hold:
        found = _call_watched(budget, clock, call, *args)
    if budget.stopped_at:
        if budget.is_stalled:
            where = describe_line(*budget.stopped_at)
            raise NeverReturned(say("it stood still, and was stopped at {where}", where=where))
        # At which line of its loop depends on the time.
        name = budget.stopped_at[0].co_name
        raise NeverReturned(
            say("it ran {lines:,} lines and had not finished, and was stopped in {name}", lines=_MOST_LINES, name=name)
        )
    return found


def _call_watched(budget: LineBudget, clock: Clock, call: Callable[..., object], *args: object) -> object:
    is_watched = not budget.counting
    outer = WATCHDOG.begin(budget) if is_watched else None
    try:
        with VirtualTime(clock), budget:
            return call(*args)
    except LineBudgetExceeded:
        return None
    finally:
        if is_watched:
            WATCHDOG.end(outer)


def _call(learners: Callable[..., object], function: Function, on: object) -> object:
    """Run the learner's function once, with arguments made anew."""
    before = sys.getrecursionlimit()
    if sys.platform != "emscripten":
        # A function that calls itself for each retry is right, however often a check has it retry.
        sys.setrecursionlimit(max(before, _MOST_CALLS))
    try:
        return _call_with_limit(learners, function, on)
    finally:
        sys.setrecursionlimit(before)


def _call_with_limit(learners: Callable[..., object], function: Function, on: object) -> object:
    args = [_make(arg, {}) for arg in function.args]
    if function.failing:
        _break_method(on, function.failing)
    if function.again:
        learners(on, *args)
        on.get(AGAIN)  # type: ignore[attr-defined]  # a client
    if not function.through:
        return learners(on, *args)
    setattr(on, function.name, functools.partial(learners, on))
    return getattr(on, function.through)(*args)


def _break_method(on: object, failing: FailingMethod) -> None:
    """Have the method raise its error at the call that ``failing`` names."""
    *path, name = failing.method.split(".")
    for part in path:
        on = getattr(on, part)
    works, calls = getattr(on, name), itertools.count(1)

    def work_or_fail(*args: object, **options: object) -> object:
        if next(calls) == failing.call:
            error = _make(failing.error, {})
            raise error if isinstance(error, BaseException) else TypeError(f"{error!r} is no error")
        return works(*args, **options)

    setattr(on, name, work_or_fail)


def _describe_misfit(name: str, value: object) -> str:
    """A sentence on a class that is none, or a function or method that runs nothing when called; or empty."""
    if name[0].isupper() and not isinstance(value, type):
        return say(
            "{name} is {value!r}, not a class: hand over the class itself, without calling it.",
            name=name,
            value=to_plain(value),
        )
    called = {f"{name}.{m}": f for m, f in vars(value).items()} if isinstance(value, type) else {name: value}
    for what, function in called.items():
        if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
            return say("{name} is async, so that calling it runs nothing: make it a plain function.", name=what)
        if what == name and inspect.isgeneratorfunction(function):
            return say(
                "{name} has a yield in it, so that calling it runs nothing: make it a plain function.", name=what
            )
    return ""


def make_result(error: BaseException) -> Result:
    """An exception as a Result, with the learner's own line where there is one."""
    code = error.code if isinstance(error, EtcdError) else 0
    return Result(error=type(error).__name__, message=read_message(error), code=code, where=describe_origin(error))


def _make(value: object, objects: dict[str, object]) -> object:
    if isinstance(value, Create):
        return factories.MADE[value.factory](*(_make(arg, objects) for arg in value.args))
    if isinstance(value, Ref):
        return objects[value.name]
    if isinstance(value, str):
        return f"{value} "[:-1]  # equal to what was handed over before, and not the same, as across a pipe
    return list(value) if isinstance(value, list) else value


def to_plain(value: object) -> object:
    """``value``, with a Strange for all in it that is not plain, subclasses of plain types too."""
    if value is None or type(value) in (bool, int, float, str, bytes):
        return value
    if type(value) is list:
        return [to_plain(item) for item in value]
    if type(value) is tuple or (isinstance(value, tuple) and hasattr(type(value), "_fields")):  # a named tuple too
        return tuple(to_plain(item) for item in tuple.__iter__(value))
    if type(value) is dict:
        return {to_plain(key): to_plain(item) for key, item in value.items()}
    if value is TODO:
        return Strange("TODO", "TODO")
    return Strange(type(value).__name__, _describe(value))


def _describe(value: object) -> str:
    try:
        text = repr(value)
    except Exception as error:  # the learner's own __repr__
        return f"<{type(value).__name__}, whose repr raises {type(error).__name__}>"
    return f"<{type(value).__name__}>" if " at 0x" in text else text[:200]
