"""One scheduler process of cluster.py: places its pods one after the other, whatever happens to the cluster meanwhile.

``python cluster_scheduler.py URL FOLDER NAME REGISTRY MACHINES FIRST LAST``. Says ``ready``, waits for a line, places
the pods from FIRST up to LAST, and prints how often it was not told whether a write had happened.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from kubeish import registry as registries
from kubeish.api import Pod
from kubeish.errors import (
    NODE_EXIST,
    ConnectionFailedError,
    ConnectionTimeoutError,
    EtcdError,
    InternalServerError,
)
from kubeish.etcd.cluster import RealClient, open_client
from kubeish.scheduler import FakeMinionLister, RoundRobinScheduler
from tests.tools.history import Recorder

PAUSE = 0.05  # seconds to wait where no member answers


def pod_name(number: int) -> str:
    return f"pod-{number:04}"


def machine_name(number: int) -> str:
    return f"machine-{number:02}"


def place(registry: registries.EtcdRegistry, pod: Pod, machine: str) -> int:
    """Run the pod, and retry until it surely runs; return how often the outcome was not known.

    The pod's own key tells: where it is there already, an earlier try that was never answered has happened.
    """
    unknown = 0
    while True:
        try:
            registry.run_pod(pod, machine)
            return unknown
        except EtcdError as error:
            if error.code != NODE_EXIST:
                raise
            return unknown
        except (ConnectionFailedError, ConnectionTimeoutError, InternalServerError) as error:
            unknown += not error.definite
            time.sleep(PAUSE)


def open_when_it_answers(url: str, recorder: Recorder) -> RealClient:
    """Open a client, which logs in where the URL names a user; retry while no member answers."""
    while True:
        try:
            return open_client(url, recorder)
        except (ConnectionFailedError, ConnectionTimeoutError):
            time.sleep(PAUSE)


def main(url: str, folder: str, name: str, kind: str, machines: str, first: str, last: str) -> None:
    names = [machine_name(number) for number in range(int(machines))]
    scheduler, minion_lister = RoundRobinScheduler(), FakeMinionLister(names)
    with open_when_it_answers(url, Recorder(Path(folder), name)) as client:
        registry = getattr(registries, kind)(client, names)
        print("ready", flush=True)
        sys.stdin.readline()
        pods = [Pod(pod_name(number)) for number in range(int(first), int(last))]
        print(sum(place(registry, pod, scheduler.schedule(pod, minion_lister)) for pod in pods), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
