"""LocalEtcd: an etcd of one member or more on this machine, for as long as it is needed and not a moment longer."""

from __future__ import annotations

import os

from kubeish.real.binary import Binary, find_etcd
from kubeish.real.crew import Crew, Plan
from kubeish.real.cutting import Relay
from kubeish.real.errors import LocalEtcdError
from kubeish.real.member import DIED, KILLED, PAUSED, RUNNING, Member, MemberStatus
from kubeish.real.ports import LOOPBACK
from kubeish.real.waiting import PATIENCE, wait_until

# etcd's own 1000 ms suits a network. On one machine they only make a start and a lost leader slow; but much less, and
# members whom a busy machine keeps waiting believe their leader lost. One alone has nobody to wait for.
ELECTION_MS, ELECTION_MS_ALONE = 300, 100


class LocalEtcd:
    """Real etcd processes on free loopback ports, in a temporary folder, gone when the ``with`` block ends.

    ``members``: 1, or 3 for a cluster that survives the loss of one. ``binary``: the etcd to start, else the one that
    ``find_etcd`` finds. ``election_ms``: how long members wait to hear from their leader before they elect another.
    ``partitions``: a small process hands on what the members say to each other, so that ``partition`` can cut one off.
    ``extra``: more flags for etcd. Members are numbered from 0. They and the folder also go when this process is
    killed. Writes reach the system but are not forced to disk: they outlive a killed member, not a power cut.

    Raises EtcdNotInstalled where there is no etcd, LocalEtcdError where it does not do what is asked.
    """

    def __init__(
        self,
        members: int = 1,
        binary: str | os.PathLike[str] | None = None,
        *,
        election_ms: int | None = None,
        partitions: bool = False,
        extra: tuple[str, ...] = (),
    ) -> None:
        if members < 1:
            raise LocalEtcdError(f"An etcd has at least one member, and {members} were asked for: ask for 1 or 3.")
        election_ms = election_ms or (ELECTION_MS_ALONE if members == 1 else ELECTION_MS)
        self._plan, self._wanted = Plan(members, election_ms, partitions and members > 1, extra), binary
        self._crew: Crew | None = None
        self.binary: Binary | None = None

    def start(self) -> LocalEtcd:
        """Start the members and wait until each is healthy. Returns itself; does nothing where it runs already."""
        if self._crew is None:
            if os.name != "posix":
                raise LocalEtcdError(
                    "LocalEtcd runs on Linux and macOS: on Windows use it inside WSL, or use memory://."
                )
            self.binary = find_etcd(self._wanted)
            self._crew = Crew(self._plan, self.binary)
            try:
                self._crew.start()
            except BaseException:
                self.stop()
                raise
        return self

    def stop(self) -> None:
        """End every member and remove the folder; when this returns they are gone. May be repeated."""
        crew, self._crew = self._crew, None
        if crew is not None:
            crew.end()

    def __enter__(self) -> LocalEtcd:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<LocalEtcd {self.url if self._crew else 'not running'}>"

    @property
    def url(self) -> str:
        """All members, for ``kubeish.connect``: ``etcd://127.0.0.1:PORT[,127.0.0.1:PORT...]``."""
        return "etcd://" + ",".join(f"{LOOPBACK}:{member.client_port}" for member in self._running().members)

    @property
    def urls(self) -> list[str]:
        """Each member by itself."""
        return [member.url for member in self._running().members]

    def status(self) -> list[MemberStatus]:
        """Each member: its state, whether it leads, its term and revision as it sees them."""
        crew = self._running()
        crew.look()
        return [member.status() for member in crew.members]

    def leader(self, patience: float = PATIENCE) -> int:
        """The number of the member that leads, waiting so many seconds for an election. LocalEtcdError if none wins."""
        found: list[MemberStatus] = []

        def elected() -> bool:
            found[:] = [status for status in self.status() if status.leader and not status.cut_off]
            return bool(found)

        wait_until("a leader", elected, patience, self._why_no_leader)
        return max(found, key=lambda status: status.term or 0).index  # one just deposed may not know it yet

    def logs(self, index: int) -> str:
        """All that a member has written to its log."""
        return self._member(index).read_log()

    def kill(self, index: int) -> None:
        """End a member at once, by SIGKILL. Its data stay, for ``revive``."""
        self._running().kill(self._member(index))

    def pause(self, index: int) -> None:
        """Stop a member in its tracks, by SIGSTOP: it answers nothing and closes nothing, as a machine that hangs."""
        member = self._member(index)
        if member.state in (KILLED, DIED):
            raise LocalEtcdError(f"Member {index} is {member.state} and cannot be paused: revive({index}) it first.")
        self._running().pause(member)

    def revive(self, index: int) -> None:
        """Let a paused member go on, or start a killed one on its data. Waits for its health if a majority runs."""
        crew, member = self._running(), self._member(index)
        if member.state == PAUSED:
            crew.resume(member)
        elif member.state in (KILLED, DIED):
            crew.relaunch(member)
        self._wait_for_health()

    def partition(self, index: int) -> None:
        """Cut a member off from the others, in both directions; clients still reach it. ``heal`` joins it again.

        Needs ``LocalEtcd(members=3, partitions=True)``, and works wherever etcd does: no root and no firewall.
        """
        self._relay().cut(self._member(index))

    def heal(self, index: int) -> None:
        """Join a member again that was cut off. Waits for the cluster's health if a majority runs."""
        self._relay().heal(self._member(index))
        self._wait_for_health()

    def _relay(self) -> Relay:
        relay = self._running().relay
        if relay is None:
            raise LocalEtcdError(
                "Nothing stands between these members to cut them apart: start LocalEtcd(members=3, partitions=True)."
            )
        return relay

    def _running(self) -> Crew:
        if self._crew is None:
            raise LocalEtcdError("This etcd does not run: start() it, or use it inside its `with` block.")
        return self._crew

    def _member(self, index: int) -> Member:
        crew = self._running()
        if not 0 <= index < len(crew.members):
            raise LocalEtcdError(f"There is no member {index}: they are numbered from 0 to {len(crew.members) - 1}.")
        crew.look()
        return crew.members[index]

    def _wait_for_health(self) -> None:
        crew = self._running()
        if self._majority_runs():
            wait_until("the cluster to be healthy", crew.all_healthy, why_not=crew.last_words)

    def _majority_runs(self) -> bool:
        members = self._running().members
        return 2 * sum(member.state == RUNNING and not member.cut_off for member in members) > len(members)

    def _why_no_leader(self) -> str:
        states = ", ".join(f"{member.index} {member.state}" for member in self._running().members)
        return f"More than half of the members must run to elect one: {states}."
