"""The first code cell of each notebook installs kubeish on Colab and Kaggle, and prints nothing elsewhere."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from kubeish.classroom import notebooks
from kubeish.classroom.site import urls

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem[:2])
@pytest.mark.parametrize(
    ("host", "has_kubeish", "installs"),
    [("COLAB_RELEASE_TAG", False, True), ("KAGGLE_KERNEL_RUN_TYPE", False, True), ("", False, False)]
    + [("COLAB_RELEASE_TAG", True, False)],
)
def test_only_a_host_that_lacks_kubeish_installs_it(
    path: Path,
    host: str,
    has_kubeish: bool,
    installs: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    first = next(cell for cell in notebooks.read(path)["cells"] if cell["cell_type"] == "code")
    assert first["id"] == f"{path.stem[:2]}-setup"
    assert first["metadata"]["jupyter"]["source_hidden"]
    if host:
        monkeypatch.setenv(host, "1")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if has_kubeish else None)
    told: list[tuple[str, str]] = []

    class Shell:
        def run_line_magic(self, *words: Any) -> None:
            told.append(words)

    exec(notebooks.get_source(first), {"get_ipython": Shell})
    assert told == [("pip", f"install --quiet {urls.find_requirement(ROOT)}")] * installs
    assert capsys.readouterr() == ("", "")
