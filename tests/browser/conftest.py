"""One JupyterLab and one Chromium for all browser tests. Without Chromium they are skipped, and say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from . import chromium
from .gallery import build_notebook
from .jupyter import Lab
from .reader import TIMEOUT, NewReader, Reader

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    skip = pytest.mark.skip(
        reason="no Chromium here: install it (apt install chromium), or name it in KUBEISH_CHROMIUM"
    )
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.timeout(1800))  # a busy machine takes its time
        if chromium.find_chromium() is None:
            item.add_marker(skip)
    items.sort(key=lambda item: HERE in item.path.parents)  # last: Playwright keeps a loop running in this thread


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    lab = Lab(tmp_path_factory.mktemp("lab"))
    yield lab
    lab.close()


@pytest.fixture(scope="session")
def browser(playwright: Any) -> Iterator[Any]:
    browser = chromium.launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def new_reader(lab: Lab, browser: Any) -> NewReader:
    """A reader with a page of their own, in which nothing may go wrong unseen.

    To load JupyterLab takes several seconds of the processor: the next reader gets the page with what is loaded.
    """
    free: list[Any] = []

    @contextmanager
    def reading() -> Iterator[Reader]:
        reader = Reader(free.pop() if free else browser.new_context().new_page(), lab)
        yield reader
        reader.close()
        assert reader.errors == []
        if not reader.page.locator(".jp-Dialog").count():  # left by a test that failed
            free.append(reader.page)

    return reading


@pytest.fixture
def reader(new_reader: NewReader) -> Iterator[Reader]:
    """A reader for one test."""
    with new_reader() as reader:
        yield reader


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    """A page without a network, for local files: one for all tests, each of which goes to a file of its own."""
    context = browser.new_context(viewport={"width": 1000, "height": 900}, offline=True)
    context.route("http*://**", lambda route: route.abort())
    context.set_default_timeout(TIMEOUT)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def notebook(lab: Lab) -> Callable[..., str]:
    """Lay a notebook of these cells into the lab's folder; its name comes back."""

    def lay(name: str, *cells: str) -> str:
        import nbformat

        nbformat.write(build_notebook(*cells), lab.root / name)
        return name

    return lay
