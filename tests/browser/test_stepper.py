"""The stepper in a real JupyterLab with a real kernel: by clicks, by keys alone, and as Python sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from .jupyter import Lab
from .race import RACE, STEPPER, SWAP
from .reader import NewReader, Reader

SAID = ".k-said"
REFUSED = ".k-refused"


@pytest.fixture(scope="module")
def opened(lab: Lab, new_reader: NewReader, notebook: Callable[..., str]) -> Iterator[Reader]:
    with new_reader() as reader:
        seen, sets = "print(shown.order, shown.complaints)", "shown.order = 'A A B'"
        reader.open(notebook("stepper.ipynb", RACE, STEPPER, seen, sets))
        reader.run(0)
        yield reader


@pytest.fixture
def stepping(opened: Reader) -> Reader:
    """A new stepper, at its start."""
    opened.run(1)
    opened.wait_for_text(SAID, "Nothing has happened yet.")
    return opened


def click(reader: Reader, *names: str) -> None:
    for name in names:
        reader.page.get_by_role("button", name=name, exact=True).first.click()


def test_by_clicks_a_pod_is_lost_and_python_sees_the_order(stepping: Reader) -> None:
    click(stepping, "Step A", "Step B", "Step A")
    assert "Both orders" not in stepping.text_of(".k-ahead")
    click(stepping, "Step B")
    stepping.wait_for_text(SAID, "db is gone: over index 3, which B never read")
    assert stepping.text_of(".k-goal").split() == "goal lose a pod ✔ done".split()
    stepping.run_until(2, "A B A B ['db is lost']")


def test_by_keys_alone(stepping: Reader) -> None:
    stepping.page.locator(".k-step").first.focus()
    cells = stepping.page.locator(".jp-Cell").count()
    for key in ("a", "b", "1", "2"):
        stepping.page.keyboard.press(key)
    stepping.wait_for_text(SAID, "db is lost")
    assert stepping.page.locator(".jp-Cell").count() == cells, "A and B insert cells where Jupyter gets the key"
    for key, order in [("ArrowLeft", "A B A"), ("ArrowRight", "A B A B"), ("Home", ""), ("End", "A B A B")]:
        stepping.page.keyboard.press(key)
        assert stepping.page.locator(".k-order input").input_value() == order


def test_every_control_is_reached_by_the_tab_key(stepping: Reader) -> None:
    stepping.page.get_by_role("button", name="Step A", exact=True).click()
    stepping.page.get_by_role("button", name="Undo", exact=True).focus()
    names = []
    for _ in range(13):
        names.append(stepping.page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText"))
        assert stepping.page.evaluate("document.activeElement.dataset.lmSuppressShortcuts") == "true"
        stepping.page.keyboard.press("Tab")
    assert names[:5] == ["Undo", "Redo", "Reset", "Play", "Step"]
    assert names[5:9] == ["Show me the order that loses a pod", "The order of the steps", "Go", "Copy"]
    assert names[9:] == ["Step A", "Step B", "Go to step 1", "As a sequence diagram"]


def test_a_click_beside_the_buttons_lets_the_keys_work(stepping: Reader) -> None:
    cells = stepping.page.locator(".jp-Cell").count()
    stepping.page.locator(".k-code").first.click()
    stepping.page.keyboard.press("b")
    stepping.wait_for_text(SAID, "B reads [web]")
    assert stepping.page.locator(".jp-Cell").count() == cells


def test_an_order_is_pasted_and_a_bad_one_explained(stepping: Reader) -> None:
    field = stepping.page.locator(".k-order input")
    field.fill("abba")
    field.press("Enter")
    stepping.wait_for_text(SAID, "A writes [web, db]")
    field.fill("A A A")
    field.press("Enter")
    stepping.wait_for_text(REFUSED, "Step 3 is A, and A has returned: leave its further steps out of the order.")
    field.fill("A C")
    field.press("Enter")
    assert field.get_attribute("aria-invalid") == "true"
    assert stepping.text_of(SAID).startswith("A writes [web, db]"), "the run that is shown stays"
    stepping.wait_for_text(REFUSED, "The order names C, and there is only A and B")
    click(stepping, "Undo")
    assert field.input_value() == "A B B"
    assert field.get_attribute("aria-invalid") == "false"
    assert stepping.text_of(REFUSED) == ""


def test_an_order_is_copied(stepping: Reader) -> None:
    stepping.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    click(stepping, "Step B", "Step A", "Copy")
    stepping.wait_for_text(SAID, "Copied: B A.")
    assert stepping.page.evaluate("navigator.clipboard.readText()") == "B A"


def test_python_sets_the_order(stepping: Reader) -> None:
    stepping.run(3)
    stepping.wait_for_text(SAID, "B reads [web, db], at index 3")
    assert stepping.text_of(".k-ahead") == "One order is left from here, and it does not lose a pod."


def test_of_safe_code_there_is_no_order_to_show(reader: Reader, notebook: Callable[..., str]) -> None:
    reader.open(notebook("safe.ipynb", RACE, SWAP, STEPPER))
    reader.run_all()
    click(reader, "Show me the order that loses a pod")
    assert reader.text_of(SAID) == "There is none to show: not one of the 6 orders loses a pod."
    click(reader, "Step A", "Step B", "Step A", "Step B")
    assert "index 2 is gone" in reader.text_of(SAID)
