"""the-test-they-did-not-write: the learner's test fails on the racy registry, passes on the fixed one, on every run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubeish.checks.answer import Answer, Function
from kubeish.checks.verdict import Teller, Verdict
from kubeish.explorer.steps import Asks, Raised, Step
from kubeish.explorer.trouble import NeverStops
from kubeish.race import BadDirection, Director
from kubeish.registry.before_265 import EtcdRegistry
from kubeish.registry.pr_265 import EtcdRegistry265

_MOST = 200
_RACY = "test_two_writers(race) on the registry before #265, which loses pods"
_FIXED = "test_two_writers(race) on the registry after #265, which does not"


class LosesTheFirst(EtcdRegistry265):
    """A registry that swaps, and on a conflict gives up: no write is lost silently, and still a pod is missing."""

    def run_pod(self, pod: Any, machine: str) -> None:
        """Try once."""
        manifests, index = self.load_manifests(machine)
        manifests.append(self.manifest_factory.make_manifest(machine, pod))
        try:
            self.update_manifests(machine, manifests, index)
        except Exception:
            return


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """It must pass on the fixed registry, fail by an assertion on the racy one, and on a third one too."""
    fixed = _run(answer, EtcdRegistry265)
    if isinstance(fixed, Raised):
        return tell.not_yet(_FIXED + ".", _words(fixed), "a test that passes here.", _fixed_advice(fixed))
    racy = _run(answer, EtcdRegistry)
    if not isinstance(racy, Raised):
        saw = "it passed, though this code loses pods."
        return tell.not_yet(_RACY + ".", saw, "a test that fails here.", _racy_advice(racy))
    if not isinstance(racy.error, AssertionError):
        return tell.not_yet(
            _RACY + ".",
            _words(racy),
            "a failing `assert` about what race.pods() says.",
            "assert at the end of the test.",
        )
    if not isinstance(_run(answer, LosesTheFirst), Raised):
        ran = "test_two_writers(race) on a registry that swaps, and gives up when it is refused."
        return tell.not_yet(
            ran,
            "it passed, though a pod is missing.",
            "a test that fails here too.",
            "assert that *both* new pods are there.",
        )
    return tell.passed(
        "it fails on the code that loses pods and passes on the code that does not, the same on every run."
    )


def _run(answer: Answer, registry: Callable[..., Any]) -> Step:
    """How the learner's test ends, its race directed on ``registry``."""
    program = answer.program("your test", Function("test_two_writers", "race"))
    director = Director(lambda client: registry(client, ["m1"]))
    history: tuple[Any, ...] = ()
    for _ in range(_MOST):
        step = program.next(history)
        if not isinstance(step, Asks):
            return step
        try:
            history = (*history, director.answer(step.request))
        except BadDirection as error:
            return Raised(error)
    raise NeverStops(
        f"your test told the schedulers {_MOST} times what to do and had not finished: use race.finish(who)."
    )


def _words(end: Raised) -> str:
    words = str(end.error).rstrip(".") or "an assertion without words"
    return f"it failed: {type(end.error).__name__}: {words}."


def _racy_advice(end: Step) -> str:
    if getattr(end, "value", None) is not None:
        return "a test fails by an `assert` that does not hold; what it returns nobody looks at."
    return "let both schedulers read before either of them writes, and assert at the end that both new pods are there."


def _fixed_advice(end: Raised) -> str:
    if isinstance(end.error, BadDirection):
        return "start each scheduler once, by race.start(who, pod), before you tell it anything else."
    if isinstance(end.error, AssertionError):
        return (
            "the fixed registry may need more requests: say race.finish(who), not a number of steps. At the end web is "
            "on the list as well, and who comes first is left open: `print(race.pods())` shows it."
        )
    return "the test is to call nothing but race.start, step, finish and pods, and then to assert."
