"""The site, made as an author makes it, and a browser that can reach nothing else. Skipped, aloud, without."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from kubeish.classroom.site import toolchain
from tests.browser import chromium
from tests.site.serving import served
from tests.site.visitor import ALONE, ONCE, Visitor

ROOT = Path(__file__).resolve().parent.parent.parent
NO_CHROMIUM = "no Chromium here: install it (apt install chromium), or name it in KUBEISH_CHROMIUM"
NO_NETWORK = "no network here, and the site takes JupyterLite and Node from PyPI, and Python for web pages from npm"
MINUTES = 60  # seconds each
ASKED = "iniconfig==2.3.1"  # a small package, to see whether a package index answers


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.timeout(20 * MINUTES))  # the first one waits for the site to be made
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item in ours)  # last: Playwright keeps a loop running in this thread


def make(*options: str) -> subprocess.CompletedProcess[str]:
    """Make the site, or part of it, by the command that an author uses."""
    command = [sys.executable, "-m", "kubeish", "site", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def has_network(folder: Path) -> bool:
    """Whether pip gets a package that it has not kept, and npm, where it is here by now, knows the one that we take."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--dest", str(folder)]
    if subprocess.run([*pip, ASKED], capture_output=True, check=False).returncode:
        return False
    python = ROOT / "build" / "site" / "venv" / "bin" / "python"
    npm = [str(python), "-c", toolchain.NPM, "view", "pyodide", "version", "--prefer-online", "--fetch-retries=0"]
    npm_s = toolchain.make_npm_environment()
    return not (
        python.exists() and subprocess.run(npm, env=npm_s, cwd=folder, capture_output=True, check=False).returncode
    )


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder for all processes of this run of the tests."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def site(shared: Path) -> Path:
    """The whole site. KUBEISH_SITE names one that is made already, for who works on these tests."""
    if chosen := os.environ.get("KUBEISH_SITE"):
        return Path(chosen)
    folder = shared / "whole" / "site"
    with FileLock(shared / "site.lock"):  # whoever is first makes it
        made = None if folder.exists() else make("--out", str(folder))
        if made and made.returncode and not has_network(shared):
            pytest.skip(NO_NETWORK)
    assert made is None or made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.fixture(scope="session")
def reading(shared: Path) -> Path:
    """The reading edition alone, which needs no network."""
    folder = shared / "alone" / "site"
    with FileLock(shared / "site.lock"):
        made = None if folder.exists() else make("--only-reading", "--out", str(folder))
    assert made is None or made.returncode == 0, made.stdout + made.stderr
    return folder / "read"


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Any]:
    if chromium.find_chromium() is None:
        pytest.skip(NO_CHROMIUM)
    playwright = request.getfixturevalue("playwright")
    browser = playwright.chromium.launch(
        executable_path=chromium.find_chromium(), args=[*chromium.ARGUMENTS, ALONE, ONCE]
    )
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def address(browser: Any, site: Path) -> Iterator[str]:
    """Where a plain file server has the site: in a folder, since not everybody has a host of their own."""
    with served(site.parent, f"/{site.name}") as found:
        yield found


@pytest.fixture(scope="module")
def visitor(browser: Any, address: str) -> Iterator[Visitor]:
    """A visitor whose browser has never been here. Nothing may be asked of anybody else, nor go wrong."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    visitor = Visitor(context, address)
    yield visitor
    context.close()
    assert visitor.outside() == []
    assert visitor.errors == []
