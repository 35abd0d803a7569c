"""the-test-they-did-not-write: the learner's test tells the racy registries from the fixed ones."""

from __future__ import annotations

from dataclasses import dataclass

from kubeish.checks import Examination, Function, Verdict
from kubeish.checks.race_registries import LOSING, SAFE, MakeRegistry
from kubeish.explorer import Asks, History, NeverStops, Raised, Returned, Step
from kubeish.explorer.directed_race import BadDirection, Director

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
        "it fails on the code that loses pods and passes on the code that does not, the same on every run."
    )


def _run(exam: Examination, name: str, is_safe: bool, writes: int) -> Trial:
    """Run the learner's test, its race directed on the registry called ``name``, after so many other ``writes``."""
    make: MakeRegistry = (SAFE if is_safe else LOSING)[name]
    program = exam.answer.make_program("your test", Function("test_two_writers", "race"))
    director = Director(lambda client: make(client, ["m1"]), writes)
    history: History = ()
    end: Step | None = None
    while end is None:
        step = program.next(history)
        if not isinstance(step, Asks):
            end = step
        elif len(history) == _MOST_DIRECTIONS:
            raise NeverStops(
                f"your test told the schedulers {_MOST_DIRECTIONS} times what to do and had not finished: use "
                "race.finish(who)."
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
    return _reject(exam, trial, _describe(trial.end), "a test that passes here.", _advise_safe(trial, trial.end))


def _judge_losing(exam: Examination, trial: Trial) -> Verdict | None:
    if isinstance(trial.end, Raised) and isinstance(trial.end.error, AssertionError):
        return None
    if isinstance(trial.end, Raised):
        wanted = "a failing `assert` about what race.pods() says."
        return _reject(exam, trial, _describe(trial.end), wanted, _advise_error(trial.end))
    saw = "it passed"
    if trial.lost and not trial.unfinished:
        saw += f", though {' and '.join(trial.lost)} {'are' if len(trial.lost) > 1 else 'is'} lost"
    saw += f": at the end race.pods() is {list(trial.pods)!r}."
    return _reject(exam, trial, saw, "a test that fails here, by an `assert`.", _advise_losing(trial))


def _reject(exam: Examination, trial: Trial, saw: str, wanted: str, try_next: str) -> Verdict:
    return exam.reject(f"test_two_writers(race) on {trial.name}.", saw, wanted, try_next)


def _describe(end: Raised) -> str:
    words = str(end.error).rstrip(".") or "no message"
    where = f", at {end.where}" if getattr(end, "where", "") else ""
    return f"it failed: {type(end.error).__name__}: {words}{where}."


def _advise_losing(trial: Trial) -> str:
    if isinstance(trial.end, Returned) and trial.end.value is not None:
        return "a test fails by an `assert` that does not hold; what it returns is not looked at."
    if not trial.directions:
        return "direct the schedulers of the `race` that your test is given: no other race is looked at."
    if len(trial.started) < 2:
        return "start two schedulers, each with a pod of its own."
    if trial.unfinished:
        return (
            f"let each scheduler run to its end, by race.finish(who): {' and '.join(trial.unfinished)} had steps left."
        )
    if trial.lost:
        return (
            "your order loses a pod, and your `assert` does not notice it: both new pods must be on the list at the "
            "end. (`assert (condition, 'words')` with the parentheses always holds.)"
        )
    return (
        "in your order nothing was lost: let one scheduler read the list, then the other one run to its end, and "
        "only then let the first one write."
    )


def _advise_safe(trial: Trial, end: Raised) -> str:
    if isinstance(end.error, BadDirection):
        return "start each scheduler once, by race.start(who, pod), before you tell it anything else."
    if not isinstance(end.error, AssertionError):
        return _advise_error(end)
    if not trial.directions:
        return "direct the schedulers of the `race` that your test is given, and no race of your own."
    if trial.unfinished:
        return (
            "the fixed registry may need more requests: say race.finish(who), not a number of steps. "
            f"{' and '.join(trial.unfinished)} had steps left."
        )
    return (
        f"here race.pods() was {list(trial.pods)!r} at the end, and nothing is wrong with that: web is on the list as "
        "well, the order of the two is left open, and so is how many requests it takes. Ask only whether each pod is "
        "there, once."
    )


def _advise_error(end: Raised) -> str:
    if isinstance(end.error, (NameError, TypeError, AttributeError, SyntaxError)):
        return (
            "that is an error in the test itself: look at the line, and at what race.start, step and finish are given."
        )
    return "the test is to call nothing but race.start, step, finish and pods, and then to assert."
