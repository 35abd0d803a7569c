"""The picture that opens lesson 00: two programs and a list, stepped by two buttons, without a kernel."""

from __future__ import annotations

from collections.abc import Callable

from kubeish.etcd.client_protocol import Client
from kubeish.explorer import build_state_graph
from kubeish.widgets.pages import Page, build_stepper
from kubeish.wording import say

_KEY = "/pods"


def lose_an_update(simple: bool = False) -> Page:
    """A page with the lost update of lesson 00: A adds db, B adds cache, in the order that you choose.

    ``simple``: for the front page of the site.
    """
    lost = say("lose an update")
    graph = build_state_graph({"A": _add("db"), "B": _add("cache")}, _put_web, _find_lost_pods, breaking=lost)
    return build_stepper(graph, goal=lost, simple=simple)


def _add(pod: str) -> Callable[[Client], None]:
    def add(client: Client) -> None:
        pods, _ = client.get(_KEY)
        client.put(_KEY, f"{(pods or b'').decode()}, {pod}")

    return add


def _put_web(client: Client) -> None:
    client.put(_KEY, "web")


def _find_lost_pods(client: Client) -> list[str]:
    pods, _ = client.get(_KEY)
    return [say("{pod} is lost", pod=pod) for pod in ("db", "cache") if pod not in (pods or b"").decode()]
