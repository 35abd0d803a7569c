"""Clients for tests: each adds one pod to the list of m1, in its own way."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from kubeish.api import Pod
from kubeish.errors import EtcdError
from kubeish.registry import EtcdRegistry265, make_container_key
from kubeish.registry.compare_and_swap import compare_and_swap_obj, is_etcd_conflict
from kubeish.registry.helper import EtcdHelper

LIST = make_container_key("m1")

Work = Callable[[Any], None]


def set_obj(pod: str) -> Work:
    """Before #265: read, append, write."""

    def client(client: Any) -> None:
        helper = EtcdHelper(client)
        pods, _ = helper.extract_obj(LIST, ignore_not_found=True)
        helper.set_obj(LIST, [*(pods or []), {"id": pod}])

    return client


def swap(pod: str) -> Work:
    """#265: swap at the index that was read, and go round; index 0, no list yet, is a plain write."""

    def client(client: Any) -> None:
        helper = EtcdHelper(client)
        while True:
            pods, index = helper.extract_obj(LIST, ignore_not_found=True)
            try:
                if index:
                    return compare_and_swap_obj(helper, LIST, [*pods, {"id": pod}], index)
                return helper.set_obj(LIST, [{"id": pod}])
            except EtcdError as error:
                if not is_etcd_conflict(error):
                    raise

    return client


def append_swap(pod: str) -> Work:
    """Get, append, swap, and again, with etcd3's client and nothing else: what is there is text and stays text."""
    more = f', {{"id": "{pod}"}}]'.encode()

    def client(client: Any) -> None:
        words = client.transactions
        swapped = False
        while not swapped:
            value, metadata = client.get(LIST)
            longer = value[:-1] + more
            swapped, _ = client.transaction([words.mod(LIST) == metadata.mod_revision], [words.put(LIST, longer)], [])

    return client


def bare_swap(pod: str) -> Work:
    """The same with the list taken apart and put together again."""

    def client(client: Any) -> None:
        words = client.transactions
        while True:
            value, metadata = client.get(LIST)
            pods = json.dumps([*json.loads(value), {"id": pod}])
            swapped, _ = client.transaction([words.mod(LIST) == metadata.mod_revision], [words.put(LIST, pods)], [])
            if swapped:
                return

    return client


def run_pod(pod: str) -> Work:
    """The whole of #265's run_pod: read, the pod's own key, swap."""
    return lambda client: EtcdRegistry265(client, ["m1"]).run_pod(Pod(pod), "m1")


def one_pod(client: Any) -> None:
    """The list holds a pod already."""
    EtcdHelper(client).set_obj(LIST, [{"id": "web"}])


def named(work: Callable[[str], Work], many: int) -> dict[str, Work]:
    """So many schedulers, A adding pod a, B adding pod b."""
    return {name: work(name.lower()) for name in "ABCDE"[:many]}


def all_listed(many: int) -> Callable[[Any], list[str]]:
    """The invariant: each of the pods is on the list, once."""

    def invariant(client: Any) -> list[str]:
        value, _ = client.get(LIST)
        ids = [item["id"] for item in json.loads(value or "[]")]
        return [f"{pod} is listed {ids.count(pod)} times" for pod in "abcde"[:many] if ids.count(pod) != 1]

    return invariant
