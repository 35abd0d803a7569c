"""Kernels for nbval that are forked instead of started, and whose death is noticed at once.

nbval stays as it is, but for its function that starts a kernel, and its wait for a message, which
looks after the kernel meanwhile. A run of a notebook costs 0.2 s in this way instead of 1 s.
"""

from __future__ import annotations

import contextlib
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
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.connect import write_connection_file
from jupyter_client.jsonutil import json_default
from jupyter_client.session import json_packer

_POLL_SECONDS = 0.2
MAX_OUTPUT = 8_000_000
"""Characters of output of one notebook in all."""


class _Kernel(IPKernelApp):
    """A kernel without what no lesson needs: options, a history on disk, stored values."""

    ready_pipe: int

    def parse_command_line(self, argv: object = None) -> None:
        """Parse nothing: looking for options takes longer than all cells of a lesson."""

    def init_sockets(self) -> None:
        """Open the sockets, and report that they listen by closing the pipe."""
        super().init_sockets()
        os.close(self.ready_pipe)


class ForkedKernel:
    """What nbval expects of a kernel manager."""

    kernel_spec = None

    def __init__(self, process: int) -> None:
        self.process, self.dead = process, False

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        if not self.dead:
            self.dead = os.waitpid(self.process, os.WNOHANG)[0] != 0
        return not self.dead

    def shutdown_kernel(self, now: bool = True) -> None:
        """Kill it."""
        if self.is_alive():
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
            self.dead = True

    interrupt_kernel = shutdown_kernel  # nbval does so after a time-out: a loop may ignore SIGINT, and no cell follows


class WatchedKernel(nbval.kernel.RunningKernel):
    """nbval's own kernel wrapper, which looks after the process while it waits."""

    output_length = 0

    def get_message(self, stream: str, timeout: float | None = None) -> Any:
        """The next message. RuntimeError as soon as there can be none, and past MAX_OUTPUT."""
        end = time.monotonic() + (3600 if timeout is None else timeout)
        while True:
            try:
                message = super().get_message(stream, min(_POLL_SECONDS, max(end - time.monotonic(), 0)))
            except Empty:
                if not self.km.is_alive():
                    raise RuntimeError("the kernel died while this cell ran") from None
                if time.monotonic() >= end:
                    raise
                continue
            self.output_length += len(str(message["content"]))
            if self.output_length > MAX_OUTPUT:
                self.km.shutdown_kernel()
                raise RuntimeError("the notebook says more than anybody would read")
            return message

    def _ensure_iopub_up(self) -> None:
        """Do nothing: the client has received from the kernel already."""


def patch_nbval() -> None:
    """Have nbval fork its kernels from this process, without their debugger."""
    nbval.kernel.start_new_kernel = start_new_kernel
    nbval.plugin.RunningKernel = WatchedKernel
    compare = nbval.plugin.IPyNbCell.compare_outputs
    nbval.plugin.IPyNbCell.compare_outputs = lambda cell, *outputs: compare(cell, *outputs, _list_uncompared(cell))
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # None is how Python says "not importable"


def _list_uncompared(cell: Any) -> tuple[str, ...]:
    """Keys of outputs that are not compared. The words of a verdict are in its text too, and its card is for eyes."""
    return (*cell.parent.skip_compare, "text/html")


def start_new_kernel(
    startup_timeout: float = 60, cwd: str | None = None, **_: object
) -> tuple[ForkedKernel, BlockingKernelClient]:
    """Fork a kernel. Returns its manager, and a client that has received from it."""
    folder = Path(tempfile.mkdtemp(prefix="k"))
    file = folder / "k.json"
    write_connection_file(str(file), transport="ipc", ip=str(folder / "s"), key=os.urandom(16).hex().encode())
    listening, ready_pipe = os.pipe()
    process = os.fork()
    if process == 0:
        _run_kernel(file, cwd, ready_pipe)
    os.close(ready_pipe)
    manager, client = ForkedKernel(process), BlockingKernelClient()
    client.load_connection_file(str(file))
    select.select([listening], [], [], startup_timeout)  # a connection before it listens is tried again much later
    os.close(listening)
    client.start_channels()
    _wait_for_message(manager, client, time.monotonic() + startup_timeout)
    return manager, client


def _run_kernel(file: Path, cwd: str | None, ready_pipe: int) -> None:
    """Run the kernel in this process, without its other handles (the channel!), and exit."""
    try:
        os.dup2(ready_pipe, 3)
        os.closerange(4, 256)
        os.chdir(cwd or "/tmp")
        app = _Kernel.instance(connection_file=str(file), log_level=50)
        app.ready_pipe = 3
        app.config.HistoryManager.enabled = False
        app.config.InteractiveShellApp.default_extensions = []
        app.config.Session.packer = f"{__name__}.pack_message"
        app.config.InteractiveShell.xmode = "Plain"  # the others take fifty milliseconds for a traceback
        app.config.InteractiveShell.colors = "nocolor"
        app.initialize([])
        app.start()
    finally:
        os._exit(0)


def pack_message(message: object) -> bytes:
    """``message`` as jupyter_client packs it, and also with lone surrogates in it."""
    try:
        return json.dumps(message, default=json_default, allow_nan=False).encode("ascii")
    except (TypeError, ValueError):
        return json_packer(message)


def _wait_for_message(manager: ForkedKernel, client: BlockingKernelClient, end: float) -> None:
    """Ask until a reply comes on both of the kernel's channels: the second may connect later."""
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
    raise RuntimeError("the kernel did not start")
