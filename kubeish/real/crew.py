"""The members of one cluster as processes: started, killed, paused and resumed through the keeper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kubeish.real import asking
from kubeish.real.binary import Binary, environment
from kubeish.real.cutting import Relay
from kubeish.real.errors import LocalEtcdError
from kubeish.real.keeping import Keeper
from kubeish.real.member import DIED, KILLED, PAUSED, RUNNING, Member
from kubeish.real.ports import answers, free_ports
from kubeish.real.waiting import wait_until

PORT_TRIES = 5  # how often to start anew where another process was quicker to take a port
_PORT_TAKEN = "address already in use"  # in etcd's log


@dataclass(frozen=True)
class Plan:
    """What is to be started: see LocalEtcd."""

    members: int
    election_ms: int
    partitions: bool
    extra: tuple[str, ...]


class Crew:
    """So many members, started together. ``end`` leaves nothing of them."""

    def __init__(self, plan: Plan, binary: Binary) -> None:
        self._what, self._binary = plan, binary
        self.members: list[Member] = []
        self._keeper = Keeper()
        self.relay = Relay(self._keeper) if plan.partitions else None

    def start(self) -> None:
        """Start every member and wait until each is healthy; on new ports where a port was taken."""
        for attempt in range(PORT_TRIES):
            if self._start_at(self._keeper.folder / f"try{attempt}"):
                return
        raise LocalEtcdError(f"Other processes took etcd's ports {PORT_TRIES} times in a row: try again.")

    def _start_at(self, folder: Path) -> bool:
        """Start everything in this folder; False, with nothing left running, where a port was taken."""
        self._choose_ports(folder)
        if self.relay and not self.relay.start(self.members, folder):
            return False
        for member in self.members:
            self.launch(member)
            # One after the other: a member that finds another's door open but nobody there waits for a second.
            self._wait("etcd to start", partial(asking.greets_peers, member.peer_port))
        self._wait("etcd to be healthy", self.all_healthy)
        if self._lost_a_port():
            for member in self.members:
                self.kill(member)
            return False
        if self.relay:
            self.relay.learn(self.members)
        return True

    def end(self) -> None:
        """End every member and remove the folder."""
        self._keeper.close()

    def launch(self, member: Member) -> None:
        """Start one member, on the data that it has, if it has any."""
        argv = member.argv(self._binary, self.members, self._what.election_ms)
        answer = self._keeper.order(
            "start", name=member.name, argv=argv, log=str(member.log), env=environment(), talks=False
        )
        member.pid, member.state = answer["pid"], RUNNING

    def relaunch(self, member: Member) -> None:
        """Start a member that is gone, and again while its old port is taken; return when it listens."""

        def listens() -> bool:
            self.look()
            if member.state == DIED and self._port_was_taken(member):
                self.launch(member)
            return member.state == DIED or answers(member.client_port)

        self.launch(member)
        wait_until(f"member {member.index} to listen", listens, why_not=self.last_words)
        self._complain_of_the_dead()

    def kill(self, member: Member) -> None:
        """End a member by SIGKILL; when this returns it is gone."""
        self._keeper.order("kill", name=member.name)
        member.state = KILLED

    def pause(self, member: Member) -> None:
        """Stop a member by SIGSTOP; when this returns it stands still."""
        self._keeper.order("pause", name=member.name)
        member.state = PAUSED

    def resume(self, member: Member) -> None:
        """Let a stopped member go on."""
        self._keeper.order("resume", name=member.name)
        member.state = RUNNING

    def look(self) -> None:
        """Note which members have ended though nobody killed them."""
        exits = self._keeper.order("exits")["exits"]
        for member in self.members:
            if member.state != KILLED and exits.get(member.name) is not None:
                member.state = DIED

    def all_healthy(self) -> bool:
        """Whether every member that runs, and is not cut off, can serve. LocalEtcdError where one has died."""
        self._complain_of_the_dead()
        serving = [member for member in self.members if member.state == RUNNING and not member.cut_off]
        return all(asking.healthy(member.client_port) for member in serving)

    def last_words(self) -> str:
        """The last line of each member's log, for an error."""
        return " ".join(f"Member {m.index}: {(m.read_log().splitlines() or ['(silent)'])[-1]}" for m in self.members)

    def _wait(self, what: str, true: Callable[[], bool]) -> None:
        """Wait, but no longer where a member has lost its port to another process, or has died."""

        def done() -> bool:
            if self._lost_a_port():
                return True
            self._complain_of_the_dead()
            return true()

        wait_until(what, done, why_not=self.last_words)

    def _choose_ports(self, folder: Path) -> None:
        folder.mkdir()
        ports = iter(free_ports(3 * self._what.members))
        self.members = [
            Member(index, client, peer, door if self.relay else peer, folder, extra=self._what.extra)
            for index, client, peer, door in zip(range(self._what.members), ports, ports, ports, strict=False)
        ]

    def _lost_a_port(self) -> bool:
        self.look()
        return any(member.state == DIED and self._port_was_taken(member) for member in self.members)

    def _port_was_taken(self, member: Member) -> bool:
        return _PORT_TAKEN in "".join(member.read_log().splitlines()[-5:])

    def _complain_of_the_dead(self) -> None:
        self.look()
        for member in self.members:
            if member.state == DIED:
                words = member.read_log().strip().splitlines() or ["(it said nothing)"]
                raise LocalEtcdError(f"Member {member.index} of etcd ended by itself. Its last words: {words[-1]}")
