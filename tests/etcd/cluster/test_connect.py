"""connect(url): which store each URL names, and one clear sentence for those that name none."""

from __future__ import annotations

import subprocess
import sys

import pytest

import kubeish
from kubeish.errors import KubeishError
from kubeish.etcd.cluster import BadStoreUrl, LocalEtcd
from kubeish.etcd.cluster.address import DEFAULT_TIMEOUT, parse


def test_memory_is_the_default_and_new_each_time() -> None:
    one, other = kubeish.connect(), kubeish.connect()
    one.put("key", "value")
    assert one.get("key")[0] == b"value"
    assert other.get("key") == (None, None)


def test_a_name_in_memory_is_one_store_in_this_process() -> None:
    kubeish.connect("memory://test_connect").put("key", "value")
    assert kubeish.connect("memory://test_connect").get("key")[0] == b"value"
    assert kubeish.connect("memory://test_connect_too").get("key") == (None, None)


def test_the_environment_names_the_default_and_an_argument_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEISH_STORE", "memory://from_the_environment")
    kubeish.connect().put("key", "value")
    assert kubeish.connect("memory://from_the_environment").get("key")[0] == b"value"
    assert kubeish.connect("memory://").get("key") == (None, None)


@pytest.mark.etcd
def test_the_environment_may_name_a_real_etcd(monkeypatch: pytest.MonkeyPatch, shared_etcd: LocalEtcd) -> None:
    monkeypatch.setenv("KUBEISH_STORE", shared_etcd.url)
    with kubeish.connect() as client:
        client.put("test_connect", "value")
        assert client.get("test_connect")[0] == b"value"
    with kubeish.connect(shared_etcd.url) as client:
        assert client.get("test_connect")[0] == b"value"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("localhost:2379", "does not start with etcd://"),
        ("http://localhost:2379", "does not start with etcd://"),
        ("mem://", "does not start with etcd://"),
        ("etcd://", "'' is not host:port"),
        ("etcd://a:2379,", "'' is not host:port"),
        ("etcd://a:port", "'a:port' is not host:port"),
        ("etcd://a:0", "'a:0' is not host:port"),
        ("etcd://a:99999", "'a:99999' is not host:port"),
        ("etcd://a:1:2", "'a:1:2' is not host:port"),
        ("etcd://a/registry", "nothing may follow the hosts but ?options, and '/registry' does"),
        ("etcd://a?timeuot=3", "there is no option 'timeuot', only ca, cert, key, timeout"),
        ("etcd://a?timeout=soon", "timeout=soon is not a number of seconds above 0"),
        ("etcd://a?timeout=-1", "timeout=-1 is not a number of seconds above 0"),
        ("etcd://a?timeout=nan", "timeout=nan is not a number of seconds above 0"),
        ("etcd://ann@a", "a user and without a password"),
        ("etcd://a?cert=c.pem", "a cert and without a key"),
    ],
)
def test_a_bad_url_is_one_sentence_that_says_what_is_wrong_and_what_to_write(url: str, why: str) -> None:
    with pytest.raises(BadStoreUrl) as error:
        kubeish.connect(url)
    assert isinstance(error.value, ValueError)
    assert isinstance(error.value, KubeishError)
    assert error.value.definite
    assert str(error.value).startswith(f"{url.replace('ann@', '')!r} names no store: ")
    assert why in str(error.value)
    assert str(error.value).endswith("Write memory://, memory://NAME or etcd://host:port[,host:port...].")


def test_several_members_and_what_is_left_out() -> None:
    address = parse("etcd://a:1,b,[::1]:3", {})
    assert address.endpoints == (("a", 1), ("b", 2379), ("::1", 3))
    assert (address.tls, address.timeout, address.user) == (False, DEFAULT_TIMEOUT, None)
    assert str(address) == "etcd://a:1,b:2379,[::1]:3"


def test_user_tls_and_timeout_come_from_the_url() -> None:
    address = parse("etcd+tls://ann:p%40ss@a:1?timeout=0.5&ca=ca.pem&cert=c.pem&key=k.pem", {})
    assert (address.user, address.password, address.timeout) == ("ann", "p@ss", 0.5)
    assert (address.tls, address.ca, address.cert, address.key) == (True, "ca.pem", "c.pem", "k.pem")
    assert parse("etcd+tls://a", {}).tls
    assert parse("etcd://a?ca=ca.pem", {}).tls


def test_or_from_the_environment_and_the_url_wins() -> None:
    environment = {"KUBEISH_ETCD_USER": "ann", "KUBEISH_ETCD_PASSWORD": "secret", "KUBEISH_ETCD_CA": "ca.pem"}
    address = parse("etcd://a", environment)
    assert (address.user, address.password, address.ca, address.tls) == ("ann", "secret", "ca.pem", True)
    assert parse("etcd://bob:other@a", environment).user == "bob"


def test_what_the_environment_says_of_another_etcd_is_not_meant_for_one_of_this_process() -> None:
    environment = {
        "KUBEISH_ETCD_USER": "ann",
        "KUBEISH_ETCD_PASSWORD": "secret",
        "KUBEISH_ETCD_CA": "ca.pem",
        "KUBEISH_LOCAL_ETCD": "127.0.0.1:1,127.0.0.1:2",
    }
    local = parse("etcd://127.0.0.1:1,127.0.0.1:2", environment)
    assert (local.user, local.password, local.ca, local.tls) == (None, None, None, False)
    assert parse("etcd://bob:other@127.0.0.1:1", environment).user == "bob"
    assert parse("etcd://127.0.0.1:1,127.0.0.1:3", environment).user == "ann"


@pytest.mark.etcd
def test_a_local_etcd_is_reached_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("USER", "ann"), ("PASSWORD", "secret"), ("CA", "no/such.pem")):
        monkeypatch.setenv(f"KUBEISH_ETCD_{name}", value)
    with LocalEtcd() as etcd, LocalEtcd(), kubeish.connect(etcd.url) as client:
        client.put("key", "value")
        url = etcd.url
        code = "import sys, kubeish; print(kubeish.connect(sys.argv[1]).get('key')[0])"
        child = subprocess.run([sys.executable, "-c", code, url], capture_output=True, text=True, check=False)
        assert (child.stdout, child.returncode) == ("b'value'\n", 0), child.stderr
    with pytest.raises(BadStoreUrl, match=r"no/such\.pem"):
        kubeish.connect(url)


@pytest.mark.parametrize("url", ["etcd://ann:secret@a:x", "etcd://ann:secret@a:1"])
def test_no_text_shows_a_password(url: str) -> None:
    try:
        shown = repr(parse(url)) + str(parse(url))
    except BadStoreUrl as error:
        shown = str(error)
    assert "secret" not in shown
    assert "a:" in shown or "'a'" in shown


def test_a_store_in_memory_needs_neither_grpc_nor_etcd3() -> None:
    code = (
        "import sys, kubeish; kubeish.connect().put('a', 'b'); print(any(m in sys.modules for m in ('grpc', 'etcd3')))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
