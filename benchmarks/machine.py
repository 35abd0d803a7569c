"""What a benchmark ran on, in one line: figures mean nothing without it."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

from kubeish.etcd.cluster import LocalEtcd


def describe(etcd: LocalEtcd | None = None) -> str:
    """Processor, cores, load, Python; with ``etcd`` also its version and those of the client's libraries."""
    words = [processor(), f"{os.cpu_count()} cores", f"load {os.getloadavg()[0]:.1f}", platform.system()]
    words.append(f"Python {platform.python_version()}")
    if etcd is not None and etcd.binary is not None:
        words.append(f"etcd {etcd.binary.version_text}, one member, not forced to disk")
        words += [f"{name} {version(name)}" for name in ("etcd3", "grpcio", "protobuf")]
    return "; ".join(words)


def processor() -> str:
    """The processor's name as the system gives it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()
