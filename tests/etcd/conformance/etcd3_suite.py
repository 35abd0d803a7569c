"""The own tests of PyPI's etcd3 0.12.0, run unchanged against another client.

Nothing of them is copied: pip downloads the sdist into a temporary folder. In that run this module
is a plugin of pytest: it replaces ``etcd3.client``, and the two helpers of the tests that call
programs, ``etcdctl`` and ``_out_quorum``.
Run: python -m tests.etcd.conformance.etcd3_suite --against embedded
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import unittest.mock
import urllib.parse
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
REQUIREMENT = "etcd3==0.12.0"
PLUGIN = "tests.etcd.conformance.etcd3_suite"
TARGETS = ("embedded", "real", "plain")
_TARGET, _URL = "ETCD3_SUITE_TARGET", "ETCD3_SUITE_URL"


def download(folder: Path) -> Path | None:
    """The unpacked sdist, or None where pip cannot get it."""
    command = [sys.executable, "-m", "pip", "download", "-q", REQUIREMENT, "--no-binary", "etcd3", "--no-deps"]
    done = subprocess.run([*command, "-d", str(folder)], capture_output=True, timeout=300)
    archive = next(folder.glob("etcd3-*.tar.gz"), None)
    if done.returncode or archive is None:
        return None
    with tarfile.open(archive) as file:
        file.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


def run(sources: Path, target: str, url: str = "") -> dict[str, str]:
    """Run the tests on one client: by name "passed", or the first line of the failure.

    ``target``: "embedded", or "real" or "plain" for kubeish's and etcd3's own client of ``url``.
    """
    report = sources / "report.xml"
    command = [
        sys.executable,
        "-P",
        "-m",
        "pytest",
        "tests/test_etcd3.py",
        "-q",
        "-p",
        PLUGIN,
        "-p",
        "no:cacheprovider",
    ]
    options = ["--timeout=60", f"--junitxml={report}", "--import-mode=importlib", "-o", "addopts="]
    environment = os.environ | {_TARGET: target, _URL: url, "PYTHONPATH": str(ROOT), "TEST_ETCD_VERSION": "v3.5.1"}
    subprocess.run([*command, *options], cwd=sources, env=environment, capture_output=True, timeout=1800)
    results = {}
    for case in ET.parse(report).iter("testcase"):
        problem = next((part for part in case if part.tag in ("failure", "error", "skipped")), None)
        name = f"{case.get('classname', '').rpartition('.')[2]}.{case.get('name')}"
        results[name] = "passed" if problem is None else str(problem.get("message")).partition("\n")[0]
    return results


def _make_client_factory() -> Any:
    """What stands for ``etcd3.client``."""
    target, url = os.environ[_TARGET], os.environ[_URL]
    if target == "embedded":
        from kubeish.etcd.client import EmbeddedClient
        from kubeish.etcd.store import EmbeddedStore

        store = EmbeddedStore()
        return lambda host="", port=0, timeout=None: EmbeddedClient(store.ask)
    if target == "real":
        from kubeish.etcd.cluster import open_client

        return lambda host="", port=0, **options: open_client(_make_url(url, options))
    import etcd3

    own, (name, number) = etcd3.client, url.removeprefix("etcd://").split(":")
    return lambda host="", port=0, **options: own(host=name, port=int(number), **options)


def _make_url(url: str, options: dict[str, Any]) -> str:
    """The URL that says what a call of ``etcd3.client`` says by these arguments."""
    named = {"ca_cert": "ca", "cert_cert": "cert", "cert_key": "key", "timeout": "timeout"}
    given = {named[name]: value for name, value in options.items() if value is not None}
    return f"{url.replace('etcd:', 'etcd+tls:') if 'ca' in given else url}?{urllib.parse.urlencode(given)}"


def pytest_configure(config: Any) -> None:
    """Before the tests are imported: the client, and ``mock``, which Python has by now."""
    if _TARGET in os.environ:
        import etcd3

        sys.modules["mock"] = unittest.mock
        config.client_factory = etcd3.client = _make_client_factory()


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    """After the tests are imported: their helpers, and what Hypothesis refuses since 2020."""
    from hypothesis import HealthCheck, is_hypothesis_test, settings

    allow = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)
    for function in {item.function for item in items if is_hypothesis_test(item.function)}:
        allow(function)
    for module in {item.module for item in items}:
        module.etcdctl = lambda *words: call_etcdctl(config.client_factory(), *words)
        module._out_quorum = contextlib.nullcontext


def call_etcdctl(client: Any, *words: str) -> dict[str, Any]:
    """What ``etcdctl -w json`` prints for these words, asked of the same store."""
    with client:
        if words[0] == "put":
            client.put(*words[1:])
        elif words[0] == "del":
            client.delete_prefix(words[2]) if words[1] == "--prefix" else client.delete(words[1])
        elif words[0] == "get":
            found = list(client.get_prefix(words[2])) if words[1] == "--prefix" else [client.get(words[1])]
            kvs = [{"value": base64.b64encode(value).decode()} for value, _ in found if value is not None]
            return {"kvs": kvs} if kvs else {}
        elif words[:2] == ("snapshot", "status"):
            assert Path(words[2]).stat().st_size
    return {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", choices=TARGETS, default="embedded")
    target = parser.parse_args().against
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        sources = download(Path(folder))
        if sources is None:
            raise SystemExit(f"pip cannot get the sources of {REQUIREMENT} here.")
        url = ""
        if target != "embedded":
            from kubeish.etcd.cluster import LocalEtcd

            url = stack.enter_context(LocalEtcd()).url
        results = run(sources, target, url)
    print(json.dumps(results, indent=1))
    print(f"{list(results.values()).count('passed')} of {len(results)} pass on the {target} client.")


if __name__ == "__main__":
    main()
