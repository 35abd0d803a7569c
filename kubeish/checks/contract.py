"""Contract of an exercise that talks to the store: which writes and which ends are allowed.

Each write of the answer is judged in the state in which the store did it. So whether compare and
write are one request need not be asked: where they are two, a rival acts in between, and the write
is wrong in its state. ``contract_runs`` plays the answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kubeish.errors import EtcdError, KubeishError
from kubeish.etcd.store import State
from kubeish.explorer.descriptions import describe_request
from kubeish.explorer.steps import Asks, Raised, Step
from kubeish.wording import say

from .answer import Function
from .end_descriptions import describe_end, describe_error, is_same_error
from .environment import MOST_REQUESTS, Move, Play
from .json_values import describe_keys
from .plans import TROUBLES, Change

_SLIPS = {
    "NameError": say("is each name in that line spelt as it was where it was made?"),
    "UnboundLocalError": say("a variable is read there before it was given a value."),
    "AttributeError": say("is that the object that you took it for? The arguments come in the order of the exercise."),
    "TypeError": say("look at what is called or combined in that line, and at the order of the arguments."),
    "IndexError": say("look at what is in the list that is asked for that place."),
    "KeyError": say("look at what is in the dict that is asked for that key."),
    "ImportError": say("import only what the lesson has imported."),
    "ModuleNotFoundError": say("import only what the lesson has imported."),
    "JSONDecodeError": say("what was read there is no JSON: see in the steps above what it was."),
    "RecursionError": say("a function that calls itself needs a case in which it does not; a loop needs none."),
    "SystemExit": say("`sys.exit` ends the whole program: return, or raise an error that a caller can catch."),
    "UnicodeDecodeError": say("the value that was read there is not text: leave it as bytes."),
    "UnicodeEncodeError": say("that text cannot be written in that encoding: leave it as it is."),
}
"""What to try after an error that the answer's own code made."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a run: the parts of a verdict."""

    saw: str
    wanted: str
    try_next: str


@dataclass(frozen=True)
class Contract:
    """What an answer may do. Subclasses say it: ``judge_write`` and ``judge_end``.

    ``call``: the call in words; ``where``: the store before it, in words; ``function``: what is
    called; ``start``: the store; ``changes``: what rivals may do to it; ``conflict``: the one of
    them that makes the answer try again, or None.
    """

    call: str
    where: str
    function: Function
    start: State
    changes: tuple[Change, ...] = ()
    conflict: Change | None = None
    storm_key: str = ""
    expected_errors: tuple[str, ...] = field(default=())

    def judge_write(self, run: Play, move: Move) -> Fault | None:
        """What is wrong with one write of the answer's, in its state."""
        raise NotImplementedError

    def judge_end(self, run: Play) -> Fault | None:
        """What is wrong with how the answer ended, where none of its requests failed."""
        raise NotImplementedError

    def judge_failure(self, run: Play, error: BaseException, what: str) -> Fault | None:
        """What is wrong with a run in which ``error`` met the answer, ``what`` says how, and must propagate."""
        kind = f"EtcdError {error.code}" if isinstance(error, EtcdError) else type(error).__name__
        wanted = say("the {kind} to leave your function as it is, and nothing to be written after it.", kind=kind)
        late = _find_late_write(run)
        if not is_same_error(run.end, error):
            return Fault(
                say(
                    "{what}, and your function {end}.",
                    what=what,
                    end=describe_end(run.end),
                ),
                wanted,
                say(
                    "catch the one error that the exercise names, look at its code, and `raise` every other one again."
                ),
            )
        if late:
            return Fault(
                say(
                    "{what}, and your function wrote to {keys} after that.",
                    what=what,
                    keys=describe_keys(late),
                ),
                wanted,
                say("after an error that you do not expect, do nothing more: no second try, and no tidying up."),
            )
        return None

    def advise_on_slip(self, run: Play) -> str:
        """What to try after an error of the answer's own code."""
        name = type(run.end.error).__name__ if isinstance(run.end, Raised) else ""
        return _SLIPS.get(name, say("look at how many values there are, and at how many names stand for them."))

    def find_fault(self, run: Play) -> Fault | None:
        """What is wrong with ``run``, or None."""
        if run.trouble is None and is_slip(run.end, self.expected_errors):
            return Fault(
                say("it {end}.", end=describe_end(run.end)), say("code that runs to its end."), self.advise_on_slip(run)
            )
        for move in run.writes if not _find_late_write(run) else []:
            fault = self.judge_write(run, move)
            if fault:
                return fault
        if run.trouble:
            error = run.trouble.error
            return self.judge_failure(run, error, say("the request ended with {error}", error=describe_error(error)))
        if isinstance(run.end, Asks):
            return Fault(
                say(
                    "it asked the store {most} times more, and went on asking. Its last request: {request}.",
                    most=MOST_REQUESTS,
                    request=describe_request(run.end.request),
                ),
                say("an end: alone, with no rival in its way, your function must finish."),
                say(
                    "let each try start from what the store says now, and leave the loop when there is nothing "
                    "left to do."
                ),
            )
        return self.judge_end(run)


def is_slip(end: Step, expected: tuple[str, ...] = ()) -> bool:
    """Whether an answer ended with an error of its own code, such as a NameError."""
    if not isinstance(end, Raised) or isinstance(end.error, KubeishError):
        return False
    name = type(end.error).__name__
    return name not in expected and (name in _SLIPS or "values to unpack" in str(end.error))


def _find_late_write(run: Play) -> tuple[bytes, ...]:
    """The keys that the answer changed after its trouble."""
    failed = False
    for move in run.yours:
        if failed and move.changed:
            return move.changed
        failed = failed or any(event.answer is move.told for event in TROUBLES)
    return ()
