"""Execution of a solution: the kernel starts wherever the temporary folder is."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from kubeish.classroom.authoring.execute import run


@pytest.mark.parametrize("letters", [1, 120])
def test_a_temporary_folder_may_have_a_long_name(letters: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / ("x" * letters)
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    notebook = new_notebook(cells=[new_code_cell("1 + 1")], metadata={"kubeish": {"lesson": "any"}})
    run([notebook], tmp_path)
    assert notebook.cells[0].outputs[0].data["text/plain"] == "2"
