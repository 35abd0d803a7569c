"""A verdict can be printed where standard output is not UTF-8."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
from kubeish import check, hint
from kubeish.checks import VerdictBuilder
print(check("warm-up", 1))
print(VerdictBuilder("warm-up").accept("A → B … 名"))
hint("warm-up")
"""


@pytest.mark.parametrize(
    ("encoding", "line"),
    [
        ("ascii", "warm-up - A -> B ... ?"),
        ("cp1252", "warm-up · A -> B … ?"),
        ("utf-8", "warm-up · A → B … 名"),
        ("ascii:backslashreplace", r"warm-up \xb7 A \u2192 B \u2026 \u540d"),
    ],
)
def test_a_verdict_is_printed_in_any_encoding(encoding: str, line: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr.decode()
    said = done.stdout.decode(encoding.partition(":")[0]).splitlines()
    assert line in said
    assert any(each.startswith("warm-up ") and "hint 1 of 3" in each for each in said)


def test_a_command_names_a_folder_in_any_script(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    words = [sys.executable, "-m", "kubeish", "check", "--work", str(tmp_path / "名前")]
    done = subprocess.run(words, capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert f"Go on with warm-up in {tmp_path / '??'}".encode() in done.stdout
