"""Where each pod is: in its own key, and on a machine's list. Read as it lies in the store, for every version."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

_HOSTS, _PODS = "/registry/hosts/", "/registry/pods/"


@dataclass
class Places:
    """For each pod's id, the machines that its keys name (an empty name: none yet) and those on whose lists it stands.

    ``ports``: for each machine, the host ports that its list asks for, one for each time.
    """

    noted: dict[str, list[str]] = field(default_factory=dict)
    listed: dict[str, list[str]] = field(default_factory=dict)
    ports: dict[str, list[int]] = field(default_factory=dict)

    def pods(self) -> list[str]:
        """Every id that is anywhere."""
        return sorted({*self.noted, *self.listed})

    def half(self, pod_id: str) -> str:
        """Words for a pod of which key and lists disagree; an empty text where they agree.

        A key that names no machine, and no list: that pod waits for a machine, and says so. Nothing disagrees there.
        """
        noted, listed = self.noted.get(pod_id, []), self.listed.get(pod_id, [])
        if {machine for machine in noted if machine} == set(listed):
            return ""
        if not listed:
            return f"{pod_id} has its key, and is on no list"
        if not noted:
            return f"{pod_id} is on a list, and has no key"
        return f"{pod_id} is noted on {_names(noted)}, and listed on {_names(listed)}"

    def amiss(self, pod_id: str) -> str:
        """Words for a pod that is not in both its places, once; an empty text for one that is."""
        times = len(self.listed.get(pod_id, []))
        if self.half(pod_id):
            return self.half(pod_id)
        if not times:
            return f"{pod_id} waits for a machine" if pod_id in self.noted else f"{pod_id} is nowhere"
        return "" if times == 1 else f"{pod_id} is listed {times} times"


def _names(machines: list[str]) -> str:
    return " and ".join(sorted({machine or "no machine" for machine in machines}))


def places(client: Any) -> Places:
    """Where each pod is, whichever version of the registry has put it there."""
    found = Places()
    for value, metadata in client.get_prefix(_HOSTS):
        machine, kind, *rest = metadata.key.decode().removeprefix(_HOSTS).split("/")
        if kind == "kubelet":
            _read_list(found, machine, json.loads(value))
        else:
            found.noted.setdefault("/".join(rest), []).append(machine)
    for value, metadata in client.get_prefix(_PODS):
        pod_id = metadata.key.decode().removeprefix(_PODS)
        found.noted.setdefault(pod_id, []).append(json.loads(value).get("host", ""))
    return found


def _read_list(found: Places, machine: str, manifests: list[dict[str, Any]]) -> None:
    for manifest in manifests:
        found.listed.setdefault(manifest["id"], []).append(machine)
        ports = [p.get("hostPort", 0) for c in manifest.get("containers", []) for p in c.get("ports", [])]
        found.ports.setdefault(machine, []).extend(port for port in ports if port)
