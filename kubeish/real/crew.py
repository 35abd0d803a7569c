"""The members of one cluster as processes: started, killed, paused and resumed through the keeper."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from kubeish.real import asking
from kubeish.real.binary import Binary, environment
from kubeish.real.errors import LocalEtcdError
from kubeish.real.keeping import Keeper
from kubeish.real.member import DIED, KILLED, PAUSED, RUNNING, Member
from kubeish.real.ports import answers, free_ports
from kubeish.real.waiting import wait_until

PORT_TRIES = 5  # how often to start anew where another process was quicker to take a port
_PORT_TAKEN = "address already in use"  # in etcd's log


class Crew:
    """So many members, started together. ``end`` leaves nothing of them."""

    def __init__(self, count: int, binary: Binary, election_ms: int, extra: tuple[str, ...]) -> None:
        self._count, self._binary, self._election_ms, self._extra = count, binary, election_ms, extra
        self.members: list[Member] = []
        self._keeper = Keeper()

    def start(self) -> None:
        """Start every member and wait until each is healthy; on new ports where a port was taken."""
        for attempt in range(PORT_TRIES):
            self._plan(self._keeper.folder / f"try{attempt}")
            for member in self.members:
                self.launch(member)
                # One after the other: a member that finds another's door open but nobody there waits for a second.
                self._wait("etcd to start", partial(asking.greets_peers, member.peer_port))
            self._wait("etcd to be healthy", self.all_healthy)
            if not self._lost_a_port():
                return
            for member in self.members:
                self.kill(member)
        raise LocalEtcdError(f"Other processes took etcd's ports {PORT_TRIES} times in a row: try again.")

    def end(self) -> None:
        """End every member and remove the folder."""
        self._keeper.close()

    def launch(self, member: Member) -> None:
        """Start one member, on the data that it has, if it has any."""
        argv = member.argv(self._binary, self.members, self._election_ms)
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
        """Whether every member that runs can serve. Raises LocalEtcdError where one has died."""
        self._complain_of_the_dead()
        return all(asking.healthy(member.client_port) for member in self.members if member.state == RUNNING)

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

    def _plan(self, folder: Path) -> None:
        folder.mkdir()
        ports = free_ports(2 * self._count)
        pairs = zip(ports[::2], ports[1::2], strict=True)
        self.members = [
            Member(i, client, peer, peer, folder, extra=self._extra) for i, (client, peer) in enumerate(pairs)
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
