"""A reader at the browser: opens a notebook in JupyterLab, runs its cells, looks. Every wait is for a condition."""

from __future__ import annotations

from typing import Any

from .jupyter import Lab

READY = """() => {
  const app = window.jupyterapp, shown = app && app.shell.currentWidget, context = shown && shown.sessionContext;
  return !!(context && context.isReady && context.session && context.session.kernel
    && context.session.kernel.connectionStatus === 'connected' && context.session.kernel.status === 'idle')
}"""
"""Lab says "idle" before a kernel is attached, and drops what is run then; this is when it really can."""

RUN_ONE = """async (index) => {
  window.jupyterapp.shell.currentWidget.content.activeCellIndex = index;
  await window.jupyterapp.commands.execute('notebook:run-cell');
}"""


LAB_S_OWN = "Canceled future for"
"""What Lab says where a kernel is shut down, or a page left, before it had answered everything: nothing of ours."""


class Reader:
    """One page, with whatever went wrong in it in ``errors``."""

    def __init__(self, browser: Any, lab: Lab) -> None:
        self.lab = lab
        self.page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: LAB_S_OWN in str(error) or self.errors.append(str(error)))

    def open(self, notebook: str, kernel: bool = True) -> None:
        """Open a notebook of the lab's folder."""
        self.page.goto(self.lab.url(notebook))
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        if kernel:
            self.page.wait_for_function(READY)

    def run_all(self) -> None:
        """Run all cells; comes back when the last has finished."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")

    def run(self, index: int) -> str:
        """Run the cell number ``index``, counted from 0 and with the prose, and return the words that it shows."""
        self.page.evaluate(RUN_ONE, index)
        outputs = self.page.locator(".jp-Notebook .jp-Cell").nth(index).locator(".jp-OutputArea-output")
        return "\n".join(outputs.all_inner_texts()).strip()

    def command(self, name: str) -> None:
        """Run one of Lab's commands."""
        self.page.evaluate("(name) => window.jupyterapp.commands.execute(name)", name)

    def text_of(self, selector: str) -> str:
        """The words of the first element that fits."""
        return str(self.page.locator(selector).first.inner_text())

    def wait_for_text(self, selector: str, words: str) -> None:
        """Wait until the first element that fits says ``words``."""
        found = "([selector, words]) => document.querySelector(selector)?.innerText.includes(words)"
        self.page.wait_for_function(found, arg=[selector, words])

    def close(self) -> None:
        """Leave the page."""
        self.page.context.close()
