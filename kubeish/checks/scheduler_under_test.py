"""A learner's scheduler, constructed anew for each question that is put to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kubeish.api import Pod
from kubeish.wording import say, strip_stop

from .answer import Call, Construct, Create, Operation, Ref, Result, Strange
from .draw import Draw
from .examination import Examination
from .verdict import Verdict

STUCK = "NeverReturned"
Script = Sequence[list[str] | int | Operation]
"""Steps of a question: the machines from now on, how often to schedule, or an operation."""

KINDS = {
    "coroutine": say("`async def` makes a coroutine of it, which nothing here runs: write `def`."),
    "generator": say("a function with `yield` in it returns a generator, which nothing here runs: write `return`."),
    "function": say("a function was returned, and not called: add the parentheses."),
    "method": say("a method was returned, and not called: add the parentheses."),
    "builtin_function_or_method": say("a method was returned, and not called: add the parentheses."),
}
"""What to try where a call returned an object of that type."""


@dataclass(frozen=True)
class SchedulerCase:
    """A question to a scheduler. ``holds``: whether the results of ``script`` are right.

    ``saw`` words the results; without it, the last one is described.
    """

    ran: str
    script: Script
    holds: Callable[[list[Result]], bool]
    wanted: str
    try_next: str | Callable[[Result], str]
    saw: Callable[[list[Result]], str] | None = None


@dataclass(frozen=True)
class SchedulerUnderTest:
    """The learner's class ``name``, constructed with ``args`` after the operations ``before``.

    ``pods``: what it is to schedule, one after the other and again; ``salt``: see SchedulerCaller.
    """

    exam: Examination
    name: str
    pods: tuple[Pod, ...]
    args: tuple[Any, ...] = ()
    before: tuple[Operation, ...] = ()
    salt: int = 0

    def get_pod(self, number: int) -> Pod:
        """The pod of choice ``number``, counted from 0."""
        return self.pods[number % len(self.pods)]

    def play(self, *script: list[str] | int | Operation) -> list[Result]:
        """Results of ``script`` on a new one, called ``s``, with its caller ``call``.

        The first two results are those of constructing these.
        """
        setup = [*self.before, *self.construct("s", "call")]
        return self.exam.answer.run_session([*setup, *self._make_operations(script)])[len(setup) - 2 :]

    def construct(self, name: str, call: str, args: tuple[Any, ...] | None = None) -> list[Operation]:
        """Operations that make a scheduler and its caller. ``args``: None for those of this one."""
        given = self.args if args is None else args
        return [
            Construct(name, self.name, given),
            Construct(call, Create("caller", (Ref(name), self.pods, self.salt))),
        ]

    def choose(self, machines: list[str], times: int) -> Result:
        """What a new one chooses from ``machines``, so many times."""
        return self.play(machines, times)[-1]

    def choose_beside(self, seed: int, machines: list[str], times: int) -> tuple[Result, Result]:
        """What two new ones choose, one after the other. The second one's generator has that seed too.

        Both generators exist at the same time, so that their addresses differ.
        """
        twin = Construct("twin_random", Create("random", (seed,)))
        args = tuple(Ref("twin_random") if argument == Ref("random") else argument for argument in self.args)
        both = replace(self, before=(*self.before, twin))
        construct = both.construct("twin", "call_twin", args)
        results = both.play(machines, times, *construct, schedule(times, "call_twin"))
        return results[-2 - len(construct)], results[-1]

    def find_fault(self, *cases: SchedulerCase) -> Verdict | None:
        """The verdict on the first of ``cases`` that does not hold, or None."""
        for case in cases:
            results = self.play(*case.script)
            last = results[-1]
            if not case.holds(results):
                saw = case.saw(results) if case.saw else say("{choices}.", choices=describe_choices(last))
                advice = case.try_next if isinstance(case.try_next, str) else case.try_next(last)
                slips = [advise_error(result) or advise_kind(result) for result in results]
                advice = next(filter(None, slips), advice)
                return self.exam.reject(case.ran, saw, case.wanted, advice)
        return None

    def _make_operations(self, script: Script) -> list[Operation]:
        operations: list[Operation] = []
        for step in script:
            if isinstance(step, int):
                operations.append(schedule(step))
            elif not isinstance(step, list):
                operations.append(step)
            elif any(isinstance(known, Construct) and known.name == "lister" for known in operations):
                operations.append(Call("lister", "become", (step,)))
            else:
                lister = Create("salted_lister", (step, self.salt)) if self.salt else Create("minion_lister", (step,))
                operations.append(Construct("lister", lister))
        return operations


def draw_pods(draw: Draw, machines: list[str]) -> tuple[Pod, ...]:
    """Five pods that must make no difference: one is on a machine already, one on another, two have one id."""
    first, second, third, fourth = draw.draw_ids(4)
    pods = [
        draw.draw_pod(first),
        draw.draw_pod(second, draw.choice(machines)),
        Pod(third, host="elsewhere"),
        Pod(first, {"tier": "back"}),
        Pod(fourth),
    ]
    return tuple(draw.shuffle_list(pods))


def schedule(times: int, call: str = "call") -> Call:
    """Have a scheduler choose, so many times, by its caller ``call``."""
    return Call(call, "schedule", (Ref("lister"), times))


def find_unlisted(choices: Iterable[Any], machines: Collection[str]) -> list[Any]:
    """Those of ``choices`` that are no names in ``machines``."""
    return [choice for choice in choices if type(choice) is not str or choice not in machines]


def has_listed_choices(result: Result, machines: Iterable[str], times: int) -> bool:
    """Whether it chose a name in ``machines``, so many times."""
    return len(result.values) == times and not find_unlisted(result.values, frozenset(machines))


def describe_choices(result: Result) -> str:
    """What a scheduler did, without a full stop: ``it chose 'm1', 'm2'``."""
    if result.error == STUCK:
        return say(
            "the call never came back: {message}" if result.message else "the call never came back",
            message=strip_stop(result.message),
        )
    if result.error:
        return say("it {result}{location}", result=result.describe(), location=result.location)
    names = [repr(choice) for choice in result.values]
    return say("it chose {names} ..." if len(names) > 8 else "it chose {names}", names=", ".join(names[:8]))


_ERRORS = {
    STUCK: say(
        "a lock that is taken must be given back, on every way out: `with self.lock:` does both. "
        "And a loop needs a way out."
    ),
    "NameError": say("no variable of that name is known there: is it misspelt, or is an import missing?"),
    "UnboundLocalError": say("a variable is read before the first call has given it a value."),
    "SystemExit": say("an answer must not end Python: raise an error instead."),
    "RecursionError": say("the function calls itself, and never comes to an end."),
}


def advise_error(result: Result) -> str:
    """What to try after an error that is a slip in the code itself; else empty."""
    return _ERRORS.get(result.error, "")


def advise_kind(result: Result) -> str:
    """What to try where a call returned a coroutine, a generator or the like; else empty."""
    values = result.value if isinstance(result.value, list) else [result.value]
    kinds = [value.kind for value in values if isinstance(value, Strange)]
    return next((KINDS[kind] for kind in kinds if kind in KINDS), "")


def with_salt(subject: SchedulerUnderTest, salt: int) -> SchedulerUnderTest:
    """The same, in what looks like another run of Python."""
    return replace(subject, salt=salt)
