"""Environments with one protobuf each, to show that a plain ``import etcd3`` works beside all of them.

``python -m tests.tools.protobuf_versions [PYTEST ARGUMENTS]`` makes one after the other in a temporary folder, installs
kubeish's wheel in it, and runs the tests named, by default those of the real client. It needs a package index.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
VERSIONS = ["==3.20.3", "==4.25.*", "==5.29.*", "==6.33.*", ">=7,<8"]
_TESTS = ["tests/etcd/cluster/test_real_client.py", "tests/etcd/cluster/test_watcher.py"]
_FOR_TESTS = ["pytest", "pytest-timeout", "hypothesis"]


class NotInstallable(Exception):
    """The packages cannot be had here; with pip's last words."""


def build_wheel(folder: Path) -> Path:
    """Build kubeish's wheel into ``folder``."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = folder.glob("kubeish-*.whl")
    return wheel


def make_environment(folder: Path, wheel: Path, protobuf: str, *packages: str) -> Path:
    """Make an environment with etcd3, the wheel alone, and this protobuf; return its Python."""
    venv.create(folder, clear=True)
    python = folder / "bin" / "python"
    for what in ([f"protobuf{protobuf}", "etcd3", *packages], ["--no-deps", str(wheel)]):
        pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--retries", "0", *what]
        done = subprocess.run(pip, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotInstallable((done.stderr.strip().splitlines() or ["pip said nothing"])[-1])
    return python


def main(arguments: list[str]) -> int:
    """Run the tests in each environment; return how many of the environments failed."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="kubeish-protobuf-") as name:
        wheel = build_wheel(Path(name))
        for number, protobuf in enumerate(VERSIONS):
            python = make_environment(Path(name, str(number)), wheel, protobuf, *_FOR_TESTS)
            code = "from google.protobuf import __version__; print(__version__)"
            version = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
            done = subprocess.run(
                [python, "-m", "pytest", "-q", *(arguments or _TESTS)], cwd=ROOT, capture_output=True, text=True
            )
            failed += done.returncode != 0
            print(f"protobuf {version}: {(done.stdout.strip().splitlines() or [done.stderr])[-1]}", flush=True)
            if done.returncode:
                print(done.stdout, flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
