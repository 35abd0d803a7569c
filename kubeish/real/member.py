"""One member of a cluster on this machine: its ports and folder, how it is started, and what can be said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kubeish.real import asking
from kubeish.real.binary import Binary
from kubeish.real.ports import LOOPBACK

RUNNING, PAUSED, KILLED, DIED = "running", "paused", "killed", "died"


@dataclass(frozen=True)
class MemberStatus:
    """How a member does. ``term`` and ``revision`` are its own view, and None where it does not answer."""

    index: int
    state: str  # running, paused, killed, or died (which nobody asked it to)
    url: str
    pid: int
    leader: bool = False
    term: int | None = None
    revision: int | None = None
    cut_off: bool = False  # from the other members, by partition()


@dataclass
class Member:
    """``client_port`` is for clients, ``peer_port`` where it listens to its peers, ``door`` the port told to them."""

    index: int
    client_port: int
    peer_port: int
    door: int
    folder: Path
    state: str = RUNNING
    cut_off: bool = False
    pid: int = 0
    extra: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """Its name in the cluster, and for the keeper."""
        return f"m{self.index}"

    @property
    def log(self) -> Path:
        """The file that it writes to."""
        return self.folder / f"{self.name}.log"

    def read_log(self) -> str:
        """All that the member has written since it was first started."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    @property
    def client_url(self) -> str:
        """Where it listens to clients, as etcd's flags want it."""
        return f"http://{LOOPBACK}:{self.client_port}"

    @property
    def url(self) -> str:
        """The same, as ``kubeish.connect`` wants it."""
        return f"etcd://{LOOPBACK}:{self.client_port}"

    def argv(self, binary: Binary, cluster: list[Member], election_ms: int) -> list[str]:
        """The command that starts this member of ``cluster``. The same command starts it again on its own data."""
        settings = {
            "name": self.name,
            "data-dir": str(self.folder / self.name),
            "listen-client-urls": self.client_url,
            "advertise-client-urls": self.client_url,
            "listen-peer-urls": f"http://{LOOPBACK}:{self.peer_port}",
            "initial-advertise-peer-urls": f"http://{LOOPBACK}:{self.door}",
            "initial-cluster": ",".join(f"{m.name}=http://{LOOPBACK}:{m.door}" for m in cluster),
            "initial-cluster-token": self.folder.name,
            "heartbeat-interval": str(max(1, election_ms // 10)),
            "election-timeout": str(election_ms),
        }
        flags = [f"--{name}={value}" for name, value in settings.items()]
        if binary.no_fsync:
            flags.append("--unsafe-no-fsync")
        if binary.version >= (3, 4, 0):
            flags.append("--pre-vote")  # or a member that comes back would depose the leader that the others have
        return [binary.path, *flags, *self.extra]

    def status(self) -> MemberStatus:
        """Ask the member, if it can answer."""
        view = asking.status(self.client_port) if self.state == RUNNING else None
        seen = _seen(view) if view else {}
        return MemberStatus(self.index, self.state, self.url, self.pid, cut_off=self.cut_off, **seen)


def _seen(view: dict[str, Any]) -> dict[str, Any]:
    header = view["header"]
    return {
        "leader": header.get("member_id") == view.get("leader"),
        "term": int(header.get("raft_term", 0)),
        "revision": int(header.get("revision", 0)),
    }
