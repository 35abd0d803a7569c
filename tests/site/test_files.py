"""What lies in a built site: all that its pages take, and nothing that sends them elsewhere."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from packaging.utils import canonicalize_name

from kubeish.classroom import notebooks
from kubeish.classroom.site import jupyterlite, page_python, python_archive, toolchain, urls
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
    for place in (settings["pyodideUrl"], start["lockFileURL"]):
        assert (site / place).is_file(), place
    assert settings["disablePyPIFallback"] is True
    assert {"kubeish", "ipywidgets", "anywidget", "ipython", "pyodide-kernel"} <= set(start["packages"])
    folder = (site / settings["pyodideUrl"]).parent
    for script in folder.glob("*.mjs"):
        for place in re.findall(r"""(?:import|from|URL\() ?"([^"]+)\"""", script.read_text()):
            assert (folder / place).exists(), f"{script.name}: {place}"


def test_the_site_is_no_heavier_than_it_was(site: Path) -> None:
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 45e6


def test_a_web_server_of_another_user_may_read_every_file(site: Path) -> None:
    assert find_unreadable(site) == []


def test_each_package_is_there_and_so_is_what_it_needs(site: Path) -> None:
    (folder,) = (site / "static" / "python").iterdir()
    packages = json.loads((folder / "pyodide-lock.json").read_text())["packages"]
    archive = gzip.decompress((folder / python_archive.NAME).read_bytes())
    places = json.loads(archive[4 : 4 + int.from_bytes(archive[:4], "little")])
    for package in packages.values():
        assert set(package["depends"]) <= set(packages)
        if package["name"] not in python_archive.OF_A_TERMINAL_ALONE:
            assert any(place.endswith(".dist-info") and alike(place, package) for place in places), package["name"]


def alike(place: str, package: dict[str, Any]) -> bool:
    """Whether a folder has the metadata of a package."""
    name, _, version = place.removesuffix(".dist-info").rpartition("-")
    return (canonicalize_name(name), version) == (package["name"], package["version"])


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


def test_the_smaller_site_takes_the_core_alone_from_outside_and_of_the_same_version(tmp_path: Path) -> None:
    version = json.loads((toolchain.PINS / "package.json").read_text())["dependencies"]["pyodide"]
    shop = toolchain.prepare(ROOT)
    page_python.write_scripts(shop, tmp_path, cdn=True)
    assert f'"https://cdn.jsdelivr.net/pyodide/v{version}/full/"' in (tmp_path / page_python.START).read_text()
    settings = jupyterlite.make_config(page_python.PagePython(tmp_path, ["kubeish"]))["litePluginSettings"]
    assert "http" not in json.dumps(settings)
