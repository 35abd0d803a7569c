"""What is installed is pinned to the letter, and the wheel carries the course."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCK = [Requirement(line) for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]


def test_everything_that_is_asked_for_is_pinned_to_one_version() -> None:
    assert all(re.fullmatch(r"==[\w.]+", str(pin.specifier)) for pin in LOCK)
    wanted = [
        *PROJECT["dependencies"],
        *(line for extra in PROJECT["optional-dependencies"].values() for line in extra),
    ]
    for need in map(Requirement, wanted):
        pins = [pin for pin in LOCK if pin.name == need.name]
        assert pins, f"{need.name} is not in constraints.txt: run make lock"
        for pin in pins:
            version = str(pin.specifier).removeprefix("==")
            assert need.specifier.contains(version, prereleases=True), (
                f"{need} wants another than {version}: run make lock"
            )


def test_the_wheel_carries_the_course(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("kubeish-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    shipped = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    if not shipped:
        pytest.skip("no lesson is built yet")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    command = [sys.executable, "-m", "kubeish", "lab", "--no-open", "--work", str(tmp_path / "work")]
    subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
    command = [sys.executable, "-c", "from kubeish import course; print(course.root())"]
    root = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    assert root.strip() == str(tmp_path / "installed" / "kubeish" / "_course")
    assert sorted(path.name for path in (tmp_path / "work").glob("*.ipynb")) == shipped
