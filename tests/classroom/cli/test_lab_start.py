"""`kubeish lab` becomes JupyterLab, without what makes JupyterLab's start slow."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kubeish.classroom.jupyter_imports import GRAMMAR, hide_grammar

# JupyterLab's own option --version ends it when all is imported that a server imports.
START = """
import atexit, os, sys
from kubeish.classroom.cli import main
wanted = ["jupyterlab.labapp", "jsonschema", "lark"]
atexit.register(lambda: print("imported:", [name for name in wanted if name in sys.modules], "in", os.getcwd()))
main(["lab", "--work", sys.argv[1], "--version"])
"""


def test_the_same_process_is_jupyterlab_and_builds_no_grammar(tmp_path: Path) -> None:
    work = tmp_path / "work"
    command = [sys.executable, "-c", START, work]
    environment = {**os.environ, "JUPYTER_DATA_DIR": str(tmp_path / "jupyter")}
    said = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True).stdout
    assert said.splitlines()[-1] == f"imported: ['jupyterlab.labapp', 'jsonschema'] in {work.resolve()}"


def test_what_is_hidden_can_be_imported_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, GRAMMAR, raising=False)
    with hide_grammar(), pytest.raises(ImportError):
        __import__(GRAMMAR)
    assert GRAMMAR not in sys.modules


def test_what_is_imported_already_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, GRAMMAR, sys)
    with hide_grammar():
        assert sys.modules[GRAMMAR] is sys
    assert sys.modules[GRAMMAR] is sys
