"""The web proxy that gRPC takes for a host, and its name where it is dead."""

from __future__ import annotations

import pytest

import kubeish
from kubeish import errors
from kubeish.etcd.cluster.ports import LOOPBACK, find_free_ports
from kubeish.etcd.cluster.web_proxy import find_web_proxy

HTTP, HTTPS = {"http_proxy": "http://ann:secret@one:1"}, {"https_proxy": "http://two:2"}


@pytest.mark.parametrize(
    ("host", "environment", "proxy"),
    [
        ("etcd", {}, ""),
        ("etcd", HTTP, "http://one:1 (http_proxy)"),
        ("etcd", HTTP | HTTPS, "http://two:2 (https_proxy)"),
        ("etcd", {"HTTP_PROXY": "http://one:1"}, ""),
        ("etcd.lab", HTTP | {"no_proxy": "other, .lab"}, ""),
        ("etcd.lab", HTTP | {"no_proxy": "other,"}, "http://one:1 (http_proxy)"),
        ("etcd.lab", HTTP | {"no_grpc_proxy": "other", "no_proxy": "lab"}, "http://one:1 (http_proxy)"),
        ("localhost", HTTP, ""),
        ("127.0.0.2", HTTP, ""),
        ("::1", HTTP, ""),
        ("127.example.com", HTTP, "http://one:1 (http_proxy)"),
    ],
)
def test_which_proxy_is_taken_for_a_host(host: str, environment: dict[str, str], proxy: str) -> None:
    assert find_web_proxy(host, environment) == proxy


@pytest.mark.parametrize("call", ["put", "watch"])
def test_a_dead_proxy_is_named(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"http://{LOOPBACK}:{find_free_ports(1)[0]}"
    monkeypatch.setenv("grpc_proxy", url)
    with (
        kubeish.connect("etcd://etcd.example?timeout=20") as client,
        pytest.raises(errors.ConnectionFailedError) as error,
    ):
        client.put("key", "value") if call == "put" else client.watch("key")
    assert error.value.definite
    assert str(error.value).startswith(
        f"No etcd answers at etcd.example:2379 through the web proxy {url} (grpc_proxy) ("
    )
    assert str(error.value).endswith("nothing was changed: see that the proxy runs, or name the host in no_proxy.")
