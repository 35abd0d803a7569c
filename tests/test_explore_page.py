"""docs/explore.md: each of its programs runs alone, and prints what the page says that it prints."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parent.parent / "docs" / "explore.md"
PROGRAM = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def find_programs() -> list[tuple[str, str, str]]:
    """(heading, program, what it prints) of the page."""
    found = []
    for section in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        heading = section.partition("\n")[0]
        found += [(heading, program, said) for program, said in PROGRAM.findall(section)]
    return found


PROGRAMS = find_programs()


@pytest.mark.parametrize(("heading", "program", "said"), PROGRAMS, ids=[heading for heading, _, _ in PROGRAMS])
def test_a_program_prints_what_the_page_says(heading: str, program: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(file)], capture_output=True, encoding="utf-8", check=False
    )
    assert done.stderr == ""
    assert [line.rstrip() for line in done.stdout.rstrip().splitlines()] == said.splitlines()


def test_there_are_ten_programs_and_each_has_its_output() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.count("```python\n") == len(PROGRAMS)
    numbered = {heading.partition(".")[0] for heading, _, _ in PROGRAMS if heading[0].isdigit()}
    assert numbered == {str(number) for number in range(1, 11)}


def test_each_story_has_a_verdict_that_is_broken_and_one_that_holds() -> None:
    """The third and the fourth share their story: a lock, and what saves it."""
    stories: dict[str, str] = {}
    for heading, _, said in PROGRAMS:
        number = heading.partition(".")[0]
        stories["3" if number == "4" else number] = stories.get("3" if number == "4" else number, "") + said
    for number in (story for story in stories if story.isdigit()):
        assert re.search(r"orders? · [\d,]+ ", stories[number]), number
        assert " · none " in stories[number], number
