"""A room: a warm process in a sandbox, which forks a process for each answer. A seat is one of these."""

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

from kubeish.grading.channel import Channel
from kubeish.grading.inside.apart import Limits, Place
from kubeish.grading.sandbox.tree import Tree
from kubeish.grading.sandbox.warm_process import ROOT, START, Lent, SandboxBroken, WarmProcess


class Room:
    """``kind``: answers or notebooks. Without a ``sandbox``, a process for each seat is started from nothing.

    ``lent``: the warm process of another room, which is used for as long as it lives.
    """

    def __init__(self, kind: str, tree: Tree, sandbox: bool = True, lent: Lent | None = None) -> None:
        self.kind, self.tree, self.sandbox = kind, tree, sandbox
        self._warm: Lent | None = lent

    def begin(self) -> socket.socket:
        """Start the warm process, which gets ready while others work. By what comes back it can be lent to them."""
        warm = self._warm = WarmProcess(self.kind, self._folder(""), self.sandbox)
        return warm.control

    @contextmanager
    def seat(self, slug: str, limits: Limits, seconds: float) -> Iterator[Seat]:
        """A new process that sees what the exercise may see; it and all that it started end with it."""
        end, theirs = socket.socketpair()
        with end:
            with theirs:
                place = self._ask_for(slug, limits, theirs)
            try:
                seat = Seat(end, place, seconds)
            except SandboxBroken:
                self.close()  # whoever tries again finds a new one
                raise
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
                self._warm = WarmProcess(self.kind, self._folder(slug), self.sandbox)
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


class Seat:
    """A forked process: the ``channel`` to it, and the folder that is its ``home``."""

    def __init__(self, end: socket.socket, place: Place, seconds: float) -> None:
        self._place, self.home = place, place.home
        end.settimeout(START)
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
