"""A sandbox: a zygote behind bubblewrap, and a forked process for each answer."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kubeish.classroom.grading.channel import Channel
from kubeish.classroom.grading.sandbox import starvation
from kubeish.classroom.grading.sandbox.guest.limits import Isolation, Limits
from kubeish.classroom.grading.sandbox.package_view import NOTEBOOKS, PackageView
from kubeish.classroom.grading.sandbox.zygote_client import ROOT, START_SECONDS, SandboxBroken, Zygote, ZygoteHandle


class Sandbox:
    """``kind``: answers or notebooks. Without ``sandbox`` each process has a zygote, unconfined.

    ``packages`` are imported before a process is forked, so that none pays for that.

    It may be sent to a process that is started: that one uses the zygote for as long as it lives.
    """

    def __init__(self, kind: str, view: PackageView, sandbox: bool = True, packages: tuple[str, ...] = ()) -> None:
        self.kind, self.view, self.sandbox, self.packages = kind, view, sandbox, packages
        self._zygote: ZygoteHandle | None = None

    def start_zygote(self) -> Zygote:
        """Start the zygote, which gets ready meanwhile."""
        self._zygote = zygote = Zygote(self.kind, self._choose_folder(""), self.sandbox, self.packages)
        return zygote

    @contextmanager
    def start_process(self, key: str, limits: Limits, seconds: float) -> Iterator[SandboxedProcess]:
        """A new process that sees what the exercises of ``key`` may see. It ends with the block.

        ``seconds``: how long it may be waited for in all. SandboxBroken if there is none to be had.
        """
        end, theirs = socket.socketpair()
        with end:
            with theirs:
                isolation = self._fork(key, limits, theirs)
            try:
                process = SandboxedProcess(end, isolation, seconds)
            except SandboxBroken:
                self.close()  # so that the next try starts a new zygote
                raise
            if not self.sandbox:
                self.close()  # so that the next answer finds nothing of this one
            try:
                yield process
            finally:
                process.kill()

    def close(self) -> None:
        """End the zygote."""
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    def _fork(self, key: str, limits: Limits, theirs: socket.socket) -> Isolation:
        isolation = self._choose_isolation(key)
        for is_last in (False, True):
            if self._zygote is None:
                self._zygote = Zygote(self.kind, self._choose_folder(key), self.sandbox, self.packages)
            try:
                self._zygote.fork(limits, isolation, theirs)
                break
            except (OSError, SandboxBroken) as error:
                self.close()  # so that the next try starts a new zygote
                if not is_last:
                    continue
                if isinstance(error, SandboxBroken):
                    raise
                raise SandboxBroken("the sandbox ended by itself twice: see what `kubeish doctor` says.") from None
        return isolation

    def _choose_isolation(self, key: str) -> Isolation:
        if not self.sandbox:
            return Isolation(tempfile.mkdtemp(prefix="kubeish-answer-"), namespaces=False)
        binds = tuple(self.view.list_binds(self.kind, key, ROOT))
        return Isolation("/tmp", True, binds, (f"{ROOT}/overlays",), loopback=self.kind == NOTEBOOKS)

    def _choose_folder(self, key: str) -> Path:
        """What the sandbox has at ROOT; without one, where kubeish is found."""
        if not self.sandbox:
            return self.view.build_whole(self.kind, key)
        return self.view.build_base(self.kind).parent


class SandboxedProcess:
    """A forked process: the ``channel`` to it, and its working directory ``home``."""

    def __init__(self, end: socket.socket, isolation: Isolation, seconds: float) -> None:
        self._isolation, self.home = isolation, isolation.home
        end.settimeout(START_SECONDS)
        try:
            message, handles, _, _ = socket.recv_fds(end, 1000, 1)
        except OSError:
            message, handles = b"", []
        self._handle = handles[0] if handles else None
        reply = json.loads(message or b'{"error": "it ended before it began"}')
        if "error" in reply:
            raise SandboxBroken(f"no place could be made for an answer: {reply['error']}.")
        self.number = int(reply["process"])
        known = self.number if self._handle is None else starvation.read_number(self._handle)
        self.channel = Channel(end, seconds, lambda: starvation.read_times(known))

    def kill(self) -> None:
        """Kill the process and all that it has started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if not self._isolation.namespaces:
                os.killpg(self.number, signal.SIGKILL)
            elif self._handle is not None:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        if self._handle is not None:
            os.close(self._handle)
        if not self._isolation.namespaces:
            shutil.rmtree(self.home, ignore_errors=True)
