"""Plugin for pytest: the fixture ``kubeish_explore``, and ``--order`` to run one order again.

pytest loads this module in every project of an environment that has kubeish, by an entry point. So
nothing else of kubeish is imported before a test asks for the fixture.
"""

from __future__ import annotations

import argparse
import contextlib
import inspect
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from kubeish.explorer import Outcome, Timeline

_OPTION = "kubeish_order"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--order``, unless another plugin has an option of that name."""
    with contextlib.suppress(ValueError, argparse.ArgumentError):
        parser.getgroup("kubeish", "every order of requests").addoption(
            "--order",
            dest=_OPTION,
            metavar="ORDER",
            help="run this one order in kubeish_explore, such as 'A B A B', and not all of them",
        )


@pytest.fixture
def kubeish_explore(request: pytest.FixtureRequest) -> Callable[..., Outcome]:
    """Explore as ``kubeish.explore`` does, and fail the test where an order breaks a rule.

    The failure shows the shortest such order with the clients' own lines, and how to run it again.
    Returns the Outcome otherwise.
    """
    order = request.config.getoption(_OPTION, None)

    def explore(clients: Any, *arguments: Any, **options: Any) -> Outcome:
        __tracebackhide__ = True
        outcome, trouble = _explore(order, request.node.nodeid, clients, *arguments, **options)
        if outcome is None or trouble:
            pytest.fail(trouble, pytrace=False)
        return outcome

    return explore


def _explore(order: str | None, test: str, clients: Any, *arguments: Any, **options: Any) -> tuple[Outcome | None, str]:
    """The outcome, and what is wrong with it: an empty text if nothing is."""
    from kubeish.explorer import BadInvariant, BadOrder, BadSetup, ExploreError, TooLarge, explore

    try:
        if order:
            return _replay(order, inspect.signature(explore).bind(clients, *arguments, **options).arguments)
        outcome = explore(clients, *arguments, **options)
        return outcome, _describe(outcome, test)
    except TooLarge as error:
        return error.outcome, "\n\n".join(filter(None, [str(error), _show(error.outcome, test)]))
    except (BadInvariant, BadSetup):
        raise  # the error of the author's own function is behind it, with its traceback
    except (ExploreError, BadOrder) as error:
        return None, str(error)


def _replay(order: str, given: dict[str, Any]) -> tuple[Outcome, str]:
    """The outcome of one order alone, and its timeline where it breaks a rule."""
    from kubeish.explorer import Outcome, replay_order
    from kubeish.explorer.code_timeline import format_with_code

    rules = {name: given[name] for name in ("setup", "invariant", "always") if name in given}
    run = replay_order(given["clients"], order, **rules)
    text = f"the order {run.order}\n\n{format_with_code(run)}"
    print(text)
    outcome = Outcome(
        interleavings=1,
        broken=int(bool(run.complaints)),
        states=len(run.steps) + 1,
        counterexample=run if run.complaints else None,
        complaints=dict.fromkeys(run.complaints, 1),
        partial=f"the order {run.order} alone was run",
    )
    return outcome, text if run.complaints else ""


def _describe(outcome: Outcome, test: str) -> str:
    """What to show of an outcome that is not well; an empty text of one that is."""
    from kubeish.explorer.outcome import NO_WITNESS

    if outcome.is_ok:
        return ""
    parts = [outcome.headline(), NO_WITNESS if outcome.is_vacuous else "", _show(outcome, test)]
    return "\n\n".join(filter(None, parts))


def _show(outcome: Outcome | None, test: str) -> str:
    """The counterexample with the authors' lines, and the command that runs it again."""
    from kubeish.explorer.code_timeline import format_with_code

    run: Timeline | None = None if outcome is None else outcome.counterexample
    if run is None:
        return ""
    command = f"pytest {shlex.quote(test)} --order {shlex.quote(run.order)}"
    return f"{format_with_code(run)}\n\nTo run this order alone: {command}"
