"""The contention chart in a real kernel: it grows while it is measured, and Stop stops it."""

from __future__ import annotations

from collections.abc import Callable

from .reader import Reader

MEASURE = """
import threading
from kubeish.widgets import contention_chart

next_please = threading.Semaphore(0)

def measure():
    for writers in (1, 2, 4, 8):
        next_please.acquire()
        yield writers, "plain loop", writers * 10, 0.1

chart = contention_chart(measure, total=4)
chart
"""


def test_it_grows_and_stop_stops_it(reader: Reader, notebook: Callable[..., str]) -> None:
    reader.open(notebook("contention.ipynb", MEASURE, "next_please.release()", "len(chart.points)", "chart.running"))
    reader.run(0)
    progress = "(value) => document.querySelector('progress').value === value"
    reader.page.get_by_role("button", name="Start", exact=True).click()
    reader.wait_for_text(".k-said", "Measuring")
    for nth, writers in ((1, 1), (2, 2)):
        reader.run(1)
        reader.wait_for_text(".k-said", f"plain loop, {writers} writers: {writers * 10} conflicts.")
        reader.page.wait_for_function(progress, arg=nth / 4)
    assert reader.page.locator(".k-picture circle").count() == 5, "two points on each panel, and one in the legend"
    reader.page.get_by_role("button", name="Stop", exact=True).click()
    assert "Stopping" in reader.text_of(".k-said")
    reader.run_until(3, "False")
    reader.run(1)
    reader.wait_for_text(".k-said", "Stopped after")
    assert int(reader.run(2)) in (2, 3)


BAR = """
from IPython.display import display
from kubeish.widgets.progress_bar import ProgressBar

bar = ProgressBar("2 pods", 2)
display(bar)
"""


def test_the_bar_of_a_fleet_goes_when_all_is_done(reader: Reader, notebook: Callable[..., str]) -> None:
    reader.open(notebook("bar.ipynb", BAR, "bar.done = 1", "bar.is_over = True"))
    bar = reader.page.locator(".k-running progress")
    for cell, state in ((0, "attached"), (1, "visible"), (2, "hidden")):
        reader.run(cell)
        bar.wait_for(state=state)
    assert reader.text_of(".k-running").strip() == "2 pods"


def test_a_kernel_that_is_restarted_while_it_measures_is_noticed(reader: Reader, notebook: Callable[..., str]) -> None:
    reader.open(notebook("restarted.ipynb", MEASURE))
    reader.run(0)
    reader.page.get_by_role("button", name="Start", exact=True).click()
    reader.wait_for_text(".k-said", "Measuring")
    reader.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    reader.wait_for_text(".k-said", "The kernel that measured is gone. Run the cell again")
    for name in ("Start", "Stop"):
        assert reader.page.get_by_role("button", name=name, exact=True).get_attribute("aria-disabled") == "true"
