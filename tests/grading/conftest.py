"""What the tests of grading share: one sandbox for all of them, and a class of their own making."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubeish.grading.marking import Rooms
from kubeish.grading.papers import Papers, draw_up
from kubeish.grading.sandbox.room import Room
from kubeish.grading.sandbox.tree import Tree

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who asks for a sandbox needs bubblewrap."""
    for item in items:
        if {"rooms", "bubblewrap"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("sandbox")


@pytest.fixture(scope="session")
def bubblewrap() -> str:
    path = shutil.which("bwrap")
    if path is None:
        pytest.skip("bubblewrap is not installed")
    return path


@pytest.fixture(scope="session")
def rooms(bubblewrap: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    folder = tmp_path_factory.mktemp("tree")
    tree = Tree(folder)
    rooms = Rooms(Room("answers", tree), Room("notebooks", tree))
    yield rooms
    rooms.close()


@pytest.fixture(scope="session")
def papers() -> Papers:
    return draw_up(ROOT)
