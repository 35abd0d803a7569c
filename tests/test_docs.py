"""The docs name files of the repository: each path in them exists, and so does each anchor of the map."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
FOLDERS = "kubeish|tests|docs|solutions|notebooks|benchmarks|binder"
PATH = re.compile(rf"(?<![\w/.-])(?:\.\./)?((?:{FOLDERS})/[\w./-]*\w)")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[\w-]+)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_path_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = {match for match in PATH.findall(text) if "NN_" not in match}
    missing = {name for name in named if not (ROOT / name).exists() and not (ROOT / name).with_suffix(".py").exists()}
    linked = {link for link in LINK.findall(text) if not (page.parent / link).exists()}
    assert not missing | linked


def make_anchor(heading: str) -> str:
    """The anchor that code hosts make of a heading."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_anchor_that_a_page_links_to_is_a_heading_there(page: Path) -> None:
    wanted = re.findall(r"\]\((?!https?:|mailto:)([^)#\s]*)#([\w-]+)\)", page.read_text(encoding="utf-8"))
    for file, anchor in wanted:
        text = (page.parent / file if file else page).read_text(encoding="utf-8")
        assert anchor in map(make_anchor, re.findall(r"^#+ (.*)$", text, re.MULTILINE)), f"{file}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_link_has_a_placeholder_for_an_address(page: Path) -> None:
    links = re.findall(r"\]\((https?:[^)\s]*)\)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if "OWNER" in link or "example" in link]


def test_a_path_that_does_not_exist_would_be_found() -> None:
    assert PATH.findall("see `kubeish/store/rules.py`, and ../docs/x.md.") == ["kubeish/store/rules.py", "docs/x.md"]
    assert LINK.findall("[a](docs/no.md#here) [b](https://x.y/z.md)") == ["docs/no.md"]


def test_the_map_names_each_room() -> None:
    text = (ROOT / "docs" / "code.md").read_text(encoding="utf-8")
    rooms = [path for path in (ROOT / "kubeish").iterdir() if (path / "__init__.py").exists()]
    assert not [room.name for room in rooms if f"kubeish/{room.name}" not in text]
