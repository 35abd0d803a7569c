"""A visitor of the browser edition: opens lessons, writes into cells, runs them, reads. Waits are for conditions."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.browser.reader import READY

MINUTES = 60_000  # milliseconds each: a page shares two cores with everything else that a machine does
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""For the browser: there is nothing but this machine."""
ONCE = "--js-flags=--no-wasm-dynamic-tiering"
"""For the browser: Python is compiled once, and not twice, which costs a page a tenth of its processor time."""

STARVED = "[anywidget] Failed to initialize model."
"""An error that is none of the site's: anywidget gives a figure 2 s by the clock to begin, and a page that runs all
solutions at once beside other tests may take longer. tests/site/test_visiting.py steps through a figure."""

# What a script gives back is taken apart and carried over, a whole window where it is one: so most give nothing.
SHOWN = "window.jupyterapp?.shell.currentWidget"
WRITE = f"""([id, source]) => {{
  const cell = {SHOWN}.content.widgets.find((cell) => cell.model.id === id);
  cell.model.sharedModel.setSource(source);
}}"""
START = f"""(id) => {{
  const notebook = {SHOWN}.content;
  notebook.activeCellIndex = notebook.widgets.findIndex((cell) => cell.model.id === id);
  window.kubeishRun = window.jupyterapp.commands.execute('notebook:run-cell');
}}"""
RUN_BELOW = f"""async (id) => {{
  const notebook = {SHOWN}.content;
  notebook.activeCellIndex = notebook.widgets.findIndex((cell) => cell.model.id === id);
  await window.jupyterapp.commands.execute('notebook:run-all-below');
}}"""
CELLS = f"() => JSON.stringify({SHOWN}.model.toJSON().cells)"
SHOW = "async (path) => { await window.jupyterapp.commands.execute('docmanager:open', {path}); }"
SAVE = """async ([path, notebook]) => { await window.jupyterapp.serviceManager.contents.save(
  path, {type: 'notebook', format: 'json', content: JSON.parse(notebook)}); }"""
STARTED = f"() => Boolean({SHOWN})"
OPENED = f"(path) => {SHOWN}?.context?.path === path && {SHOWN}.context.isReady"
SAVED = f"(words) => !{SHOWN}.model.dirty && JSON.stringify({SHOWN}.model.toJSON()).includes(words)"


class Visitor:
    """One page of the browser edition at ``site``. ``asked``: every address that it or its workers asked for."""

    def __init__(self, context: Any, site: str) -> None:
        self.context, self.site = context, site
        self.asked: list[str] = []
        self.errors: list[str] = []
        context.set_default_timeout(5 * MINUTES)
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("weberror", lambda error: self._note(f"{error.error}\n{error.error.stack}"))
        self.page = context.new_page()

    def _note(self, error: str) -> None:
        if STARVED not in error:
            self.errors.append(error)

    def open(self, lesson: str) -> None:
        """Open a lesson by its address, and wait until its kernel can run something."""
        self.page.goto(f"{self.site}/lab/index.html?path={lesson}.ipynb")
        self.ready(f"{lesson}.ipynb")

    def open_lab(self) -> None:
        """Open the browser edition with no notebook, and so without a kernel."""
        self.page.goto(f"{self.site}/lab/index.html")
        self.page.wait_for_function(STARTED)

    def open_own(self, path: str, notebook: dict[str, Any]) -> None:
        """Save a notebook of one's own in the browser, and open it there."""
        self.page.evaluate(SAVE, [path, json.dumps(notebook)])
        self.show(path)

    def show(self, path: str) -> None:
        """Show a notebook of this visitor's, opened or not, and wait until its kernel can run something."""
        self.page.evaluate(SHOW, path)
        self.ready(path)

    def ready(self, path: str) -> None:
        """Wait until the notebook is shown, and its kernel idle."""
        self.page.wait_for_function(OPENED, arg=path)
        self.page.wait_for_function(READY)

    def write(self, id: str, source: str) -> None:
        """Replace what a cell says."""
        self.page.evaluate(WRITE, [id, source])

    def start(self, id: str) -> None:
        """Run a cell, and do not wait for it."""
        self.page.evaluate(START, id)

    def run(self, id: str) -> str:
        """Run a cell; the words that it shows."""
        self.start(id)
        self.page.evaluate("async () => { await window.kubeishRun; }")
        return words(self.cell(id))

    def run_below(self, id: str) -> None:
        """Run a cell and all below it, to the end or to the first error."""
        self.page.evaluate(RUN_BELOW, id)

    def cells(self) -> list[dict[str, Any]]:
        """The cells of the notebook that is shown, as its file would have them."""
        found: list[dict[str, Any]] = json.loads(self.page.evaluate(CELLS))
        return found

    def cell(self, id: str) -> dict[str, Any]:
        """One of them."""
        return next(cell for cell in self.cells() if cell["id"] == id)

    def new_tab(self) -> None:
        """Close the tab as it is, and open another one."""
        self.page.close()
        self.page = self.context.new_page()

    def wait_until_saved(self, said: str) -> None:
        """Wait until the notebook has these words in it, and is saved with them, with nobody asking for that."""
        self.page.wait_for_function(SAVED, arg=said)

    def restart_kernel(self) -> None:
        """Kernel > Restart Kernel, as a learner does it, and wait until it can run something again."""
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        self.page.get_by_role("menuitem", name=re.compile("^Restart Kernel…")).click()
        self.page.get_by_role("button", name="Confirm Kernel Restart").click()
        self.page.wait_for_function(READY)

    def outside(self) -> list[str]:
        """What was asked of anybody else than the server that has the site."""
        host = "/".join(self.site.split("/")[:3])
        return [url for url in self.asked if not url.startswith((f"{host}/", "blob:", "data:"))]


def words(cell: dict[str, Any]) -> str:
    """The words that a cell shows, without colours."""
    shown = [
        text(output.get("text", output.get("traceback", output.get("data", {}).get("text/plain", ""))))
        for output in cell["outputs"]
    ]
    return re.sub(r"\x1b\[[0-9;]*m", "", "".join(shown)).strip()


def text(lines: str | list[str]) -> str:
    """A text that a notebook keeps as one string, or as lines."""
    return lines if isinstance(lines, str) else "".join(lines)
