"""the-test-they-did-not-write: the learner's test tells the racy registries from the fixed ones."""

from __future__ import annotations

from dataclasses import dataclass

from kubeish.checks import Examination, Function, Verdict
from kubeish.checks.race_registries import LOSING, SAFE, MakeRegistry
from kubeish.explorer import Asks, History, NeverStops, Raised, Returned, Step
from kubeish.explorer.directed_race import BadDirection, Director
from kubeish.wording import join, read_message, say, strip_stop

_MOST_DIRECTIONS = 200
_FIRST_SAFE, _FIRST_LOSING = next(iter(SAFE)), next(iter(LOSING))


@dataclass(frozen=True)
class Trial:
    """How the learner's test ended on one registry, and what it did there.

    ``pods``: on the list at the end; ``started``: all pods that were run; ``unfinished``: the
    schedulers that had steps left.
    """

    name: str
    is_safe: bool
    end: Step
    directions: int
    pods: tuple[str, ...]
    started: tuple[str, ...]
    unfinished: tuple[str, ...]

    @property
    def lost(self) -> list[str]:
        """The pods that were run to the end, or were there before, and are not on the list."""
        return [pod for pod in dict.fromkeys(("web", *self.started)) if pod not in self.pods]


def examine(exam: Examination) -> Verdict:
    """It must pass on each safe registry, and fail by an assertion on each that loses a pod."""
    draw = exam.draw()
    others = [(name, name in SAFE) for name in (*list(SAFE)[1:], *list(LOSING)[1:])]
    order = [(_FIRST_SAFE, True), (_FIRST_LOSING, False), *draw.shuffle_list(others)]
    for name, is_safe in [*order, *draw.sample(order, len(order))]:
        trial = _run(exam, name, is_safe, draw.randrange(100))
        wrong = _judge_safe(exam, trial) if is_safe else _judge_losing(exam, trial)
        if wrong:
            return wrong
    return exam.accept(
        say("it fails on the code that loses pods and passes on the code that does not, the same on every run.")
    )


def _run(exam: Examination, name: str, is_safe: bool, writes: int) -> Trial:
    """Run the learner's test, its race directed on the registry called ``name``, after so many other ``writes``."""
    make: MakeRegistry = (SAFE if is_safe else LOSING)[name]
    program = exam.answer.make_program(say("your test"), Function("test_two_writers", "race"))
    director = Director(lambda client: make(client, ["m1"]), writes)
    history: History = ()
    end: Step | None = None
    while end is None:
        step = program.next(history)
        if not isinstance(step, Asks):
            end = step
        elif len(history) == _MOST_DIRECTIONS:
            raise NeverStops(
                say(
                    "your test told the schedulers {most_directions} times what to do and had not finished: "
                    "use race.finish(who).",
                    most_directions=_MOST_DIRECTIONS,
                )
            )
        else:
            try:
                history = (*history, director.answer(step.request))
            except BadDirection as error:
                end = Raised(error)
    return Trial(
        name,
        is_safe,
        end,
        len(history),
        tuple(director.list_pods()),
        tuple(director.pods.values()),
        tuple(who for who in director.pods if isinstance(director.run.next(who), Asks)),
    )


def _judge_safe(exam: Examination, trial: Trial) -> Verdict | None:
    if not isinstance(trial.end, Raised):
        return None
    return _reject(exam, trial, _describe(trial.end), say("a test that passes here."), _advise_safe(trial, trial.end))


def _judge_losing(exam: Examination, trial: Trial) -> Verdict | None:
    if isinstance(trial.end, Raised) and isinstance(trial.end.error, AssertionError):
        return None
    if isinstance(trial.end, Raised):
        wanted = say("a failing `assert` about what race.pods() says.")
        return _reject(exam, trial, _describe(trial.end), wanted, _advise_error(trial.end))
    lost = [] if trial.unfinished else trial.lost
    saw = say(
        "it passed, though {lost} are lost: at the end race.pods() is {pods!r}."
        if len(lost) > 1
        else "it passed, though {lost} is lost: at the end race.pods() is {pods!r}."
        if lost
        else "it passed: at the end race.pods() is {pods!r}.",
        lost=join(" and ", lost),
        pods=list(trial.pods),
    )
    return _reject(exam, trial, saw, say("a test that fails here, by an `assert`."), _advise_losing(trial))


def _reject(exam: Examination, trial: Trial, saw: str, wanted: str, try_next: str) -> Verdict:
    return exam.reject(say("test_two_writers(race) on {name}.", name=trial.name), saw, wanted, try_next)


def _describe(end: Raised) -> str:
    return say(
        "it failed: {name}: {error}, at {where}." if end.where else "it failed: {name}: {error}.",
        name=type(end.error).__name__,
        error=strip_stop(read_message(end.error)) or say("no message"),
        where=end.where,
    )


def _advise_losing(trial: Trial) -> str:
    if isinstance(trial.end, Returned) and trial.end.value is not None:
        return say("a test fails by an `assert` that does not hold; what it returns is not looked at.")
    if not trial.directions:
        return say("direct the schedulers of the `race` that your test is given: no other race is looked at.")
    if len(trial.started) < 2:
        return say("start two schedulers, each with a pod of its own.")
    if trial.unfinished:
        return say(
            "let each scheduler run to its end, by race.finish(who): {names} had steps left.",
            names=join(" and ", trial.unfinished),
        )
    if trial.lost:
        return say(
            "your order loses a pod, and your `assert` does not notice it: both new pods must be on "
            "the list at the end. (`assert (condition, 'words')` with the parentheses always holds.)"
        )
    return say(
        "in your order nothing was lost: let one scheduler read the list, then the other one run "
        "to its end, and only then let the first one write."
    )


def _advise_safe(trial: Trial, end: Raised) -> str:
    if isinstance(end.error, BadDirection):
        return say("start each scheduler once, by race.start(who, pod), before you tell it anything else.")
    if not isinstance(end.error, AssertionError):
        return _advise_error(end)
    if not trial.directions:
        return say("direct the schedulers of the `race` that your test is given, and no race of your own.")
    if trial.unfinished:
        return say(
            "the fixed registry may need more requests: say race.finish(who), not a number of steps. "
            "{names} had steps left.",
            names=join(" and ", trial.unfinished),
        )
    return say(
        "here race.pods() was {pods!r} at the end, and nothing is wrong with that: web is on the "
        "list as well, the order of the two is left open, and so is how many requests it takes. "
        "Ask only whether each pod is there, once.",
        pods=list(trial.pods),
    )


def _advise_error(end: Raised) -> str:
    if isinstance(end.error, (NameError, TypeError, AttributeError, SyntaxError)):
        return say(
            "that is an error in the test itself: look at the line, and at what race.start, step and finish are given."
        )
    return say("the test is to call nothing but race.start, step, finish and pods, and then to assert.")
