"""connect: a client of the store that a URL names."""

from __future__ import annotations

import os

from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.client_protocol import Client
from kubeish.etcd.store import EmbeddedStore

VARIABLE = "KUBEISH_STORE"
MEMORY = "memory://"
_stores: dict[str, EmbeddedStore] = {}
"""The named stores of this process."""


def connect(url: str | None = None) -> Client:
    """A client of the store that ``url`` names, else KUBEISH_STORE, else ``memory://``.

    - ``memory://``: a new and empty store in this process, each time;
    - ``memory://NAME``: the store of that name in this process. It is never freed, so use a few
      fixed names, and ``memory://`` for what is to be forgotten;
    - ``etcd://host:port[,host:port...]``: a real etcd. ``kubeish.etcd.cluster.address.parse`` has
      the options for TLS, user and timeout.

    Sends no request, except to log a user in. Raises BadStoreUrl where ``url`` names no store.
    """
    url = str(url or os.environ.get(VARIABLE) or MEMORY)
    if url.startswith(MEMORY):
        name = url.removeprefix(MEMORY)
        # setdefault is atomic: two threads that open one name at once get one store.
        store = _stores.setdefault(name, EmbeddedStore()) if name else EmbeddedStore()
        return EmbeddedClient(store.ask)
    from kubeish.etcd.cluster.address import parse  # here: a web page has no sockets

    address = parse(url)
    from kubeish.etcd.cluster.real_client import RealClient  # imports grpc, which takes a while

    return RealClient(address)
