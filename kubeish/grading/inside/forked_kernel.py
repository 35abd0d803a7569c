"""A kernel that is forked from this process instead of started, and that is missed at once when it dies.

nbval itself stays as it is: only what it starts its kernels with is another function, and messages are waited for with
an eye on the kernel.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import select
import signal
import sys
import tempfile
import time
from pathlib import Path
from queue import Empty
from typing import Any

import nbval.kernel
import nbval.plugin
from ipykernel.kernelapp import IPKernelApp
from jupyter_client import BlockingKernelClient
from jupyter_client.connect import write_connection_file
from jupyter_client.session import json_default, json_packer

_GLANCE = 0.2
_WARM = (
    "IPython.core.completerlib IPython.core.debugger IPython.core.oinspect IPython.extensions.storemagic "
    "ipykernel.debugger ipykernel.ipkernel tornado.platform.asyncio tornado.queues pydoc faulthandler"
).split()
MOST_OUTPUT = 8_000_000
"""So many characters of output may a notebook have in all."""


class KernelDied(RuntimeError):
    """The kernel is gone."""


class TooMuchOutput(RuntimeError):
    """The notebook says more than anybody would read."""


class _Kernel(IPKernelApp):
    """A kernel without what no notebook here needs: words from a command line, a history on the disk, stored values."""

    heard: int

    def parse_command_line(self, argv: Any = None) -> None:
        """There is none; looking for one takes longer than all the cells of a lesson."""

    def init_sockets(self) -> None:
        """Say that somebody listens, as soon as that is so."""
        super().init_sockets()
        os.close(self.heard)


class ForkedKernel:
    """What nbval wants of a kernel manager."""

    kernel_spec = None

    def __init__(self, process: int) -> None:
        self.process, self.dead = process, False

    def is_alive(self) -> bool:
        """Whether it still runs."""
        if not self.dead:
            self.dead = os.waitpid(self.process, os.WNOHANG)[0] != 0
        return not self.dead

    def interrupt_kernel(self) -> None:
        """End it: nbval asks for this after a time-out, after which no cell is run, and a loop may ignore Ctrl-C."""
        self.shutdown_kernel()

    def shutdown_kernel(self, now: bool = True) -> None:
        """End it."""
        if self.is_alive():
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
            self.dead = True


class WatchedKernel(nbval.kernel.RunningKernel):
    """nbval's own, which looks after its kernel while it waits."""

    said = 0

    def get_message(self, stream: str, timeout: float | None = None) -> Any:
        """The next message; KernelDied as soon as there can be none."""
        end = time.monotonic() + (3600 if timeout is None else timeout)
        while True:
            try:
                message = super().get_message(stream, min(_GLANCE, max(end - time.monotonic(), 0)))
            except Empty:
                if not self.km.is_alive():
                    raise KernelDied("the kernel died while this cell ran") from None
                if time.monotonic() >= end:
                    raise
                continue
            self.said += len(str(message["content"]))
            if self.said > MOST_OUTPUT:
                self.km.shutdown_kernel()
                raise TooMuchOutput("the notebook says more than anybody would read")
            return message

    def _ensure_iopub_up(self) -> None:
        """It is up: it was listened to when the kernel began."""


def install() -> None:
    """From now on nbval starts its kernels so."""
    nbval.kernel.start_new_kernel = start_new_kernel
    nbval.plugin.RunningKernel = WatchedKernel


def warm() -> None:
    """Import what a kernel imports when it begins, but for its debugger, which takes a third of that time."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    for name in _WARM:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def start_new_kernel(startup_timeout: float = 60, cwd: str | None = None, **_: Any) -> tuple[ForkedKernel, Any]:
    """Fork a kernel; it and a client of it that has heard from it."""
    folder = Path(tempfile.mkdtemp(prefix="k"))
    file = folder / "k.json"
    write_connection_file(str(file), transport="ipc", ip=str(folder / "s"), key=os.urandom(16).hex().encode())
    listens, heard = os.pipe()
    process = os.fork()
    if process == 0:
        _be_kernel(file, cwd, heard)
    os.close(heard)
    manager, client = ForkedKernel(process), BlockingKernelClient()
    client.load_connection_file(str(file))
    select.select([listens], [], [], startup_timeout)  # who knocks before somebody listens comes again much later
    os.close(listens)
    client.start_channels()
    _wait_until_heard(manager, client, time.monotonic() + startup_timeout)
    return manager, client


def _be_kernel(file: Path, cwd: str | None, heard: int) -> None:
    """Be the kernel, and never come back. The grader's channel is not the kernel's business."""
    try:
        os.dup2(heard, 3)
        os.closerange(4, 256)
        os.chdir(cwd or "/tmp")
        app = _Kernel.instance(connection_file=str(file), log_level=50)
        app.heard = 3
        app.config.HistoryManager.enabled = False
        app.config.InteractiveShellApp.default_extensions = []
        app.config.Session.packer = f"{__name__}.packed"
        app.config.InteractiveShell.xmode = "Plain"  # the others take fifty milliseconds for a traceback
        app.config.InteractiveShell.colors = "nocolor"
        app.initialize([])
        app.start()
    finally:
        os._exit(0)


def packed(message: Any) -> bytes:
    """``message`` as jupyter_client packs it, and where it holds half a character too, which UTF-8 has no bytes for."""
    try:
        return json.dumps(message, default=json_default, allow_nan=False).encode("ascii")
    except (TypeError, ValueError):
        return json_packer(message)


def _wait_until_heard(manager: ForkedKernel, client: Any, end: float) -> None:
    """Ask until the kernel is heard on both of its channels: the second one may take a moment to be connected."""
    while time.monotonic() < end and manager.is_alive():
        asked = client.kernel_info()
        with contextlib.suppress(Empty):
            while client.get_shell_msg(timeout=0.5)["parent_header"].get("msg_id") != asked:
                pass
            while True:
                message = client.get_iopub_msg(timeout=0.05)
                idle = message["content"].get("execution_state") == "idle"
                if idle and message["parent_header"].get("msg_id") == asked:
                    return
    raise KernelDied("the kernel did not start")
