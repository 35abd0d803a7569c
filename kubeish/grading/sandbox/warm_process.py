"""The process that forks the others: started once, in the sandbox, and asked over a socket. Workers may share it."""

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

from kubeish.errors import KubeishError
from kubeish.grading.inside.apart import Limits, Place
from kubeish.grading.sandbox import bubblewrap
from kubeish.grading.sandbox.tree import PACKAGE

ROOT = "/course"
START, _END = 30.0, 2.0
_BOOT = "import sys; sys.path.insert(0, sys.argv[2]); from kubeish.grading.inside import warm; warm.main(sys.argv[1])"


class SandboxBroken(KubeishError):
    """The sandbox did not start, or its warm process has died. It is the grader's trouble and not a learner's."""


class Lent:
    """A warm process that somebody else has started and will end. ``control``: the socket on which it is asked.

    It never hears of a submission, and many may ask it at once: each request is one packet, and is answered elsewhere.
    """

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        control.settimeout(START)

    def fork(self, limits: Limits, place: Place, theirs: socket.socket) -> None:
        """Have it fork a process that talks over ``theirs``. OSError if it is no longer there."""
        request = json.dumps({"limits": asdict(limits), "place": asdict(place)}).encode()
        socket.send_fds(self.control, [request], [theirs.fileno()])

    def close(self) -> None:
        """Ask it no more."""
        self.control.close()


class WarmProcess(Lent):
    """One that is started here, of the ``kind`` answers or notebooks, and that finds kubeish in ``folder``."""

    def __init__(self, kind: str, folder: Path, sandbox: bool) -> None:
        python = [sys.executable, "-s", "-P", "-c", _BOOT, kind]
        if sandbox:
            at = f"{ROOT}/base" if kind == "answers" else ROOT
            python = bubblewrap.command(folder, ROOT, [*python, at], _hidden())
        else:
            python = [*python, str(folder)]
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        super().__init__(control)
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  # it is closed when the process is
        self._ready = False
        with theirs:
            settings = {**os.environ, "PYTHONHASHSEED": "0"}
            self._process = subprocess.Popen(
                python, stdin=theirs.fileno(), stdout=self._said, stderr=self._said, env=settings
            )

    def fork(self, limits: Limits, place: Place, theirs: socket.socket) -> None:
        """As above, once it is ready. SandboxBroken, with what it said, if it never is."""
        if not self._ready:
            self._wait_until_ready()
        super().fork(limits, place, theirs)

    def _wait_until_ready(self) -> None:
        try:
            self._ready = self.control.recv(100) == b"ready"
        except OSError:
            self._ready = False
        if not self._ready:
            self._said.seek(0)
            words = " ".join(self._said.read(2000).decode(errors="replace").split())
            self.close()
            raise SandboxBroken(f"the sandbox did not start: {words or 'it said nothing'}.")

    def close(self) -> None:
        """End it, and with it all that it has forked. Told so it ends by itself, and its parents know what it cost."""
        super().close()
        self._said.close()
        try:
            self._process.wait(_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _hidden() -> tuple[Path, ...]:
    """The kubeish beside Python's own libraries; an editable one leaves the course's notebooks there."""
    libraries = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    beside = {Path(folder) / "kubeish" for folder in libraries if folder}
    if "site-packages" in PACKAGE.parts or "dist-packages" in PACKAGE.parts:
        beside.add(PACKAGE)
    return tuple(folder for folder in beside if folder.is_dir())
