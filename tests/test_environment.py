"""The tests themselves hold on odd machines: behind a web proxy, without a home, in pure ASCII, in forced colours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.request import proxy_bypass_environment

import pytest
from IPython.paths import get_ipython_dir

from tests import run_all


def test_a_web_proxy_does_not_stand_between_the_tests_and_their_own_servers() -> None:
    for host in ("localhost", "127.0.0.1", "::1"):
        assert host in os.environ["no_proxy"].split(",")
        assert proxy_bypass_environment(host)
        assert not proxy_bypass_environment("etcd.example")


def test_no_colours_are_forced_on_what_tests_read() -> None:
    assert "FORCE_COLOR" not in os.environ


def test_a_home_that_cannot_be_written_is_no_trouble(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """IPython's warning of it would be an error here."""
    monkeypatch.setenv("HOME", "/proc/none")
    assert Path(get_ipython_dir()).is_relative_to(tmp_path)


def test_the_stages_read_files_in_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("名前", encoding="utf-8")
    environment = {**run_all.settings(), "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    code = "import sys; print(ascii(open(sys.argv[1]).read()))"
    argv = [sys.executable, "-c", code, tmp_path / "file"]
    done = subprocess.run(argv, env=environment, capture_output=True, encoding="ascii", check=True)
    assert done.stdout == "'\\u540d\\u524d'\n"


def test_a_stage_that_does_not_end_is_interrupted_and_has_failed(capsys: pytest.CaptureFixture[str]) -> None:
    stages = [run_all.Stage("hangs", "never ends", "sh -c 'echo so far; sleep 1000'")]
    stages += [run_all.Stage(f"waits {number}", "comes too late", "true") for number in range(3)]
    stages[1:3] = [run_all.Stage(each.name, each.what, "sleep 1000") for each in stages[1:3]]
    outcomes = run_all.run(stages, patience=0.5)
    assert [each.well for each in outcomes] == [False] * 4
    assert [each.stage for each in outcomes] == stages
    assert "so far" in capsys.readouterr().out
