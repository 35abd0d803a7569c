"""An answer: what a learner wrote for one exercise, to be questioned, never looked into. It runs here or in a sandbox.

Three questions can be asked of it: what is the value you gave to this name; what does your function ask of the store
next, having had these answers (a Program); and what comes of these calls of yours (a session). What goes in is plain:
JSON's values, bytes, the nouns of ``kubeish.api``, and ``Make``, by which the answer's side makes an object of a kit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from kubeish.explorer.steps import Program


@dataclass(frozen=True)
class Make:
    """An object that the answer's side makes: ``kit`` names the maker in ``kits``; ``args`` are its arguments."""

    kit: str
    args: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Ref:
    """An object that an earlier operation of the same session has made, by its name."""

    name: str


@dataclass(frozen=True)
class New:
    """Make an object and call it ``name``: an instance of the learner's class ``what``, or what a ``Make`` says."""

    name: str
    what: str | Make
    args: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Do:
    """Call ``method`` of the object ``on`` (empty: the learner's function of that name), ``times`` times."""

    on: str
    method: str
    args: tuple[Any, ...] = ()
    times: int = 1


Operation = New | Do


@dataclass(frozen=True)
class Result:
    """What came of one operation. ``value``: what was returned (a list of values where ``times`` is more than 1).

    ``error``: the name of the exception's class, if one came out; ``message`` its words; ``code`` its number,
    if it is an EtcdError. A value that is not plain arrives as ``Strange``.
    """

    value: Any = None
    error: str = ""
    message: str = ""
    code: int = 0
    where: str = field(default="", compare=False)

    def words(self) -> str:
        """``returned 3``, ``raised ValueError: no machines``."""
        if self.error:
            return f"raised {self.error}" + (f": {self.message}" if self.message else "")
        return f"returned {self.value!r}"


@dataclass(frozen=True)
class Strange:
    """A value that is not plain: its type's name and its text."""

    kind: str
    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Function:
    """The learner's function ``name``, called as ``name(made by kit from what asks, *args)``.

    ``through``: a method of what the kit makes. Then that is called with ``args``, and the learner's function stands in
    for the method of its own name, which the called one calls. An argument may be a ``Make``.
    """

    name: str
    kit: str = "client"
    args: tuple[Any, ...] = ()
    through: str = ""


class Answer(Protocol):
    """What a learner wrote for one exercise. ``has_threads``: whether threads can be started where it runs."""

    has_threads: bool

    def missing(self) -> list[str]:
        """The names that the exercise asks for and the answer does not define."""

    def todo(self) -> list[str]:
        """The names that still say TODO."""

    def value(self, name: str) -> Any:
        """The plain value of ``name``."""

    def program(self, label: str, function: Function) -> Program:
        """The learner's function as a Program for the explorer, called ``label`` there."""

    def session(self, operations: list[Operation]) -> list[Result]:
        """Do the operations in order, in one go, and say what came of each."""
