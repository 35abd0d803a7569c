"""One JupyterLab and one Chromium for all browser tests. Without Chromium they are skipped, and say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from . import chromium
from .jupyter import Lab
from .reader import Reader

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    skip = pytest.mark.skip(
        reason="no Chromium here: install it (apt install chromium), or name it in KUBEISH_CHROMIUM"
    )
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
        if chromium.found() is None:
            item.add_marker(skip)
    items.sort(key=lambda item: HERE in item.path.parents)  # last: Playwright keeps a loop running in this thread


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    lab = Lab(tmp_path_factory.mktemp("lab"))
    yield lab
    lab.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def reader(lab: Lab, browser: Any) -> Iterator[Reader]:
    """A reader with a page of their own, in which nothing may go wrong unseen."""
    reader = Reader(browser, lab)
    yield reader
    reader.close()
    assert reader.errors == []


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page without a network, for local files."""
    context = browser.new_context(viewport={"width": 1000, "height": 900}, offline=True)
    context.route("http*://**", lambda route: route.abort())
    yield context.new_page()
    context.close()


@pytest.fixture
def notebook(lab: Lab) -> Callable[..., str]:
    """Lay a notebook of these cells into the lab's folder; its name comes back."""

    def lay(name: str, *cells: str) -> str:
        import nbformat

        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(made, lab.root / name)
        return name

    return lay
