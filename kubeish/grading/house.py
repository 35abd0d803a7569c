"""The house of an evening: its rooms are begun once, while other things are done, and lent to all workers here."""

from __future__ import annotations

import contextlib
import functools
import shutil
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kubeish.grading.examining import Bounds
from kubeish.grading.marking import Rooms
from kubeish.grading.sandbox.room import Room
from kubeish.grading.sandbox.tree import Tree
from kubeish.grading.sandbox.warm_process import Lent

FOLDER = "kubeish-grade-"


@dataclass(frozen=True)
class Keys:
    """What a worker is given of a house. Only what starts a process can carry sockets along, so it is given then."""

    folder: Path
    answers: socket.socket
    notebooks: socket.socket | None

    def rooms(self) -> Rooms:
        """The rooms of the house, as another process uses them. Where a warm process has died, it starts its own."""
        tree = Tree(self.folder)
        notebooks = Room("notebooks", tree, lent=None if self.notebooks is None else Lent(self.notebooks))
        return Rooms(Room("answers", tree, lent=Lent(self.answers)), notebooks)

    def tidy(self) -> None:
        """Take away what a grader has left that was killed. Its warm processes have ended with it."""
        shutil.rmtree(self.folder, ignore_errors=True)


class House:
    """Its rooms, on this machine. ``sandbox``: see Room; without, nothing can be lent. ``nbval``: notebooks are run."""

    def __init__(self, sandbox: bool, nbval: bool) -> None:
        self._sandbox, self._nbval = sandbox, nbval
        self._to_close: list[Callable[[], object]] = []

    @functools.cached_property
    def keys(self) -> Keys | None:
        """The keys. Whoever asks first opens the house: NoSandbox or SandboxBroken say why that cannot be."""
        folder = tempfile.TemporaryDirectory(prefix=FOLDER)
        self._to_close.append(folder.cleanup)
        tree = Tree(Path(folder.name))
        notebooks = self._begun(Room("notebooks", tree)) if self._sandbox and self._nbval else None
        room = Room("answers", tree, self._sandbox)
        answers = self._begun(room)
        with room.seat("", Bounds().limits(), 20.0):
            pass
        return Keys(tree.folder, answers, notebooks) if self._sandbox else None

    def _begun(self, room: Room) -> socket.socket:
        self._to_close.append(room.close)
        if room.kind == "notebooks":
            room.tree.full()
        return room.begin()

    def close(self) -> None:
        """End all that is warm, and take the folder away."""
        for close in reversed(self._to_close):
            with contextlib.suppress(OSError):
                close()
        self._to_close.clear()
