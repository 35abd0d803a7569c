"""A room: a warm process in a sandbox, which forks a process for each answer. A seat is one of these."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from kubeish.errors import KubeishError
from kubeish.grading.channel import Channel
from kubeish.grading.inside.apart import Limits, Place
from kubeish.grading.sandbox import bubblewrap
from kubeish.grading.sandbox.tree import PACKAGE, Tree

ROOT = "/course"
_START, _END = 30.0, 2.0
_BOOT = "import sys; sys.path.insert(0, sys.argv[2]); from kubeish.grading.inside import warm; warm.main(sys.argv[1])"


class SandboxBroken(KubeishError):
    """The sandbox did not start, or its warm process has died. It is the grader's trouble and not a learner's."""


class Room:
    """``kind``: answers or notebooks. Without a ``sandbox``, a process for each seat is started from nothing."""

    def __init__(self, kind: str, tree: Tree, sandbox: bool = True) -> None:
        self.kind, self.tree, self.sandbox = kind, tree, sandbox
        self._warm: _Warm | None = None

    @contextmanager
    def seat(self, slug: str, limits: Limits, seconds: float) -> Iterator[Seat]:
        """A new process that sees what the exercise may see; it and all that it started end with it."""
        end, theirs = socket.socketpair()
        with end:
            with theirs:
                place = self._ask_for(slug, limits, theirs)
            seat = Seat(end, place, seconds)
            if not self.sandbox:
                self.close()  # the next one is to find nothing of this one
            try:
                yield seat
            finally:
                seat.end()

    def close(self) -> None:
        """End the warm process."""
        if self._warm is not None:
            self._warm.close()
            self._warm = None

    def _ask_for(self, slug: str, limits: Limits, theirs: socket.socket) -> Place:
        place = self._place(slug)
        for last_try in (False, True):
            if self._warm is None:
                self._warm = _Warm(self.kind, self._folder(slug), self.sandbox)
            try:
                self._warm.fork(limits, place, theirs)
                break
            except OSError:
                self.close()
                if last_try:
                    raise SandboxBroken("the sandbox ended by itself twice: see what `kubeish doctor` says.") from None
        return place

    def _place(self, slug: str) -> Place:
        if not self.sandbox:
            return Place(tempfile.mkdtemp(prefix="kubeish-answer-"), namespaces=False)
        if self.kind == "notebooks":
            return Place("/tmp", loopback=True)
        return Place("/tmp", True, tuple(self.tree.binds(slug, ROOT)), (f"{ROOT}/editions",))

    def _folder(self, slug: str) -> Path:
        """What the room has at ROOT; without a sandbox, where kubeish is found."""
        if self.kind == "notebooks":
            return self.tree.full()
        return self.tree.folder if self.sandbox else self.tree.whole(slug)


class _Warm:
    """The warm process."""

    def __init__(self, kind: str, folder: Path, sandbox: bool) -> None:
        python = [sys.executable, "-s", "-P", "-c", _BOOT, kind]
        if sandbox:
            at = f"{ROOT}/base" if kind == "answers" else ROOT
            python = bubblewrap.command(folder, ROOT, [*python, at], _hidden())
        else:
            python = [*python, str(folder)]
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, tempfile.TemporaryFile() as said:
            settings = {**os.environ, "PYTHONHASHSEED": "0"}
            self._process = subprocess.Popen(python, stdin=theirs.fileno(), stdout=said, stderr=said, env=settings)
            self._control.settimeout(_START)
            try:
                ready = self._control.recv(100)
            except OSError:
                ready = b""
            if ready != b"ready":
                said.seek(0)
                words = " ".join(said.read(2000).decode(errors="replace").split())
                self.close()
                raise SandboxBroken(f"the sandbox did not start: {words or 'it said nothing'}.")

    def fork(self, limits: Limits, place: Place, theirs: socket.socket) -> None:
        """Have it fork a process that talks over ``theirs``. OSError if it is no longer there."""
        request = json.dumps({"limits": asdict(limits), "place": asdict(place)}).encode()
        socket.send_fds(self._control, [request], [theirs.fileno()])

    def close(self) -> None:
        """End it, and with it all that it has forked. Told so it ends by itself, and its parents know what it cost."""
        self._control.close()
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


class Seat:
    """A forked process: the ``channel`` to it, and the folder that is its ``home``."""

    def __init__(self, end: socket.socket, place: Place, seconds: float) -> None:
        self._place, self.home = place, place.home
        end.settimeout(_START)
        try:
            message, handles, _, _ = socket.recv_fds(end, 1000, 1)
        except OSError:
            message, handles = b"", []
        self._handle = handles[0] if handles else None
        said = json.loads(message or b'{"error": "it ended before it began"}')
        if "error" in said:
            raise SandboxBroken(f"no place could be made for an answer: {said['error']}.")
        self._process = int(said["process"])
        self.channel = Channel(end, seconds)

    def end(self) -> None:
        """End the process and all that it has started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if not self._place.namespaces:
                os.killpg(self._process, signal.SIGKILL)
            elif self._handle is not None:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        if self._handle is not None:
            os.close(self._handle)
        if not self._place.namespaces:
            shutil.rmtree(self._place.home, ignore_errors=True)
