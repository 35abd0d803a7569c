"""LocalEtcd: a real etcd of one member or more on this machine, for the time of a block."""

from __future__ import annotations

import os
import threading

from kubeish.etcd.cluster.binary import Binary, find_etcd
from kubeish.etcd.cluster.errors import LocalEtcdError
from kubeish.etcd.cluster.member import RUNNING, Member, MemberStatus
from kubeish.etcd.cluster.ports import LOOPBACK
from kubeish.etcd.cluster.processes import MemberProcesses
from kubeish.etcd.cluster.proxy_client import ProxyClient
from kubeish.etcd.cluster.wait import TIMEOUT, wait_until
from kubeish.wording import join, look_up, say

_NO_PROXY = say("Nothing stands between these members to cut them apart: start LocalEtcd(members=3, partitions=True).")

# etcd's own 1000 ms suits a network. On one machine it only makes a start and the loss of a leader
# slow; with much less, members on a busy machine believe that their leader is lost. One alone has
# no leader to wait for.
ELECTION_MS, ELECTION_MS_ALONE = 300, 100


class LocalEtcd:
    """Real etcd processes on free loopback ports, gone when the ``with`` block ends.

    ``members``: 1, or 3 for a cluster that survives the loss of one; numbered from 0. ``binary``:
    the etcd to start, else the one that ``find_etcd`` finds. ``election_ms``: how long members wait
    to hear from their leader before they elect another. ``partitions``: a small process stands
    between the members, so that ``partition`` can cut one off. ``extra``: more flags for etcd.

    Members and folder also go when this process is killed. Writes reach the system but are not
    forced to disk: they outlive a killed member, not a power cut. Raises EtcdNotInstalled where
    there is no etcd, LocalEtcdError where it does not do what is asked.
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
        self._plan, self._wanted = (members, election_ms, partitions and members > 1, extra), binary
        self._processes: MemberProcesses | None = None
        self._lock = threading.Lock()  # or two threads that start it would start two
        self.binary: Binary | None = None

    def start(self) -> LocalEtcd:
        """Start the members and wait for their health. Returns itself; may be repeated."""
        with self._lock:
            if self._processes is None:
                if os.name != "posix":
                    raise LocalEtcdError(
                        "LocalEtcd runs on Linux and macOS: on Windows use it inside WSL, or use memory://."
                    )
                self.binary = find_etcd(self._wanted)
                processes = MemberProcesses(self.binary, *self._plan)
                try:
                    processes.start()
                except BaseException:
                    processes.stop()
                    raise
                self._processes = processes
        return self

    def stop(self) -> None:
        """End every member and remove the folder; return when they are gone. May be repeated."""
        with self._lock:
            if self._processes is not None:
                self._processes.stop()
                self._processes = None

    def __enter__(self) -> LocalEtcd:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<LocalEtcd {self.url if self._processes else 'not running'}>"

    @property
    def url(self) -> str:
        """All members, for ``kubeish.connect``: ``etcd://127.0.0.1:PORT[,127.0.0.1:PORT...]``."""
        return "etcd://" + ",".join(f"{LOOPBACK}:{member.client_port}" for member in self._running().members)

    @property
    def urls(self) -> list[str]:
        """Each member by itself."""
        return [member.url for member in self._running().members]

    def read_status(self) -> list[MemberStatus]:
        """Ask each member for its state, whether it leads, and its view of term and revision."""
        processes = self._running()
        processes.update_states()
        return [member.read_status() for member in processes.members]

    def wait_for_leader(self, timeout: float = TIMEOUT) -> int:
        """Wait for a leader and return its number. LocalEtcdError after ``timeout`` seconds."""
        found: list[MemberStatus] = []

        def has_leader() -> bool:
            found[:] = [status for status in self.read_status() if status.leader and not status.cut_off]
            return bool(found)

        wait_until(say("a leader"), has_leader, timeout, self._explain_no_leader)
        return max(found, key=lambda status: status.term or 0).index  # one just deposed may not know it yet

    def read_log(self, index: int) -> str:
        """All that a member has written to its log."""
        return self._find(index)[1].read_log()

    def kill(self, index: int) -> None:
        """End a member at once, by SIGKILL. Its data stay, for ``revive``."""
        processes, member = self._find(index)
        processes.kill(member)

    def pause(self, index: int) -> None:
        """Stop a member by SIGSTOP: as a machine that hangs, it answers and closes nothing."""
        processes, member = self._find(index)
        if not processes.pause(member):
            raise LocalEtcdError(
                say(
                    "Member {index} is {state} and cannot be paused: revive({index}) it first.",
                    index=index,
                    state=look_up(member.state),
                )
            )

    def revive(self, index: int) -> None:
        """Resume a paused member, or start a killed one on its data; wait for health.

        Returns at once where no majority runs, since none can be healthy then. Where another
        process has taken one of its ports, the member gets others: ``url`` tells.
        """
        processes, member = self._find(index)
        if not processes.resume(member):
            processes.relaunch(member)
        self._wait_for_health()

    def partition(self, index: int) -> None:
        """Cut a member off from the others in both directions; clients still reach it.

        Needs ``LocalEtcd(members=3, partitions=True)``, but neither root nor a firewall.
        """
        self._find_proxy().cut(self._find(index)[1])

    def heal(self, index: int) -> None:
        """Join a member again that was cut off; wait for health as ``revive`` does."""
        self._find_proxy().heal(self._find(index)[1])
        self._wait_for_health()

    def _find_proxy(self) -> ProxyClient:
        proxy = self._running().proxy
        if proxy is None:
            raise LocalEtcdError(_NO_PROXY)
        return proxy

    def _running(self) -> MemberProcesses:
        if self._processes is None:
            raise LocalEtcdError("This etcd does not run: start() it, or use it inside its `with` block.")
        return self._processes

    def _find(self, index: int) -> tuple[MemberProcesses, Member]:
        processes = self._running()
        if not 0 <= index < len(processes.members):
            raise LocalEtcdError(
                say(
                    "There is no member {index}: they are numbered from 0 to {last}.",
                    index=index,
                    last=len(processes.members) - 1,
                )
            )
        processes.update_states()
        return processes, processes.members[index]

    def _wait_for_health(self) -> None:
        """Wait until all that run are healthy, or are no majority: another thread may kill some."""
        processes = self._running()

        def is_healthy_or_cannot_be() -> bool:
            serving = sum(member.state == RUNNING and not member.cut_off for member in processes.members)
            return 2 * serving <= len(processes.members) or processes.is_healthy()

        wait_until(say("the cluster to be healthy"), is_healthy_or_cannot_be, explain=processes.quote_logs)
        processes.announce_ports()

    def _explain_no_leader(self) -> str:
        members = self._running().members
        states = [say("{index} {state}", index=each.index, state=look_up(each.state)) for each in members]
        return say("More than half of the members must run to elect one: {states}.", states=join(", ", states))
