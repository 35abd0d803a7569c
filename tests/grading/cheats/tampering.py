"""What learners may do to the files that they hand in: each function writes a folder."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kubeish.classroom import notebooks
from tests.grading import notebook_samples as samples

NAME = "02_compare_and_swap.ipynb"
WRONG = "def is_etcd_conflict(error):\n    return True"


def _notebook() -> samples.Notebook:
    return samples.fill_in("02_compare_and_swap", {"is-etcd-conflict": WRONG})


def _write(folder: Path, notebook: samples.Notebook) -> None:
    (folder / NAME).write_bytes(samples.to_bytes(notebook))


def _code(text: str) -> dict[str, Any]:
    return {"cell_type": "code", "id": "added", "metadata": {}, "source": text, "outputs": [], "execution_count": 1}


def without_checks(folder: Path) -> None:
    _write(folder, samples.delete_checks(_notebook()))


def checks_that_praise(folder: Path) -> None:
    _write(folder, samples.edit_checks(_notebook(), "print('passed: is-etcd-conflict')"))


def outputs_of_the_reference(folder: Path) -> None:
    """The cells' outputs and counts as in the solution."""
    notebook = _notebook()
    right = {cell["id"]: cell for cell in notebooks.read(samples.ROOT / "solutions" / NAME)["cells"]}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and cell["id"] in right:
            cell["outputs"], cell["execution_count"] = (
                right[cell["id"]]["outputs"],
                right[cell["id"]]["execution_count"],
            )
    _write(folder, notebook)


def points_in_the_metadata(folder: Path) -> None:
    notebook = _notebook()
    for cell in notebook["cells"]:
        cell["metadata"] |= {"nbgrader": {"grade": True, "points": 99, "score": 99}, "points": 99, "status": "passed"}
        cell["metadata"].get("kubeish", {}).update(points=99, status="passed", weight=99)
    _write(folder, notebook)


def tags_that_skip(folder: Path) -> None:
    notebook = _notebook()
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = ["nbval-skip", "nbval-ignore-output", "raises-exception", "skip-execution"]
    _write(folder, notebook)


def check_redefined(folder: Path) -> None:
    notebook = _notebook()
    praise = _code("import kubeish\ndef check(*a, **k):\n    print('passed')\nkubeish.check = check\n")
    notebook["cells"] = [praise, *notebook["cells"], praise]
    _write(folder, notebook)


def labelled_as_another(folder: Path) -> None:
    """A right answer to is-etcd-conflict in run-pod's cell, labelled as an answer to that."""
    notebook = samples.fill_in("02_compare_and_swap", {"run-pod": samples.get_right_answer("is-etcd-conflict")})
    _write(folder, notebook)


def kernel_of_its_own(folder: Path) -> None:
    notebook = _notebook()
    notebook["metadata"]["kernelspec"] = {
        "name": "../../evil",
        "display_name": "x",
        "argv": ["/bin/true"],
        "language": "sh",
    }
    _write(folder, notebook)


def files_beside_it(folder: Path) -> None:
    """What Python, pytest and Jupyter would load if they were started in this folder."""
    _write(folder, _notebook())
    text = "import builtins; builtins.kubeish_was_here = True; raise SystemExit('started')"
    (folder / "kubeish").mkdir()
    for name in (
        "conftest.py",
        "sitecustomize.py",
        "ipython_config.py",
        "kubeish/__init__.py",
        "json.py",
        "course.toml",
    ):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p evil\n", encoding="utf-8")


def anothers_name(folder: Path) -> None:
    """A second notebook whose name says that it is somebody else's."""
    _write(folder, _notebook())
    (folder / "zz_neighbour_00_start_here.ipynb").write_bytes(samples.to_bytes(_notebook()))


def ten_thousand_cells(folder: Path) -> None:
    _write(folder, {"cells": [_code("x = 1")] * 10_000, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def a_cell_of_a_megabyte(folder: Path) -> None:
    text = WRONG + "\n" + "a, " * 400_000 + "= 1"
    _write(folder, samples.fill_in("02_compare_and_swap", {"is-etcd-conflict": text}))


def bomb(folder: Path) -> None:
    """Seventy megabytes of notebook in seventy kilobytes of zip."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(NAME, b" " * 70_000_000)
    (folder / "work.zip").write_bytes(data.getvalue())


def links(folder: Path) -> None:
    (folder / NAME).symlink_to(samples.ROOT / "solutions" / NAME)
    (folder / "up").symlink_to(folder.parent)


def climbing_zip(folder: Path) -> None:
    """Paths that lead to the solutions, to the neighbour and to the report."""
    names = ("../../solutions/" + NAME, f"{samples.ROOT}/solutions/{NAME}", "a/../../grades.csv.ipynb")
    (folder / "work.zip").write_bytes(samples.make_zip(dict.fromkeys(names, samples.to_bytes(_notebook()))))


DAMAGE: dict[str, Callable[[Path], None]] = {
    make.__name__: make
    for make in (
        *(without_checks, checks_that_praise, outputs_of_the_reference, points_in_the_metadata, tags_that_skip),
        *(check_redefined, labelled_as_another, kernel_of_its_own, files_beside_it, anothers_name, ten_thousand_cells),
        *(a_cell_of_a_megabyte, bomb, links, climbing_zip),
    )
}
