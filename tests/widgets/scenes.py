"""Small explorations for the tests of figures and widgets: the race of lesson 01, the swap of #265, faults."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from kubeish.api import Pod
from kubeish.explorer import Outcome, build_state_graph, explore
from kubeish.registry.pr_265 import EtcdRegistry265
from kubeish.widgets.pages.paths import Path, StateGraph

KEY = "/registry/hosts/m1/kubelet"


def pods_on(client: Any) -> list[str]:
    return [manifest["id"] for manifest in json.loads(client.get(KEY)[0])]


def run_pod(client: Any, pod: str) -> None:
    manifests = json.loads(client.get(KEY)[0])
    manifests.append({"id": pod})
    client.put(KEY, json.dumps(manifests))


def one_pod(client: Any) -> None:
    client.put(KEY, json.dumps([{"id": "web"}]))


def racer(pod: str) -> Callable[[Any], None]:
    def racing(client: Any) -> None:
        run_pod(client, pod)

    return racing


def swapper(pod: str) -> Callable[[Any], None]:
    def swapping(client: Any) -> None:
        EtcdRegistry265(client, ["m1"]).run_pod(Pod(pod), "m1")

    return swapping


def all_listed(*wanted: str) -> Callable[[Any], list[str]]:
    return lambda client: [f"{pod} is lost" for pod in wanted if pod not in pods_on(client)]


def race(clients: int = 2) -> dict[str, Any]:
    """The arguments of an exploration of so many racers."""
    pods = ["db", "cache", "log"][:clients]
    return {
        "clients": {name: racer(pod) for name, pod in zip("ABC", pods)},
        "setup": one_pod,
        "invariant": all_listed("web", *pods),
        "breaking": "lose a pod",
    }


def swap() -> dict[str, Any]:
    """Two schedulers as #265 left them: safe."""
    return {**race(2), "clients": {"A": swapper("db"), "B": swapper("cache")}}


def crash() -> dict[str, Any]:
    """The same, one of which may die, and whose replies may be lost."""
    return {**swap(), "crashes": 1, "lost_replies": 1}


SCENES: dict[str, Callable[[], dict[str, Any]]] = {
    "race": race,
    "race of three": lambda: race(3),
    "swap": swap,
    "crash": crash,
}


def list_paths(graph: StateGraph) -> list[Path]:
    """Every order as its moves, in the order of the clients' names: by brute force, for comparison."""
    paths: list[Path] = []
    stack: list[tuple[int, Path]] = [(graph["start"], [])]
    while stack:
        number, path = stack.pop()
        moves = graph["positions"][number]["moves"]
        if not moves:
            paths.append(path)
        stack.extend((move["to"], [*path, move]) for move in reversed(moves))
    return paths


def build_scene(name: str) -> dict[str, Any]:
    return build_state_graph(**SCENES[name]())


def explore_scene(name: str) -> Outcome:
    return explore(**SCENES[name]())
