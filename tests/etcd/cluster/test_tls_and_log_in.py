"""TLS and log-in, from the URL, on a real etcd that insists on them."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import etcd3
import pytest

import kubeish
from kubeish import errors
from kubeish.etcd.cluster import BadStoreUrl, LocalEtcd, open_client
from kubeish.etcd.cluster.failover_channel import FailoverChannel
from kubeish.etcd.cluster.member import Member
from kubeish.etcd.cluster.ports import LOOPBACK, find_free_ports

pytestmark = pytest.mark.etcd


def certify(folder: Path) -> tuple[Path, Path]:
    """A certificate of our own for loopback, and its key. (etcd's --auto-tls uses a curve that gRPC does not.)"""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("this test makes a certificate with the program openssl, which is not installed")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    what = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=kubeish -addext subjectAltName=IP:{LOOPBACK}"
    subprocess.run([openssl, *what.split(), "-out", certificate, "-keyout", key], check=True, capture_output=True)
    return certificate, key


@contextmanager
def etcd_with_tls(*flags: str) -> Iterator[str]:
    """An etcd that also listens with TLS; ``host:port`` of that."""
    (port,) = find_free_ports(1)
    plain = Member.build_command

    def build_command(self: Member, *args: Any) -> list[str]:
        also = f"--listen-client-urls={self.client_url},https://{LOOPBACK}:{port}"
        return [*plain(self, *args), also, *flags]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Member, "build_command", build_command)
        with LocalEtcd():
            yield f"{LOOPBACK}:{port}"


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """``host:port`` of an etcd with TLS, and the file of its certificate."""
    certificate, key = certify(tmp_path)
    with etcd_with_tls(f"--cert-file={certificate}", f"--key-file={key}") as where:
        yield where, certificate


def test_tls_with_the_right_authority_works(tls: tuple[str, Path]) -> None:
    where, authority = tls
    with kubeish.connect(f"etcd://{where}?ca={authority}") as client:
        client.put("key", "value")
        assert client.get("key")[0] == b"value"


