"""What lies in a built site: all that its pages take, and nothing that sends them elsewhere."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kubeish.classroom import notebooks
from kubeish.classroom.site import jupyterlite, toolchain, urls
from tests.classroom.site.test_site import find_unreadable
from tests.site.conftest import ROOT
from tests.site.on_cpython import LESSONS


def kernel(text: str) -> dict[str, Any]:
    """The settings of Python in the page, in a jupyter-lite.json."""
    found: dict[str, Any] = json.loads(text)["jupyter-config-data"]["litePluginSettings"][jupyterlite.KERNEL]
    return found


def test_python_comes_with_the_site_and_asks_nobody(site: Path) -> None:
    settings = kernel((site / "jupyter-lite.json").read_text())
    start = settings["loadPyodideOptions"]
    for place in (settings["pyodideUrl"], start["lockFileURL"], start["stdLibURL"]):
        assert (site / place).is_file(), place
    assert settings["disablePyPIFallback"] is True
    assert {"kubeish", "ipywidgets", "anywidget", "ipython", "pyodide-kernel"} <= set(start["packages"])


def test_a_web_server_of_another_user_may_read_every_file(site: Path) -> None:
    assert find_unreadable(site) == []


def test_each_package_is_there_as_the_lock_says_and_so_is_what_it_needs(site: Path) -> None:
    folder = site / "static" / "python"
    packages = json.loads((folder / "pyodide-lock.json").read_text())["packages"]
    for package in packages.values():
        wheel = (folder / package["file_name"]).read_bytes()
        assert hashlib.sha256(wheel).hexdigest() == package["sha256"]
        assert set(package["depends"]) <= set(packages)


@pytest.mark.parametrize("number", LESSONS)
def test_the_button_of_a_lesson_leads_to_a_notebook_that_is_there(site: Path, number: str) -> None:
    parts = urlsplit(urls.path_in_site(LESSONS[number]))
    assert (site / parts.path).is_file()
    name = parse_qs(parts.query)["path"][0]
    listed = json.loads((site / "api" / "contents" / "all.json").read_text())["content"]
    assert name in [each["path"] for each in listed]
    ours = notebooks.read(ROOT / "notebooks" / name)
    theirs = {cell["id"]: cell for cell in notebooks.read(site / "files" / name)["cells"]}
    assert all(notebooks.get_source(theirs[cell["id"]]) == notebooks.get_source(cell) for cell in ours["cells"])


def test_the_smaller_site_takes_the_core_alone_from_outside_and_of_the_same_version(site: Path) -> None:
    version = json.loads((toolchain.PINS / "package.json").read_text())["dependencies"]["pyodide"]
    shop = toolchain.Toolchain(ROOT, Path(), Path(), ROOT / "build" / "site" / "npm" / "node_modules" / "pyodide")
    settings = jupyterlite.make_config(shop, ["kubeish"], cdn=True)["litePluginSettings"][jupyterlite.KERNEL]
    assert settings["pyodideUrl"] == f"https://cdn.jsdelivr.net/pyodide/v{version}/full/pyodide.mjs"
    assert not any(str(place).startswith("http") for place in settings["loadPyodideOptions"].values())
