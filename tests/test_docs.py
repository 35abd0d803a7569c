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


def read_source(number: str) -> str:
    (lesson,) = (ROOT / "solutions").glob(f"{number}_*.md")
    return lesson.read_text(encoding="utf-8")


def test_the_lesson_beside_a_name_of_2014_is_the_one_in_which_it_is_written() -> None:
    rows = (ROOT / "docs" / "story.md").read_text(encoding="utf-8").splitlines()
    pairs = [pair for row in rows for pair in re.findall(r"^\| [^|]* \| `(\w+)` \| .*lesson (\d\d) \|$", row)]
    assert len(pairs) >= 4
    for name, number in pairs:
        assert re.search(rf"^(?:def|class) {name}\b", read_source(number), re.MULTILINE), f"{name} is not in {number}"


# Where pages and messages say in which lesson something is: the words around the number, and what that lesson has.
PLACES = [
    ("docs/launching.md", r"lesson (\d\d) (?:goes on in virtual time|has its cluster)", "open_fleet("),
    ("kubeish/classroom/cli/doctor_command.py", r"Only lesson (\d\d) needs a real one", "open_fleet("),
    ("kubeish/lessons/story/remaining_gaps.py", r"round after round \(lesson (\d\d)\)", "The loop without a limit"),
    ("kubeish/scheduler/round_robin.py", r"lesson (\d\d) has the learner write it", "class RoundRobinScheduler"),
    ("kubeish/lessons/fake_client.py", r"lesson (\d\d) asks for it", "class HonestFake"),
    ("kubeish/registry/helper.py", r"the learner writes it in lesson (\d\d)", "def compare_and_swap_obj"),
    ("kubeish/registry/compare_and_swap.py", r"lesson (\d\d)'s exercises", "def is_etcd_conflict"),
]


@pytest.mark.parametrize(("file", "words", "has"), PLACES)
def test_a_lesson_s_number_outside_of_the_lessons_is_the_right_one(file: str, words: str, has: str) -> None:
    numbers = re.findall(words, " ".join((ROOT / file).read_text(encoding="utf-8").split()))
    assert numbers
    assert all(has in read_source(number) for number in numbers), numbers
