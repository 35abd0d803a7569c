"""Run one notebook by nbval, in a forked process, and tell the grader what came of each cell as it comes."""

from __future__ import annotations

import gc
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kubeish.grading.channel import Channel
from kubeish.wire import decode, encode

_WORDS = 500
_FOR_EVER = 10**6  # seconds; the grader keeps the time, from outside


def prepared() -> Callable[[socket.socket], None]:
    """What a forked process is to do, with everything imported that nbval, a kernel and the lessons need."""
    # jsonschema builds grammars with these when it is imported: 0.9 s, for checks that no notebook asks for.
    for name in ("rfc3987_syntax", "rfc3986_validator", "isoduration"):
        sys.modules[name] = None  # type: ignore[assignment]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    from kubeish.grading.inside import forked_kernel, lessons

    forked_kernel.install()
    forked_kernel.warm()
    lessons.warm()
    _collect_nothing()
    gc.collect()
    gc.freeze()  # what is here now stays: no collection in a forked process has to look at it, or copies it by looking
    return run


def _collect_nothing() -> None:
    """Have pytest load its plugins, and nbval's reader make its validator: a third of what a run would cost."""
    import nbformat
    import pytest

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    nbformat.validate(notebook)
    pytest.main([*_options(Path("/")), "--collect-only", os.devnull])


_NOT_NEEDED = (
    "cacheprovider debugging doctest faulthandler junitxml logging pastebin setuponly setupplan stepwise "
    "threadexception unraisableexception"
)


def _options(home: Path) -> list[str]:
    plugins = ["-p", "nbval.plugin", *[word for name in _NOT_NEEDED.split() for word in ("-p", f"no:{name}")]]
    return [*plugins, *f"--capture=no --color=no --tb=no -q -c {os.devnull} --rootdir {home}".split()]


def run(end: socket.socket) -> None:
    """Run the notebook that the first message brings."""
    import pytest

    channel = Channel(end)
    task = decode(channel.receive())
    os.environ.update(task["settings"])
    home = Path(task["home"])
    notebook = home / task["name"]
    notebook.write_text(task["notebook"], encoding="utf-8")
    os.chdir(home)
    options = f"--nbval --nbval-cell-timeout={_FOR_EVER} --nbval-kernel-startup-timeout=20"
    pytest.main([*_options(home), *options.split(), str(notebook)], plugins=[_Teller(channel)])
    channel.send(encode(["end", "", ""]))


class _Teller:
    """A plugin of pytest: each cell's outcome goes to the grader as soon as it is known. After a time-out it stops.

    First it says that the kernel is there, and nothing of the learner's has run.
    """

    def __init__(self, channel: Channel) -> None:
        self.channel, self.begun = channel, False

    def _say(self, *words: str) -> None:
        self.channel.send(encode(list(words)))

    @staticmethod
    def _words(call: Any) -> str:
        error = call.excinfo.value
        inner = getattr(error, "inner_traceback", "") or ""
        return f"{error}\n{inner}"[:_WORDS].encode("utf-8", "replace").decode()

    def pytest_runtest_makereport(self, item: Any, call: Any) -> None:
        """As pytest has it."""
        if not self.begun:
            self.begun = True
            self._say("", "begun", "")
        if call.when == "call" or call.excinfo is not None:
            outcome = "passed" if call.excinfo is None else "failed"
            words = "" if call.excinfo is None else self._words(call)
            self._say(str(item.cell.get("id", "")), outcome, words)
            if item.parent.timed_out:
                item.session.shouldstop = "a cell has timed out"
