"""A reader at the browser, who opens a notebook in JupyterLab and runs its cells. Waits for conditions only."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from .jupyter import Lab

READY = """() => {
  const app = window.jupyterapp, shown = app && app.shell.currentWidget, context = shown && shown.sessionContext;
  return !!(context && context.isReady && context.session && context.session.kernel
    && context.session.kernel.connectionStatus === 'connected' && context.session.kernel.status === 'idle')
}"""
"""Lab says "idle" before a kernel is attached, and drops what is run then; this is when it really can."""

RUN_ONE = """async (index) => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  notebook.activeCellIndex = index;
  await window.jupyterapp.commands.execute('notebook:run-cell');
  const outputs = notebook.model.cells.get(index).toJSON().outputs ?? [];
  const plain = (text) => (Array.isArray(text) ? text.join('') : text ?? '');
  return outputs.map((one) => plain(one.text ?? one.data?.['text/plain'] ?? one.evalue).trim());
}"""
"""Comes back with what the kernel said, and not with what is on the page: that may be drawn a moment later."""

OPEN = """(path) => {
  const app = window.jupyterapp, panel = [...app.shell.widgets('main')].find((one) => one.context?.path === path);
  if (!panel) app.commands.execute('docmanager:open', {path});
  return !!panel && panel === app.shell.currentWidget && panel.context.isReady;
}"""
"""Asked again and again: a notebook that Lab has dropped before it was ready would be waited for in vain."""
LEAVE = """async () => {
  for (const panel of [...(window.jupyterapp?.shell.widgets('main') ?? [])]) {
    await panel.sessionContext?.shutdown();
    panel.dispose();
  }
  localStorage.clear();
  for (const name of Object.keys(window).filter((name) => name.startsWith('kubeish'))) delete window[name];
}"""
"""Close all notebooks, and forget what the figures know of each other and of a guess: the page is as good as new."""
SHUT_DOWN = "() => window.jupyterapp?.shell.currentWidget?.sessionContext.shutdown()"
THEME = "(name) => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})"
TIMEOUT = 180_000
"""Milliseconds that a condition is waited for: a busy machine must not fail a test."""

LAB_S_OWN = "Canceled future for"
"""What Lab says where a kernel is shut down, or a page left, before it had answered everything: nothing of ours."""


class Reader:
    """One page, with whatever went wrong in it in ``errors``."""

    def __init__(self, page: Any, lab: Lab) -> None:
        self.page, self.lab = page, lab
        self.page.set_viewport_size({"width": 1280, "height": 1000})
        self.page.set_default_timeout(TIMEOUT)
        self.errors: list[str] = []
        self.page.on("pageerror", self._note)

    def _note(self, error: Any) -> None:
        if LAB_S_OWN not in str(error):
            self.errors.append(str(error))

    def open(self, notebook: str, kernel: bool = True) -> None:
        """Open a notebook of the lab's folder, in the JupyterLab that the page shows if it shows one."""
        if self.page.evaluate("() => !window.jupyterapp"):
            return self.open_anew(notebook, kernel)
        self.page.evaluate(LEAVE)
        self.page.wait_for_function(OPEN, arg=notebook, polling=200)
        return self._wait(kernel)

    def open_anew(self, notebook: str, kernel: bool = True) -> None:
        """Load JupyterLab with the notebook, as on the next day. It takes seconds of the processor."""
        self.page.goto(self.lab.url(notebook))
        self._wait(kernel)

    def _wait(self, kernel: bool) -> None:
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        if kernel:
            self.page.wait_for_function(READY)

    def run_all(self) -> None:
        """Run all cells; comes back when the last has finished."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")

    def run(self, index: int) -> str:
        """Run the cell number ``index``, counted from 0 and with the prose, and return what it says in plain text."""
        return "\n".join(self.page.evaluate(RUN_ONE, index)).strip()

    def run_until(self, index: int, words: str) -> None:
        """Run a cell again and again until it says ``words``: what is pressed here reaches a kernel in its own time."""
        deadline = time.monotonic() + TIMEOUT / 1000
        while (said := self.run(index)) != words:
            assert time.monotonic() < deadline, f"cell {index} says {said!r} and should say {words!r}"

    def shut_down(self) -> None:
        """Stop the notebook's kernel."""
        self.page.evaluate(SHUT_DOWN)

    def theme(self, name: str) -> None:
        """``light`` or ``dark``; comes back when the page has it on."""
        self.page.evaluate(THEME, f"JupyterLab {name.title()}")
        light = str(name == "light").lower()
        self.page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")
        # Lab covers the page meanwhile; a second change before that is gone makes it stumble over its own cover.
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")
        self.page.wait_for_function("() => document.fonts.status === 'loaded'")

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
        """Leave the page to somebody else, without a notebook and a kernel."""
        self.page.evaluate(LEAVE)
        self.page.remove_listener("pageerror", self._note)


NewReader = Callable[[], AbstractContextManager[Reader]]
"""Gives a reader, who leaves at the end of the with-block."""
