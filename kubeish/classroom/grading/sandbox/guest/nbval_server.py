"""Server of one notebook: runs it by nbval, and reports each cell's outcome as it comes."""

from __future__ import annotations

import importlib
import os
import socket
from pathlib import Path
from typing import Any

from kubeish.classroom.grading.channel import Channel
from kubeish.classroom.grading.sandbox.guest import preload
from kubeish.classroom.grading.wire import decode, encode
from kubeish.classroom.jupyter_imports import GRAMMAR, hide_modules

_MAX_WORDS = 20_000  # the grader, which trusts none of it, shows less
_NO_TIMEOUT = 10**6  # seconds; the grader keeps the time, from outside
_UNUSED_PLUGINS = (
    "cacheprovider debugging doctest faulthandler junitxml logging pastebin setuponly setupplan stepwise "
    "threadexception unraisableexception"
).split()


def prepare() -> None:
    """Import what nbval, a kernel and the lessons need, once, before processes are forked."""
    # jsonschema would build grammars with these in 0.9 s, for checks that no notebook needs
    hide_modules(GRAMMAR, "rfc3986_validator", "isoduration")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    from kubeish.classroom.grading.sandbox.guest import forked_kernel

    forked_kernel.patch_nbval()
    preload.import_all([*preload.FOR_KERNELS, *preload.FOR_LESSONS, *preload.list_modules(preload.PACKAGES)])
    _load_pytest()


def _load_pytest() -> None:
    """Have pytest load its plugins, and nbformat its validator: a third of a run's cost."""
    import nbformat
    import pytest

    nbformat.validate(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]))
    pytest.main([*_options(Path("/")), "--collect-only", os.devnull])


def _options(home: Path) -> list[str]:
    plugins = ["nbval.plugin", *(f"no:{name}" for name in _UNUSED_PLUGINS)]
    common = f"--capture=no --color=no --tb=no -q -c {os.devnull} --rootdir {home}"
    return [word for plugin in plugins for word in ("-p", plugin)] + common.split()


def serve(end: socket.socket) -> None:
    """Run the notebook that the first message brings."""
    import pytest

    importlib.invalidate_caches()  # the exercises' own view of the package was mounted after the fork
    channel = Channel(end)
    task = decode(channel.receive())
    os.environ.update(task["settings"])
    home = Path(task["home"])
    notebook = home / task["name"]
    notebook.write_text(task["notebook"], encoding="utf-8")
    os.chdir(home)
    options = f"--nbval --nbval-cell-timeout={_NO_TIMEOUT} --nbval-kernel-startup-timeout=20"
    pytest.main([*_options(home), *options.split(), str(notebook)], plugins=[_OutcomeReporter(channel)])
    channel.send(encode(["end", "", ""]))


class _OutcomeReporter:
    """A pytest plugin: sends each cell's outcome to the grader, and stops after a time-out.

    Its first message says that the kernel is ready, and that nothing of the learner's has run yet.
    """

    def __init__(self, channel: Channel) -> None:
        self.channel, self.started = channel, False

    def _send(self, *words: str) -> None:
        self.channel.send(encode(list(words)))

    def pytest_runtest_makereport(self, item: Any, call: Any) -> None:
        """Pytest's hook: called after the setup, the call and the teardown of each cell."""
        if not self.started:
            self.started = True
            self._send("", "begun", "")
        if call.when == "call" or call.excinfo is not None:
            outcome = "passed" if call.excinfo is None else "failed"
            words = "" if call.excinfo is None else _describe(call.excinfo.value)
            self._send(str(item.cell.get("id", "")), outcome, words)
            if item.parent.timed_out:
                item.session.shouldstop = "a cell has timed out"


def _describe(error: BaseException) -> str:
    traceback = getattr(error, "inner_traceback", "") or ""
    return f"{error}\n{traceback}"[:_MAX_WORDS].encode("utf-8", "replace").decode()
