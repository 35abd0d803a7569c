"""`kubeish lab` has JupyterLab trust the outputs that come with the course, and no others."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.sign import NotebookNotary

from kubeish.classroom.cli import main


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    return tmp_path / "work"


def is_trusted(path: Path) -> bool:
    return bool(NotebookNotary().check_signature(nbformat.read(path, as_version=4)))


def open_lab(work: Path) -> None:
    assert CliRunner().invoke(main, ["lab", "--no-open", "--work", str(work)]).exit_code == 0


def test_the_first_picture_runs_without_a_kernel(work: Path) -> None:
    open_lab(work)
    path = work / "00_start_here.ipynb"
    assert "<script" in path.read_text(encoding="utf-8")
    assert is_trusted(path)


def test_an_output_from_elsewhere_is_not_trusted(work: Path) -> None:
    open_lab(work)
    path = work / "00_start_here.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (cell,) = [each for each in notebook.cells if each.id == "00-two-buttons"]
    cell.outputs[0].data["text/html"] = "<script>alert(1)</script>"
    nbformat.write(notebook, path)
    open_lab(work)
    assert not is_trusted(path)