def test_the_authority_may_come_from_the_environment(tls: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    where, authority = tls
    monkeypatch.setenv("KUBEISH_ETCD_CA", str(authority))
    with kubeish.connect(f"etcd://{where}") as client:
        client.put("key", "value")
        assert client.get("key")[0] == b"value"


def test_tls_with_an_authority_that_does_not_know_it_reaches_nobody(tls: tuple[str, Path]) -> None:
    where, _ = tls
    with kubeish.connect(f"etcd+tls://{where}") as client, pytest.raises(errors.ConnectionFailedError) as error:
        client.put("key", "value")
    assert error.value.definite
    assert "CERTIFICATE_VERIFY_FAILED" in str(error.value)


def test_no_tls_where_it_is_asked_for_reaches_nobody(tls: tuple[str, Path]) -> None:
    where, _ = tls
    with kubeish.connect(f"etcd://{where}") as client, pytest.raises(errors.ConnectionFailedError):
        client.put("key", "value")


def test_an_etcd_that_asks_for_a_certificate_gets_ours(tmp_path: Path) -> None:
    certificate, key = certify(tmp_path)
    flags = [
        f"--cert-file={certificate}",
        f"--key-file={key}",
        f"--trusted-ca-file={certificate}",
        "--client-cert-auth",
    ]
    with etcd_with_tls(*flags) as where:
        with kubeish.connect(f"etcd://{where}?ca={certificate}") as client, pytest.raises(errors.ConnectionFailedError):
            client.put("key", "value")
        with kubeish.connect(f"etcd://{where}?ca={certificate}&cert={certificate}&key={key}") as client:
            client.put("key", "value")
            assert client.get("key")[0] == b"value"


def test_a_file_that_cannot_be_read_is_named() -> None:
    with pytest.raises(
        BadStoreUrl, match=r"^no/such\.pem, which is to make TLS possible, cannot be read: No such file"
    ):
        kubeish.connect("etcd://localhost?ca=no/such.pem")


def insist_on_log_in(url: str) -> None:
    """Make a user root, who may do all, and one ann, who may do nothing; and ask for a log-in from now on."""
    rpc = etcd3.etcdrpc
    with kubeish.connect(url) as client:
        for user in ("root", "ann"):
            client.auth_stub.UserAdd(rpc.AuthUserAddRequest(name=user, password=f"{user}'s p@ss"))
        client.auth_stub.RoleAdd(rpc.AuthRoleAddRequest(name="root"))
        client.auth_stub.UserGrantRole(rpc.AuthUserGrantRoleRequest(user="root", role="root"))
        client.auth_stub.AuthEnable(rpc.AuthEnableRequest())


@pytest.fixture
def guarded() -> Iterator[LocalEtcd]:
    with LocalEtcd() as etcd:
        insist_on_log_in(etcd.url)
        yield etcd


def as_user(etcd: LocalEtcd, user: str, password: str) -> str:
    return etcd.url.replace("etcd://", f"etcd://{user}:{password}@")


def test_a_user_logs_in_by_the_url_or_the_environment(guarded: LocalEtcd, monkeypatch: pytest.MonkeyPatch) -> None:
    with kubeish.connect(as_user(guarded, "root", "root's%20p%40ss")) as client:
        client.put("key", "value")
        assert "p@ss" not in repr(client)
    monkeypatch.setenv("KUBEISH_ETCD_USER", "root")
    monkeypatch.setenv("KUBEISH_ETCD_PASSWORD", "root's p@ss")
    with kubeish.connect(guarded.url.replace(LOOPBACK, "localhost")) as client:  # not known as one of this process
        assert client.get("key")[0] == b"value"


def test_who_may_not_is_refused_and_nothing_was_changed(guarded: LocalEtcd) -> None:
    with pytest.raises(errors.RequestRefused, match="authentication failed") as error:
        kubeish.connect(as_user(guarded, "root", "wrong"))
    assert error.value.definite
    with kubeish.connect(as_user(guarded, "ann", "ann's%20p%40ss")) as client:
        with pytest.raises(errors.RequestRefused, match="PERMISSION_DENIED") as error:
            client.put("key", "value")
        with pytest.raises(errors.RequestRefused, match="permission denied"):
            next(client.watch("key")[0])
    assert error.value.definite
    with kubeish.connect(guarded.url) as client, pytest.raises(errors.RequestRefused, match="user name is empty"):
        client.put("key", "value")


def test_a_log_in_that_a_member_has_forgotten_is_made_again(guarded: LocalEtcd) -> None:
    with kubeish.connect(as_user(guarded, "root", "root's%20p%40ss")) as client:
        client.put("key", "1")
        guarded.kill(0)
        guarded.revive(0)
        assert client.get("key")[0] == b"1"
        client.put("key", "2")
        events, cancel = client.watch("key")
        client.put("key", "3")
        assert next(events).value == b"3"
        cancel()


ENDED = (("token", "XdqmkkthodPEhSKV.7"),)  # as one that etcd has forgotten


def test_a_log_in_that_ends_under_eight_threads_is_made_again_once(guarded: LocalEtcd) -> None:
    made: list[str] = []

    def observer(call: str, request: object) -> Callable[[object, bool], None]:
        made.append(call)
        return lambda answer, definite: None

    with open_client(as_user(guarded, "root", "root's%20p%40ss"), observer) as client:
        for _ in range(5):
            made.clear()
            client.channel.token = ENDED
            start = threading.Barrier(8)

            def put(number: int, start: threading.Barrier = start) -> None:
                start.wait()
                time.sleep(number * 0.005)  # so that some come while another logs in
                client.put(f"key/{number}", "value")

            with ThreadPoolExecutor(8) as pool:
                list(pool.map(put, range(8)))
            assert made.count("Authenticate") == 1


CALLS: dict[str, Callable[[Any, Any], object]] = {
    "refresh": lambda client, lease: lease.refresh()[0].TTL > 0,
    "time to live": lambda client, lease: lease.remaining_ttl > 0,
    "revoke": lambda client, lease: lease.revoke(),
    "get": lambda client, lease: client.get("key"),
    "transaction": lambda client, lease: client.transaction([], [client.transactions.put("key", "1")], []),
    "lock": lambda client, lease: client.lock("one").acquire(),
    "compact": lambda client, lease: client.compact(client.put("key", "1").header.revision),
    "watch": lambda client, lease: client.watch("key")[1](),
}


@pytest.mark.parametrize("call", CALLS)
def test_each_call_after_a_log_in_has_ended_logs_in_again(guarded: LocalEtcd, call: str) -> None:
    with kubeish.connect(as_user(guarded, "root", "root's%20p%40ss")) as client:
        lease = client.lease(60)
        client.channel.token = ENDED
        assert CALLS[call](client, lease) is not False


def test_a_watch_whose_log_in_has_ended_goes_on_when_its_member_is_lost(guarded: LocalEtcd) -> None:
    with kubeish.connect(as_user(guarded, "root", "root's%20p%40ss")) as client:
        events, cancel = client.watch("key")
        client.channel.token = ENDED
        guarded.kill(0)
        guarded.revive(0)
        client.put("key", "1")
        assert next(events).value == b"1"
        cancel()


def test_a_watch_that_the_user_may_not_open_is_refused(guarded: LocalEtcd) -> None:
    with (
        kubeish.connect(as_user(guarded, "ann", "ann's%20p%40ss")) as client,
        pytest.raises(errors.RequestRefused, match="permission denied"),
    ):
        client.watch("key")


@pytest.mark.slow
def test_a_log_in_that_etcd_ends_is_made_again_by_watches_and_refreshes() -> None:
    """As above, with etcd's own clock."""
    with LocalEtcd(extra=("--auth-token-ttl=1",)) as etcd:
        insist_on_log_in(etcd.url)
        with kubeish.connect(as_user(etcd, "root", "root's%20p%40ss")) as client:
            lease, first = client.lease(60), client.channel.token
            time.sleep(4)
            events, cancel = client.watch("key")
            assert client.channel.token != first
            time.sleep(4)
            assert lease.refresh()[0].TTL > 0
            client.put("key", "1")
            assert next(events).value == b"1"
            cancel()


def test_a_log_in_where_none_is_asked_for_is_said_and_the_client_is_closed(
    shared_etcd: LocalEtcd, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[object] = []
    monkeypatch.setattr(FailoverChannel, "close", lambda channel: closed.append(channel))
    with pytest.raises(errors.PreconditionFailedError, match="authentication is not enabled") as error:
        kubeish.connect(as_user(shared_etcd, "root", "secret"))
    assert isinstance(error.value, etcd3.exceptions.PreconditionFailedError)
    assert len(closed) == 1
