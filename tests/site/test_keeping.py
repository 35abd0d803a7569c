"""A learner's work in a page outlives an endless loop and a closed tab, and so does what was passed."""

from __future__ import annotations

import pytest

from tests.answers import warm_up
from tests.site.visitor import Visitor

WARM_UP = warm_up.RIGHT[0].source.strip()
SUMMARY = "import kubeish\nprint(kubeish.summary())"
ORDER = 'order = "A B A B A B"'
ENDLESS = "while True: pass  # my loop"

pytestmark = pytest.mark.slow


def test_what_was_passed_is_known_in_the_next_tab(visitor: Visitor) -> None:
    visitor.open("00_start_here")
    visitor.run("00-open-a-store")
    visitor.write("00-warm-up", WARM_UP)
    visitor.run("00-warm-up")
    assert "· not yet" not in visitor.run("00-warm-up-check")
    visitor.wait_until_saved("metadata.mod_revision")
    visitor.new_tab()
    visitor.open("00_start_here")
    assert visitor.cell("00-warm-up")["source"] == WARM_UP
    visitor.write("00-open-a-store", SUMMARY)
    lines = visitor.run("00-open-a-store").splitlines()
    assert lines[0].split() == ["warm-up", "passed", "00_start_here"]
    assert lines[-1].startswith("Go on with lose-a-pod in ")


def test_a_loop_without_end_costs_nothing_that_was_written(visitor: Visitor) -> None:
    visitor.show("01_the_race.ipynb")
    visitor.write("01-lose-a-pod", ORDER)
    visitor.write("01-race-by-hand", ENDLESS)
    visitor.start("01-race-by-hand")
    visitor.wait_until_saved(ENDLESS)
    visitor.restart_kernel()
    visitor.run("01-imports")
    visitor.run("01-lose-a-pod")
    assert "· not yet" not in visitor.run("01-lose-a-pod-check")
    assert visitor.cell("01-race-by-hand")["source"] == ENDLESS


def test_nor_does_a_tab_that_is_closed_while_it_runs(visitor: Visitor) -> None:
    visitor.start("01-race-by-hand")
    visitor.new_tab()
    visitor.open("01_the_race")
    assert visitor.cell("01-lose-a-pod")["source"] == ORDER
    assert visitor.cell("01-race-by-hand")["source"] == ENDLESS
    assert visitor.run("01-imports") == ""
