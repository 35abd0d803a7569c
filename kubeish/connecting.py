"""connect: from the name of a store to a client of it. The one place that knows which stores there are."""

from __future__ import annotations

import os
from typing import Any

from kubeish.client import Client
from kubeish.store import EmbeddedStore

VARIABLE = "KUBEISH_STORE"
MEMORY = "memory://"
_named: dict[str, EmbeddedStore] = {}  # those of this process, by the name in their URL


def connect(url: str | None = None) -> Any:
    """A client, with etcd3's names, of the store that ``url``, else KUBEISH_STORE, else ``memory://`` names.

    - ``memory://``: a new and empty store in this process, each time;
    - ``memory://NAME``: the store of that name in this process;
    - ``etcd://host:port[,host:port...]``: a real etcd; see ``kubeish.real.address.parse`` for TLS, user and timeout.

    Nothing is asked yet, unless there is a user to log in. Raises BadStoreUrl where the text names no store.
    """
    url = str(url or os.environ.get(VARIABLE) or MEMORY)
    if url.startswith(MEMORY):
        return Client(_memory(url).ask)
    from kubeish.real.address import parse  # stays here: in a web page there is no etcd and no socket

    address = parse(url)
    from kubeish.real.client import RealClient  # brings grpc, which takes a while

    return RealClient(address)


def _memory(url: str) -> EmbeddedStore:
    name = url.removeprefix(MEMORY)
    return _named.setdefault(name, EmbeddedStore()) if name else EmbeddedStore()
