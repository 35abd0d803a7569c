"""What is installed is pinned to the letter."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]
LOCK = [Requirement(line) for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]


def test_everything_that_is_asked_for_is_pinned_to_one_version() -> None:
    assert all(re.fullmatch(r"==[\w.]+", str(pin.specifier)) for pin in LOCK)
    wanted = [
        *PROJECT["dependencies"],
        *(line for extra in PROJECT["optional-dependencies"].values() for line in extra),
        *(line for group in PYPROJECT["dependency-groups"].values() for line in group),
    ]
    for need in (need for need in map(Requirement, wanted) if need.name != "kubeish"):
        pins = [pin for pin in LOCK if pin.name == need.name]
        assert pins, f"{need.name} is not in constraints.txt: run make lock"
        for pin in pins:
            version = str(pin.specifier).removeprefix("==")
            assert need.specifier.contains(version, prereleases=True), (
                f"{need} wants another than {version}: run make lock"
            )
