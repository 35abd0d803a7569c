"""The grader's side of the zygote, which is asked over a socket to fork processes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import asdict
from pathlib import Path

from kubeish.classroom.grading.sandbox import bubblewrap
from kubeish.classroom.grading.sandbox.guest.limits import Isolation, Limits
from kubeish.classroom.grading.sandbox.package_view import PACKAGE
from kubeish.errors import KubeishError

ROOT, BASE = "/course", "/course/base"
START_SECONDS, _END_SECONDS = 30.0, 2.0
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[2]); "
    "from kubeish.classroom.grading.sandbox.guest import zygote; zygote.main(sys.argv[1], sys.argv[3:])"
)


class SandboxBroken(KubeishError):
    """The sandbox did not start, or its zygote has died. No answer is to blame."""


class ZygoteHandle:
    """A zygote that another process has started. ``control``: the socket on which it is asked.

    Many may ask it at once: a request is one packet, and the reply comes on a channel of its own.
    """

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        control.settimeout(START_SECONDS)

    def fork(self, limits: Limits, isolation: Isolation, theirs: socket.socket) -> None:
        """Fork a process that has ``theirs`` as its channel. OSError if the zygote has ended."""
        request = json.dumps({"limits": asdict(limits), "isolation": asdict(isolation)}).encode()
        socket.send_fds(self.control, [request], [theirs.fileno()])

    def close(self) -> None:
        """Close the socket. A zygote ends when all copies of it are closed."""
        self.control.close()


class Zygote(ZygoteHandle):
    """A zygote that is started here. ``kind``: answers or notebooks; ``folder``: has kubeish.

    ``packages`` are imported by it.

    NoSandbox, with what is needed, where this system cannot have one.
    """

    def __init__(self, kind: str, folder: Path, sandbox: bool, packages: tuple[str, ...] = ()) -> None:
        _require_fork()
        python = [sys.executable, "-s", "-P", "-c", _BOOT, kind]
        if sandbox:
            python = bubblewrap.build_command(folder, ROOT, [*python, BASE, *packages], _list_installed())
        else:
            python = [*python, str(folder), *packages]
        control, theirs = _make_control_sockets()
        super().__init__(control)
        self._output = tempfile.TemporaryFile()  # noqa: SIM115  # it is closed when the process is
        self._ready = False
        with theirs:
            environment = {**os.environ, "PYTHONHASHSEED": "0"}
            self.process = subprocess.Popen(
                python, stdin=theirs.fileno(), stdout=self._output, stderr=self._output, env=environment
            )

    def __reduce__(self) -> tuple[type[ZygoteHandle], tuple[socket.socket]]:
        return ZygoteHandle, (self.control,)

    def fork(self, limits: Limits, isolation: Isolation, theirs: socket.socket) -> None:
        """As above, once the zygote is ready. SandboxBroken, with its output, if it never is."""
        if not self._ready:
            self._wait_until_ready()
        super().fork(limits, isolation, theirs)

    def _wait_until_ready(self) -> None:
        try:
            self._ready = self.control.recv(100) == b"ready"
        except OSError:
            self._ready = False
        if not self._ready:
            self._output.seek(0)
            words = " ".join(self._output.read(2000).decode(errors="replace").split())
            self.close()
            raise SandboxBroken(f"the sandbox did not start: {words or 'it said nothing'}.")

    def close(self) -> None:
        """End it and all that it has forked; by itself, if it does, so that its cost is known."""
        super().close()
        self._output.close()
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _require_fork() -> None:
    if not (hasattr(os, "fork") and hasattr(socket, "AF_UNIX") and hasattr(socket, "send_fds")):
        raise bubblewrap.NoSandbox(
            "kubeish grade needs Linux, or macOS with --no-sandbox: this system cannot fork a process for each answer. "
            "On Windows, run it in WSL."
        )


def _make_control_sockets() -> tuple[socket.socket, socket.socket]:
    """Both ends of a socket that keeps requests apart."""
    try:
        return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    except (AttributeError, OSError):  # macOS has none. Without a sandbox a zygote forks only once, so nothing mixes
        return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)


def _list_installed() -> tuple[Path, ...]:
    """The kubeish beside Python's libraries, with the course's notebooks in an editable install."""
    libraries = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    installed = {Path(folder) / "kubeish" for folder in libraries if folder}
    if "site-packages" in PACKAGE.parts or "dist-packages" in PACKAGE.parts:
        installed.add(PACKAGE)
    return tuple(folder for folder in installed if folder.is_dir())
