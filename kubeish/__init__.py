"""kubeish: a course on one lost pod. Its public names, each imported at its first use.

``connect`` opens a store, ``explore`` covers every order of clients' steps, ``check`` examines an
answer, and ``hint`` helps; ``help`` on each says more.

PYTEST_DONT_REWRITE: pytest rewrites what comes with a plugin, and warns of what is imported before.
"""

from __future__ import annotations

import sys

from kubeish._lazy import make_getattr

if sys.version_info < (3, 11):  # noqa: UP036  # where it is found by PYTHONPATH, without pip
    raise ImportError(f"kubeish needs Python 3.11 or later, and this is {sys.version.split()[0]}: use a newer one.")

_NAMES = {
    # API objects and errors
    "api": ["Pod", "Container", "ContainerManifest", "EnvVar", "Port", "TODO", "to_json"],
    "errors": ["ConnectionTimeoutError", "EtcdError", "KubeishError"],
    # etcd
    "etcd.connect": ["connect"],
    "etcd.cluster.local_etcd": ["LocalEtcd"],
    # scheduler
    "scheduler": ["FakeMinionLister", "FakePodLister", "FirstFitScheduler", "NoFit", "NoMachines", "why"],
    # explorer
    "explorer": ["explore", "replay_order"],
    "explorer.directed_race": ["race_on"],
    # registry
    "registry": [
        *["EtcdRegistry", "EtcdRegistry265", "EtcdRegistry269", "EtcdRegistry740", "EtcdRegistry694"],
        *["OneTransactionRegistry", "SwappingRegistry", "PodRegistryStorage", "Kubelet", "EtcdHelper"],
        *["compare_and_swap_obj", "is_etcd_conflict", "is_etcd_not_found", "make_container_key", "make_pod_key"],
        "read_placements",
    ],
    # widgets
    "widgets": ["contention_chart", "order_map", "save_run", "scheduler_bench", "stepper"],
    # lessons
    "lessons.lost_update": ["lose_an_update"],
    "lessons.fake_client": ["FakeEtcdClient", "number_lines"],
    "lessons.real_threads": ["run_on_threads"],
    "lessons.story": ["table"],
    "lessons.fleet": ["Job", "count_conflicts", "create_until_it_runs", "open_fleet", "place_pod", "virtual_fleet"],
    # checks
    "checks.fixtures": ["client_that_runs", "every_pod_once", "one_pod"],
    # classroom
    "classroom.check": ["check"],
    "classroom.hints": ["hint"],
    "classroom.predict": ["predict"],
    "classroom.summary": ["summary"],
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names}

__all__ = list(_HOMES)
__version__ = "0.2.0"

__getattr__ = make_getattr(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
