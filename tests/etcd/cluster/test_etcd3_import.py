"""A plain ``import etcd3`` works in any process beside any protobuf; where it cannot, one sentence says what to do."""

from __future__ import annotations

import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

import kubeish_etcd3
from tests.tools.protobuf_versions import VERSIONS, NotInstallable, build_wheel, make_environment

WITHOUT_A_WORD = ["-W", "error", "-W", "ignore::DeprecationWarning"]  # what Python shows by default, as errors


def python(*argv: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    env = {"PYTHONPATH": str(folder)} if folder else None
    return subprocess.run([sys.executable, *argv], capture_output=True, text=True, env=env, check=False)


@pytest.mark.parametrize("options", [[], WITHOUT_A_WORD])
def test_a_plain_import_works_and_says_nothing(options: list[str]) -> None:
    done = python(*options, "-c", "import etcd3; etcd3.client(); print(etcd3.__version__)")
    assert (done.returncode, done.stdout, done.stderr) == (0, "0.12.0\n", "")


def test_it_works_after_kubeish_and_kubeish_after_it() -> None:
    for first, then in (("kubeish.etcd.cluster.real_client", "etcd3"), ("etcd3", "kubeish.etcd.cluster.real_client")):
        assert python("-c", f"import {first}, {then}").returncode == 0


def fake(folder: Path, error: str) -> None:
    """An etcd3 whose import fails in the way that the real one does."""
    (folder / "etcd3").mkdir()
    (folder / "etcd3" / "__init__.py").write_text(f"raise {error}\n")


def test_where_it_cannot_be_imported_connect_says_what_to_install(tmp_path: Path) -> None:
    fake(tmp_path, "ModuleNotFoundError(\"No module named 'grpc'\")")
    code = (
        "import kubeish\ntry:\n    kubeish.connect('etcd://localhost')\nexcept ImportError as error:\n    print(error)"
    )
    done = python("-c", code, folder=tmp_path)
    says = (
        "A real etcd needs the package etcd3, and its import failed (No module named 'grpc'): "
        "`pip install etcd3`, or stay with memory://."
    )
    assert (done.stdout.strip(), done.stderr) == (says, "")


def test_a_mistake_of_another_kind_is_not_explained_away(tmp_path: Path) -> None:
    fake(tmp_path, "TypeError('something else')")
    done = python("-c", "import kubeish; kubeish.connect('etcd://localhost')", folder=tmp_path)
    assert done.stderr.endswith("TypeError: something else\n")


SMOKE = """
import etcd3, sys
assert not any(name.split(".")[0] == "kubeish" for name in sys.modules)
rpc = etcd3.etcdrpc
put = rpc.RequestOp(request_put=rpc.PutRequest(key=b"k", value=b"v"))
txn = rpc.TxnRequest(compare=[rpc.Compare(target=rpc.Compare.MOD, key=b"k", mod_revision=7)], success=[put])
assert rpc.TxnRequest.FromString(txn.SerializeToString()) == txn
assert (rpc.NOSPACE, rpc.AlarmType.Name(1), rpc.WatchCreateRequest.NODELETE) == (1, "NOSPACE", 1)
from kubeish.etcd.cluster import LocalEtcd, find_etcd, open_client, EtcdNotInstalled
try:
    find_etcd()
except EtcdNotInstalled:
    sys.exit()
with LocalEtcd() as local, open_client(local.url) as client:
    events, cancel = client.watch("k")
    client.put("k", "v", client.lease(60))
    assert (client.get("k")[0], next(events).value) == (b"v", b"v")
    cancel()
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.mark.slow
@pytest.mark.parametrize("protobuf", VERSIONS)
def test_from_the_wheel_it_works_beside_each_protobuf(protobuf: str, wheel: Path, tmp_path: Path) -> None:
    try:
        environment = make_environment(tmp_path / "environment", wheel, protobuf)
    except NotInstallable as error:
        pytest.skip(f"pip cannot install protobuf{protobuf} here: {error}")
    argv = [environment, *WITHOUT_A_WORD, "-c", SMOKE]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, protobuf: str) -> ModuleSpec | None:
    """What the hook finds for a generated module with this source, beside this protobuf."""
    (tmp_path / "kv_pb2.py").write_text(source)
    monkeypatch.setattr("google.protobuf.__version__", protobuf)
    return kubeish_etcd3.MessageFinder.find_spec("etcd3.etcdrpc.kv_pb2", [str(tmp_path)])


OLD = "DESCRIPTOR = _descriptor.FileDescriptor(\n  serialized_pb=_b('\\n\\x08kv')\n)\n"
NEW = "DESCRIPTOR = _descriptor_pool.Default().AddSerializedFile(b'\\n\\x08kv')\n"


def test_the_hook_takes_only_what_protobuf_4_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = find(tmp_path, monkeypatch, OLD, "4.25.8")
    assert spec
    assert isinstance(spec.loader, kubeish_etcd3.MessageLoader)
    assert find(tmp_path, monkeypatch, OLD, "3.20.3") is None
    assert find(tmp_path, monkeypatch, NEW, "7.36.2") is None
    assert kubeish_etcd3.MessageFinder.find_spec("etcd3.client") is None


def test_nothing_is_pinned_and_the_hook_starts_with_python() -> None:
    pins = (Path(__file__).parents[3] / "pyproject.toml").read_text()
    assert '"etcd3>=0.12;' in pins
    assert '"protobuf>=3.20;' in pins
    done = python("-c", "import sys; print(*[one.__name__ for one in sys.meta_path if isinstance(one, type)])")
    assert done.stdout.split()[0] == "MessageFinder"
