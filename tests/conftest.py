"""What every test stands on: nothing of the machine's own settings, and the same examples on every run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("kubeish", derandomize=True, deadline=None)
settings.load_profile("kubeish")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: of files that are handed out to workers, a long one must not be the last."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True)
def nobody_s_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads a learner's progress, course or store, nor writes to them."""
    for name in ("KUBEISH_GRADE", "KUBEISH_STORE", "KUBEISH_COURSE", "KUBEISH_WORK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KUBEISH_PROGRESS", str(tmp_path / "progress.txt"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """One for all tests that drive a browser: a second one in the same thread does not start."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright
