"""One member of a cluster on this machine: its ports and folder, its command line, its status.

Members are asked over plain HTTP, so that starting an etcd needs neither grpc nor etcd3. etcd
answers /health and /version itself; its JSON gateway answers what gRPC would (etcd-io/etcd
Documentation, "gRPC gateway").
"""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kubeish.etcd.cluster.binary import Binary
from kubeish.etcd.cluster.ports import LOOPBACK

RUNNING, PAUSED, KILLED, DIED = "running", "paused", "killed", "died"
_SHORT = 0.25  # seconds: a member that is just starting may take a request and never answer it
_GATEWAYS = ("v3", "v3beta")  # etcd 3.3 has only the second


@dataclass(frozen=True)
class MemberStatus:
    """State of a member. ``term`` and ``revision`` are its own view, None where it does not answer.

    ``state``: running, paused, killed, or died (it ended by itself).
    ``cut_off``: from the other members, by ``partition``.
    """

    index: int
    state: str
    url: str
    pid: int
    leader: bool = False
    term: int | None = None
    revision: int | None = None
    cut_off: bool = False


@dataclass
class Member:
    """A member and its process. It listens on ``peer_port`` and tells peers ``advertised_port``.

    The two differ where a PartitionProxy stands between the members.
    """

    index: int
    client_port: int
    peer_port: int
    advertised_port: int
    folder: Path
    extra: tuple[str, ...] = ()
    state: str = RUNNING
    cut_off: bool = False
    pid: int = 0
    moved: bool = False  # to another port, which its peers do not know yet

    @property
    def name(self) -> str:
        """Its name in the cluster, and for the supervisor."""
        return f"m{self.index}"

    @property
    def log(self) -> Path:
        """The file that it writes to."""
        return self.folder / f"{self.name}.log"

    def read_log(self) -> str:
        """All that the member has written since it was first started."""
        return self.log.read_text("utf-8", errors="replace") if self.log.exists() else ""

    @property
    def endpoint(self) -> str:
        """Where clients reach it, as ``host:port``."""
        return f"{LOOPBACK}:{self.client_port}"

    @property
    def client_url(self) -> str:
        """Where it listens to clients, as etcd's flags want it."""
        return f"http://{LOOPBACK}:{self.client_port}"

    @property
    def url(self) -> str:
        """The same, as ``kubeish.connect`` wants it."""
        return f"etcd://{LOOPBACK}:{self.client_port}"

    def build_command(self, binary: Binary, cluster: list[Member], election_ms: int) -> list[str]:
        """Build the command that starts this member of ``cluster``, also again on its data."""
        settings = {
            "name": self.name,
            "data-dir": str(self.folder / self.name),
            "listen-client-urls": self.client_url,
            "advertise-client-urls": self.client_url,
            "listen-peer-urls": f"http://{LOOPBACK}:{self.peer_port}",
            "initial-advertise-peer-urls": f"http://{LOOPBACK}:{self.advertised_port}",
            "initial-cluster": ",".join(f"{m.name}=http://{LOOPBACK}:{m.advertised_port}" for m in cluster),
            "initial-cluster-token": self.folder.name,
            "heartbeat-interval": str(max(1, election_ms // 10)),
            "election-timeout": str(election_ms),
        }
        flags = [f"--{name}={value}" for name, value in settings.items()]
        if binary.no_fsync:
            flags.append("--unsafe-no-fsync")
        if binary.version >= (3, 4, 0):
            flags.append("--pre-vote")  # or a member that comes back would depose the others' leader
        return [binary.path, *flags, *self.extra]

    def is_healthy(self) -> bool:
        """Whether the member can serve: it knows a leader, and a majority answers.

        Not asked of the JSON gateway, which does not answer for a second if asked too early.
        """
        answer = _request(self.client_port, "GET", "/health", _SHORT)
        return answer is not None and str(answer.get("health")).lower() == "true"

    def serves_peers(self) -> bool:
        """Whether the member answers on its peers' port, for which it needs no leader."""
        return _request(self.peer_port, "GET", "/version", _SHORT) is not None

    def read_view(self) -> dict[str, Any] | None:
        """Read the member's own view (leader, header.revision ...); None without an answer."""
        return self._call("maintenance/status")

    def announce_port(self) -> bool:
        """Tell the cluster that peers reach this member at its advertised port; whether it is told.

        A member keeps its peers' ports in its data: etcd heeds no flag of a member started again.
        """
        view = self.read_view()
        url = f"http://{LOOPBACK}:{self.advertised_port}"
        return bool(view and self._call("cluster/member/update", ID=view["header"]["member_id"], peerURLs=[url]))

    def _call(self, path: str, **fields: object) -> dict[str, Any] | None:
        body = json.dumps(fields)
        answers = (_request(self.client_port, "POST", f"/{version}/{path}", 1.0, body) for version in _GATEWAYS)
        return next(filter(None, answers), None)

    def read_status(self) -> MemberStatus:
        """Ask the member, if it can answer."""
        state, cut_off = self.state, self.cut_off  # another thread may kill it while it is asked
        view = self.read_view() if state == RUNNING else None
        if view is None:
            return MemberStatus(self.index, state, self.url, self.pid, cut_off=cut_off)
        header = view["header"]
        leads = header.get("member_id") == view.get("leader")
        term, revision = int(header.get("raft_term", 0)), int(header.get("revision", 0))
        return MemberStatus(self.index, state, self.url, self.pid, leads, term, revision, cut_off)


def _request(port: int, method: str, path: str, timeout: float, body: str | None = None) -> dict[str, Any] | None:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=timeout)  # asks no proxy, unlike urllib
    try:
        connection.request(method, path, body)
        response = connection.getresponse()
        answer = json.loads(response.read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return answer if isinstance(answer, dict) and response.status == http.client.OK else None
