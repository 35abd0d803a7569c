"""The owner's end of the relay: starts it through the keeper, and has members cut off and joined again."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from kubeish.real import asking
from kubeish.real.errors import LocalEtcdError
from kubeish.real.keeping import Keeper
from kubeish.real.member import Member

_SCRIPT = Path(__file__).with_name("relay.py")
_NAME = "relay"


class Relay:
    """The relay of one cluster. Members must have a ``door`` that is not their ``peer_port``."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._ids: dict[int, str] = {}

    def start(self, members: list[Member], folder: Path) -> bool:
        """Open the doors of these members in place of those opened before. False where a port was taken."""
        doors = json.dumps([[member.door, member.peer_port] for member in members])
        argv = [sys.executable, "-I", "-S", str(_SCRIPT), doors]
        log = str(folder / "relay.log")
        self._keeper.order("start", name=_NAME, argv=argv, log=log, env=dict(os.environ), talks=True)
        return self._tell("heal 0 -")

    def end(self) -> None:
        """End the relay; no member can reach another."""
        self._keeper.order("kill", name=_NAME)

    def learn(self, members: list[Member]) -> None:
        """Ask the members for the ids by which they know each other."""
        for member in members:
            view = asking.status(member.client_port)
            if view:
                self._ids[member.index] = f"{int(view['header']['member_id']):x}"

    def cut(self, member: Member) -> None:
        """Let nothing pass between this member and the others."""
        self._must_tell(f"cut {member.index} {self._ids[member.index]}")
        member.cut_off = True

    def heal(self, member: Member) -> None:
        """Let everything pass again, what has waited first."""
        self._must_tell(f"heal {member.index} -")
        member.cut_off = False

    def _must_tell(self, order: str) -> None:
        if not self._tell(order):
            raise LocalEtcdError("The relay between the members has ended: start a new LocalEtcd.")

    def _tell(self, order: str) -> bool:
        answer = self._keeper.order("ask", name=_NAME, line=order)
        return bool(answer["said"] == "done")
