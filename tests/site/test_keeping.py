"""A learner's work in a page outlives an endless loop and a closed tab, and so does what was passed."""

from __future__ import annotations

import pytest

from tests.site.visitor import Visitor

SUMMARY = "import kubeish\nprint(kubeish.summary())"
ORDER = 'order = "A B A B A B"'
ENDLESS = "while True: pass  # my loop"

pytestmark = pytest.mark.slow


def test_a_loop_without_end_costs_nothing_that_was_written(visitor: Visitor) -> None:
    visitor.open("01_the_race")
    visitor.write("01-lose-a-pod", ORDER)
    visitor.write("01-race-by-hand", ENDLESS)
    visitor.start("01-race-by-hand")
    visitor.wait_until_saved(ENDLESS)
    visitor.restart_kernel()
    visitor.run("01-imports")
    visitor.run("01-lose-a-pod")
    assert "· not yet" not in visitor.run("01-lose-a-pod-check")
    assert visitor.cell("01-race-by-hand")["source"] == ENDLESS


def test_nor_does_a_tab_that_is_closed_while_it_runs_and_the_next_one_knows_what_was_passed(visitor: Visitor) -> None:
    visitor.start("01-race-by-hand")
    visitor.new_tab()
    visitor.open("01_the_race")
    assert visitor.cell("01-lose-a-pod")["source"] == ORDER
    assert visitor.cell("01-race-by-hand")["source"] == ENDLESS
    visitor.write("01-imports", SUMMARY)
    told = visitor.run("01-imports").splitlines()
    assert ["lose-a-pod", "passed", "01_the_race"] in [line.split() for line in told]
    assert told[-1].startswith("Go on with ")
