"""ProxyClient: starts the proxy between the members and gives it orders."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from kubeish.etcd.cluster.errors import LocalEtcdError, build_death_error
from kubeish.etcd.cluster.member import Member
from kubeish.etcd.cluster.supervisor_client import Supervisor

_SCRIPT = Path(__file__).with_name("proxy.py")
_NAME = "proxy"


class ProxyClient:
    """The proxy of one cluster, whose members advertise other ports than they listen on."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._ids: dict[int, str] = {}

    def start(self, members: list[Member], folder: Path) -> None:
        """Start the proxy of these members. PortTaken or LocalEtcdError where it ends at once."""
        routes = json.dumps([[member.advertised_port, member.peer_port] for member in members])
        argv = [sys.executable, "-I", "-S", str(_SCRIPT), routes]
        log = folder / "proxy.log"
        self._supervisor.order("start", name=_NAME, argv=argv, log=str(log), env=dict(os.environ), talks=True)
        if not self._ask("heal 0 -"):
            raise build_death_error("The proxy between the members", log.read_text("utf-8", errors="replace"))

    def learn_ids(self, members: list[Member]) -> bool:
        """Ask the members for the ids by which they know each other; whether all have answered."""
        for member in members:
            view = member.read_view()
            if view:
                self._ids[member.index] = f"{int(view['header']['member_id']):x}"
        return len(self._ids) == len(members)

    def cut(self, member: Member) -> None:
        """Let nothing pass between this member and the others."""
        self._order(f"cut {member.index} {self._ids[member.index]}")
        member.cut_off = True

    def heal(self, member: Member) -> None:
        """Let everything pass again, what has waited first."""
        self._order(f"heal {member.index} -")
        member.cut_off = False

    def route(self, member: Member) -> None:
        """Forward to the port where the member listens now."""
        self._order(f"route {member.index} {member.peer_port}")

    def check(self, exits: dict[str, int | None]) -> None:
        """LocalEtcdError where the proxy has ended; ``exits`` as the supervisor's ``poll`` tells."""
        if exits.get(_NAME) is not None:
            raise _build_ended_error()

    def _order(self, order: str) -> None:
        if not self._ask(order):
            raise _build_ended_error()

    def _ask(self, line: str) -> bool:
        """Whether the proxy did what it was told; it does not answer once it has ended."""
        return bool(self._supervisor.order("ask", name=_NAME, line=line)["answer"] == "done")


def _build_ended_error() -> LocalEtcdError:
    return LocalEtcdError("The proxy between the members has ended: start a new LocalEtcd.")
