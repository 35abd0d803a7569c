"""Where each pod is, by its own key and by the machines' lists; read for every registry version."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from kubeish.etcd.client_protocol import Client
from kubeish.wording import join, say


@dataclass
class Placements:
    """The machines of each pod id, as the store has them at one revision.

    ``keyed``: the machines that the pod's keys name (an empty name: not assigned). ``listed``: the
    machines whose lists name the pod, with repeats. ``ports``: the host ports of each list.
    """

    keyed: dict[str, list[str]] = field(default_factory=dict)
    listed: dict[str, list[str]] = field(default_factory=dict)
    ports: dict[str, list[int]] = field(default_factory=dict)

    @property
    def pods(self) -> list[str]:
        """Every id that has a key or is on a list, sorted."""
        return sorted({*self.keyed, *self.listed})

    def count_listed(self, pod_id: str) -> int:
        """How often the lists name the pod."""
        return len(self.listed.get(pod_id, []))

    def describe_disagreement(self, pod_id: str) -> str:
        """How key and lists disagree on the pod's machine, in words; empty where they agree.

        A pod whose key names no machine, and that is on no list, waits: that is no disagreement.
        """
        keyed, listed = self.keyed.get(pod_id, []), self.listed.get(pod_id, [])
        if set(keyed) - {""} == set(listed):
            return ""
        if not listed:
            return say("{pod} has its key, and is on no list", pod=pod_id)
        if not keyed:
            return say("{pod} is on a list, and has no key", pod=pod_id)
        return say(
            "{pod} is noted on {keyed}, and listed on {listed}", pod=pod_id, keyed=_join(keyed), listed=_join(listed)
        )

    def describe_fault(self, pod_id: str) -> str:
        """Why the pod does not run exactly once, in words; empty where it has one key and entry."""
        disagreement, times = self.describe_disagreement(pod_id), self.count_listed(pod_id)
        if disagreement or times == 1:
            return disagreement
        if times:
            return say("{pod} is listed {times} times", pod=pod_id, times=times)
        return say("{pod} waits for a machine" if pod_id in self.keyed else "{pod} is nowhere", pod=pod_id)

    def find_stranded_pods(self) -> list[str]:
        """A sentence for each pod on whose machine its key and the lists disagree."""
        return [words for pod in self.pods if (words := self.describe_disagreement(pod))]


def _join(machines: list[str]) -> str:
    return join(" and ", sorted({machine or say("no machine") for machine in machines}))


def read_placements(client: Client) -> Placements:
    """Read all placements by one request, whichever version of the registry wrote them."""
    found = Placements()
    for value, metadata in client.get_prefix("/registry/"):
        match metadata.key.decode().split("/")[2:]:
            case ["hosts", machine, "kubelet"]:
                for manifest in json.loads(value):
                    found.listed.setdefault(manifest["id"], []).append(machine)
                    ports = [p.get("hostPort", 0) for c in manifest.get("containers", []) for p in c.get("ports", [])]
                    found.ports.setdefault(machine, []).extend(port for port in ports if port)
            case ["hosts", machine, "pods", *name]:
                found.keyed.setdefault("/".join(name), []).append(machine)
            case ["pods", *name]:
                found.keyed.setdefault("/".join(name), []).append(json.loads(value).get("host", ""))
    return found
