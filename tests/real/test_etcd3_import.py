"""A plain ``import etcd3`` works in any process; where another protobuf was installed, one sentence says what to do."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

WITHOUT_A_WORD = ["-W", "error", "-W", "ignore::DeprecationWarning"]  # what Python shows by default, as errors


def python(*argv: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    env = {"PYTHONPATH": str(folder)} if folder else None
    return subprocess.run([sys.executable, *argv], capture_output=True, text=True, env=env, check=False)


@pytest.mark.parametrize("options", [[], WITHOUT_A_WORD])
def test_a_plain_import_works_and_says_nothing(options: list[str]) -> None:
    done = python(*options, "-c", "import etcd3; etcd3.client(); print(etcd3.__version__)")
    assert (done.returncode, done.stdout, done.stderr) == (0, "0.12.0\n", "")


def test_it_works_after_kubeish_and_kubeish_after_it() -> None:
    for first, then in (("kubeish.real.client", "etcd3"), ("etcd3", "kubeish.real.client")):
        assert python("-c", f"import {first}, {then}").returncode == 0


def test_the_protobuf_that_is_installed_is_the_one_that_is_pinned() -> None:
    from kubeish.real.importing import PROTOBUF

    assert version("protobuf") == PROTOBUF
    pins = (Path(__file__).parents[2] / "pyproject.toml").read_text()
    assert f'"protobuf=={PROTOBUF};' in pins
    assert '"etcd3==0.12.0;' in pins


def fake(folder: Path, error: str) -> None:
    """An etcd3 whose import fails in the way that the real one does."""
    (folder / "etcd3").mkdir()
    (folder / "etcd3" / "__init__.py").write_text(f"raise {error}\n")


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            "TypeError('Descriptors cannot be created directly')",
            "etcd3 0.12.0 cannot be imported beside protobuf 3.20.3, which was installed over 3.20.3: "
            "`pip install protobuf==3.20.3` and start Python anew.",
        ),
        (
            "ModuleNotFoundError(\"No module named 'grpc'\")",
            "A real etcd needs the package etcd3, and its import failed (No module named 'grpc'): "
            "`pip install etcd3==0.12.0 protobuf==3.20.3`, or stay with memory://.",
        ),
    ],
)
def test_where_it_cannot_be_imported_connect_says_what_to_install(tmp_path: Path, error: str, says: str) -> None:
    fake(tmp_path, error)
    code = (
        "import kubeish\ntry:\n    kubeish.connect('etcd://localhost')\nexcept ImportError as error:\n    print(error)"
    )
    done = python("-c", code, folder=tmp_path)
    assert (done.stdout.strip(), done.stderr) == (says, "")


def test_a_mistake_of_another_kind_is_not_explained_away(tmp_path: Path) -> None:
    fake(tmp_path, "TypeError('something else')")
    done = python("-c", "import kubeish; kubeish.connect('etcd://localhost')", folder=tmp_path)
    assert done.stderr.endswith("TypeError: something else\n")
