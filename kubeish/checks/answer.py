"""Interface to a learner's answer to one exercise, which runs in this process or in a sandbox.

An answer can be asked for the value of a name, for what its function asks of the store next (a
Program), and for the results of calls (a session). Arguments are plain: JSON values, bytes, the
classes of ``kubeish.api``, and ``Create``, by which the answer's side makes an object.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from kubeish.explorer.steps import Program
from kubeish.wording import say, strip_stop


@dataclass(frozen=True)
class Create:
    """An object made on the answer's side by the function ``factories.MADE[factory]``."""

    factory: str
    args: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Ref:
    """The object that an earlier operation of the same session has called ``name``.

    Without one, the learner's own function or class of that name.
    """

    name: str


@dataclass(frozen=True)
class Construct:
    """Make an object called ``name``: of the learner's class ``what``, or what a Create makes."""

    name: str
    what: str | Create
    args: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Call:
    """Call ``method`` of the object ``on``; if that is empty, the learner's function ``method``."""

    on: str
    method: str
    args: tuple[Any, ...] = ()
    times: int = 1


Operation = Construct | Call


@dataclass(frozen=True)
class Result:
    """Result of one operation.

    ``value``: what was returned, a list of values where ``times`` is more than 1; one that is not
    plain is a ``Strange``. ``error``: the name of the exception's class, empty if there was none;
    ``message``: its text; ``code``: that of an EtcdError; ``where``: the learner's own line.
    """

    value: Any = None
    error: str = ""
    message: str = ""
    code: int = 0
    where: str = field(default="", compare=False)

    def describe(self) -> str:
        """Words such as ``returned 3`` or ``raised ValueError: no machines``, without a full stop."""
        words = strip_stop(self.message)
        if self.error == "NeverReturned":
            return say("never came back: {message}", message=words)
        if self.error:
            return say("raised {name}: {message}" if words else "raised {name}", name=self.error, message=words)
        return say("returned {value!r}", value=self.value)

    @property
    def values(self) -> list[Any]:
        """The values of a call that was repeated; none after an error."""
        return self.value if isinstance(self.value, list) else []

    @property
    def location(self) -> str:
        """Words such as ``, at line 3 of has``, after ``describe()``; empty if not known."""
        return say(", at {where}", where=self.where) if self.where else ""


@dataclass(frozen=True)
class Strange:
    """A value that is not plain: the name of its type, and its text."""

    kind: str
    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class FailingMethod:
    """A method of what a factory makes raises the error that ``error`` makes, at its call number ``call``.

    ``method``: its name, or the path to it, such as ``helper.extract_obj``. Calls count from 1.
    """

    method: str
    call: int
    error: Create


AGAIN = "/kubeish/again"
"""The key whose read tells the second call of a Function from the first one."""


@dataclass(frozen=True)
class Function:
    """The learner's function ``name``, called as ``name(factories.BOUND[factory](ask), *args)``.

    ``through``: a method of what the factory makes. Then this method is called with ``args``, and
    the learner's function replaces the method ``name``, which it calls. ``args`` may hold Creates.
    ``failing``: a method that fails, or None. ``again``: it is called twice on the same client, which
    reads the key AGAIN between the two calls; what the second one returns counts.
    """

    name: str
    factory: str = "client"
    args: tuple[Any, ...] = ()
    through: str = ""
    failing: FailingMethod | None = None
    again: bool = False


class Answer(Protocol):
    """A learner's answer to one exercise. ``has_threads``: whether threads can start there."""

    has_threads: bool

    def find_missing(self) -> list[str]:
        """List the names that the exercise asks for and the answer does not define."""

    def find_todo(self) -> list[str]:
        """List the names whose values still say TODO, and the functions they use that do."""

    def find_misfits(self) -> list[str]:
        """Say of each name whose value is of another kind what it is; see ``LocalAnswer``."""

    def get_value(self, name: str) -> object:
        """Return the plain value of ``name``."""

    def make_program(self, label: str, function: Function) -> Program:
        """Make a Program of the learner's function, called ``label`` in the explorer."""

    def run_session(self, operations: list[Operation]) -> list[Result]:
        """Run the operations in order, in one go; one result for each."""
