"""Fixtures of the grading tests: one sandbox for all of them, and the specs of the course."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubeish.classroom.grading.exercise_specs import ExerciseSpecs, load_specs
from kubeish.classroom.grading.mark_submission import Sandboxes
from kubeish.classroom.grading.sandbox.package_view import PackageView
from kubeish.classroom.grading.sandbox.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need bubblewrap."""
    for item in items:
        if {"sandboxes", "bubblewrap"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("sandbox")


@pytest.fixture(scope="session")
def bubblewrap() -> str:
    path = shutil.which("bwrap")
    if path is None:
        pytest.skip("bubblewrap is not installed")
    return path


@pytest.fixture(scope="session")
def sandboxes(bubblewrap: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandboxes]:
    folder = tmp_path_factory.mktemp("package")
    view = PackageView(folder)
    sandboxes = Sandboxes(Sandbox("answers", view), Sandbox("notebooks", view))
    yield sandboxes
    sandboxes.close()


@pytest.fixture(scope="session")
def specs() -> ExerciseSpecs:
    return load_specs(ROOT)
