"""MemberProcesses: the members of one cluster as processes, controlled through the supervisor."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from kubeish.etcd.cluster.binary import Binary, build_environment
from kubeish.etcd.cluster.errors import LocalEtcdError, PortTaken, build_death_error
from kubeish.etcd.cluster.local_endpoints import add_local_endpoints, remove_local_endpoints
from kubeish.etcd.cluster.member import DIED, KILLED, PAUSED, RUNNING, Member
from kubeish.etcd.cluster.ports import find_free_ports, is_listening
from kubeish.etcd.cluster.proxy_client import ProxyClient
from kubeish.etcd.cluster.supervisor_client import Supervisor
from kubeish.etcd.cluster.wait import wait_until
from kubeish.wording import say

PORT_TRIES = 5  # starts, where other processes take the ports in between


class MemberProcesses:
    """The members of one cluster, started and stopped together. Arguments as of LocalEtcd.

    May be used from several threads: an order and the note of what came of it are one step.
    """

    def __init__(
        self, binary: Binary, members: int, election_ms: int, partitions: bool, extra: tuple[str, ...]
    ) -> None:
        self._binary, self._count, self._election_ms, self._extra = binary, members, election_ms, extra
        self.members: list[Member] = []
        self._lock = threading.Lock()
        self._supervisor = Supervisor()
        self.proxy = ProxyClient(self._supervisor) if partitions else None

    def start(self) -> None:
        """Start every member and wait for their health; on new ports where one was taken."""
        for attempt in range(PORT_TRIES):
            try:
                self._start_in(self._supervisor.folder / f"try{attempt}")
                return
            except PortTaken:
                for member in self.members:
                    if member.pid:
                        self.kill(member)
        raise LocalEtcdError(
            say("Other processes took etcd's ports {times} times in a row: try again.", times=PORT_TRIES)
        )

    def _start_in(self, folder: Path) -> None:
        """Start every member, with its files in ``folder``."""
        self._create_members(folder)
        if self.proxy:
            self.proxy.start(self.members, folder)
        for member in self.members:
            self.launch(member)
            # One by one: a member that finds a peer's port closed retries only after a second.
            self._wait(say("etcd to start"), member.serves_peers)
        self._wait(say("etcd to be healthy"), self.is_healthy)
        if self.proxy:
            self._wait(say("the members' ids"), partial(self.proxy.learn_ids, self.members))

    def stop(self) -> None:
        """End every member and remove the folder."""
        self._supervisor.close()
        remove_local_endpoints(member.endpoint for member in self.members)

    def launch(self, member: Member) -> None:
        """Start one member, on the data that it has, if it has any."""
        command = member.build_command(self._binary, self.members, self._election_ms)
        with self._lock:
            answer = self._supervisor.order(
                "start", name=member.name, argv=command, log=str(member.log), env=build_environment(), talks=False
            )
            member.pid, member.state = answer["pid"], RUNNING
        add_local_endpoints([member.endpoint])

    def relaunch(self, member: Member) -> None:
        """Start a member that has ended, on other ports while one is taken; return when it serves.

        Returns at once where another thread has ended or paused it again.
        """

        def serves() -> bool:
            try:
                self.check([member])
            except PortTaken:
                self._move(member)
                self.launch(member)
            # etcd serves its peers once it has both ports; another etcd may hold one of them.
            return member.state != RUNNING or (member.serves_peers() and is_listening(member.client_port))

        self.launch(member)
        wait_until(say("member {index} to listen", index=member.index), serves, explain=self.quote_logs)

    def _move(self, member: Member) -> None:
        """Choose other ports for a member, of which another process has taken one."""
        remove_local_endpoints([member.endpoint])
        member.client_port, member.peer_port = find_free_ports(2)
        if self.proxy:
            self.proxy.route(member)
        else:
            member.advertised_port, member.moved = member.peer_port, True

    def announce_ports(self) -> None:
        """Tell the cluster where members listen that have moved, as far as a majority runs."""
        for member in self.members:
            if member.moved and member.state == RUNNING:
                member.moved = not member.announce_port()

    def kill(self, member: Member) -> None:
        """End a member by SIGKILL; when this returns it is gone."""
        with self._lock:
            self._supervisor.order("kill", name=member.name)
            member.state = KILLED

    def pause(self, member: Member) -> bool:
        """Stop a member by SIGSTOP; False where it has ended."""
        return self._signal(member, "pause", PAUSED)

    def resume(self, member: Member) -> bool:
        """Let a stopped member go on; False where it has ended."""
        return self._signal(member, "resume", RUNNING)

    def _signal(self, member: Member, order: str, state: str) -> bool:
        """The order finds out whether the process lives: after a look it might still end."""
        with self._lock:
            if member.state in (state, KILLED, DIED):
                return member.state == state
            lives = bool(self._supervisor.order(order, name=member.name)["lives"])
            member.state = state if lives else DIED
            return lives

    def update_states(self) -> dict[str, int | None]:
        """Note which members have ended though they were not killed; return all exit statuses."""
        with self._lock:
            exits: dict[str, int | None] = self._supervisor.order("poll")["exits"]
            for member in self.members:
                if member.state != KILLED and exits.get(member.name) is not None:
                    member.state = DIED
            return exits

    def check(self, members: list[Member]) -> None:
        """Look once at the processes. PortTaken or LocalEtcdError where one ended by itself.

        Both answers come from one look: with a second one, a member that ends in between would be
        an error although its port was taken.
        """
        exits = self.update_states()
        if self.proxy:
            self.proxy.check(exits)
        dead = [member for member in members if member.state == DIED]
        errors = [build_death_error(f"Member {member.index} of etcd", member.read_log()) for member in dead]
        for error in sorted(errors, key=lambda error: not isinstance(error, PortTaken)):
            raise error

    def is_healthy(self) -> bool:
        """Whether every member that runs, and is not cut off, can serve. Raises as ``check``."""
        self.check(self.members)
        serving = [member for member in self.members if member.state == RUNNING and not member.cut_off]
        return all(member.is_healthy() for member in serving)

    def quote_logs(self) -> str:
        """Quote the last line of each member's log, for an error."""
        return " ".join(f"Member {m.index}: {(m.read_log().splitlines() or ['(silent)'])[-1]}" for m in self.members)

    def _wait(self, what: str, condition: Callable[[], bool]) -> None:
        """Wait, but no longer than all members live."""

        def check_and_ask() -> bool:
            self.check(self.members)
            return condition()

        wait_until(what, check_and_ask, explain=self.quote_logs)

    def _create_members(self, folder: Path) -> None:
        folder.mkdir()
        ports = iter(find_free_ports(3 * self._count))
        self.members = []
        for index, client, peer, proxy in zip(range(self._count), ports, ports, ports, strict=False):
            advertised = proxy if self.proxy else peer
            self.members.append(Member(index, client, peer, advertised, folder, self._extra))
