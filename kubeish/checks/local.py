"""An answer in this very kernel: the learner's own objects, called directly."""

from __future__ import annotations

import functools
import sys
import traceback
import types
from typing import Any

from kubeish.errors import EtcdError
from kubeish.explorer.budget import is_plumbing
from kubeish.explorer.replay import FunctionProgram
from kubeish.explorer.steps import Program
from kubeish.explorer.trouble import NotAClient
from kubeish.todo import TODO

from . import kits
from .answer import Function, Make, New, Operation, Ref, Result, Strange


class LocalAnswer:
    """``names``: what the learner defined, by name."""

    has_threads = sys.platform != "emscripten"

    def __init__(self, wanted: tuple[str, ...], names: dict[str, Any]) -> None:
        self.wanted, self.names = wanted, names

    def missing(self) -> list[str]:
        """See Answer."""
        return [name for name in self.wanted if name not in self.names]

    def todo(self) -> list[str]:
        """See Answer."""
        return [name for name in self.wanted if name in self.names and says_todo(self.names[name])]

    def value(self, name: str) -> Any:
        """See Answer."""
        return self.names[name]

    def program(self, label: str, function: Function) -> Program:
        """See Answer."""
        learners = self.names[function.name]
        if not callable(learners):
            raise NotAClient(
                f"{function.name} is {plain(learners)!r}: hand over the function itself, without calling it."
            )
        return FunctionProgram(label, lambda kit: _call(learners, function, kit), kits.BOUND[function.kit])

    def session(self, operations: list[Operation]) -> list[Result]:
        """See Answer."""
        objects: dict[str, Any] = {}
        return [self._do(operation, objects) for operation in operations]

    def _do(self, operation: Operation, objects: dict[str, Any]) -> Result:
        try:
            args = [_made(arg, objects) for arg in operation.args]
            if isinstance(operation, New):
                what = operation.what
                objects[operation.name] = _made(what, objects) if isinstance(what, Make) else self.names[what](*args)
                return Result()
            call = getattr(objects[operation.on], operation.method) if operation.on else self.names[operation.method]
            if operation.times == 1:
                return Result(plain(call(*args)))
            return Result([plain(call(*args)) for _ in range(operation.times)])
        except Exception as error:
            return result_of(error)


def _call(learners: Any, function: Function, kit: Any) -> Any:
    """One run of the learner's function, its arguments made anew."""
    args = [_made(arg, {}) for arg in function.args]
    if not function.through:
        return learners(kit, *args)
    setattr(kit, function.name, functools.partial(learners, kit))
    return getattr(kit, function.through)(*args)


def result_of(error: BaseException) -> Result:
    """An exception as a Result, with the learner's own line where there is one."""
    code = error.code if isinstance(error, EtcdError) else 0
    return Result(error=type(error).__name__, message=str(error), code=code, where=learners_line(error))


def learners_line(error: BaseException) -> str:
    """``line 3 of has``: the last line of the learner's own that ``error`` came through, if any."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not is_plumbing(f.filename)]
    return f"line {frames[-1].lineno} of {frames[-1].name}" if frames else ""


def says_todo(value: Any) -> bool:
    """True for TODO itself, and for a function or a class with a method that still names it."""
    if isinstance(value, types.FunctionType):
        return "TODO" in value.__code__.co_names
    if isinstance(value, type):
        return any(says_todo(member) for member in vars(value).values())
    return value is TODO


def _made(value: Any, objects: dict[str, Any]) -> Any:
    if isinstance(value, Make):
        return kits.MADE[value.kit](*(_made(arg, objects) for arg in value.args))
    if isinstance(value, Ref):
        return objects[value.name]
    return list(value) if isinstance(value, list) else value


def plain(value: Any) -> Any:
    """``value`` if it is plain through and through, else Strange. Subclasses of plain types are not plain."""
    if value is None or type(value) in (bool, int, float, str, bytes):
        return value
    if type(value) in (list, tuple):
        return type(value)(plain(item) for item in value)
    if type(value) is dict:
        return {plain(key): plain(item) for key, item in value.items()}
    if value is TODO:
        return Strange("TODO", "TODO")
    return Strange(type(value).__name__, _text(value))


def _text(value: Any) -> str:
    try:
        text = repr(value)
    except Exception as error:
        return f"<{type(value).__name__}, whose repr raises {type(error).__name__}>"
    return f"<{type(value).__name__}>" if " at 0x" in text else text[:200]
