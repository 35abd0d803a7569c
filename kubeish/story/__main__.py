"""``python -m kubeish.story``: show the table, or write it into a Markdown file between its two marks, or compare."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kubeish.errors import CourseError, KubeishError

from .left_open import open_after
from .table import table

BEGIN = "<!-- story: made by `python -m kubeish.story README.md` -->"
END = "<!-- /story -->"


def with_table(text: str, name: str) -> str:
    """``text`` with the table between its marks. CourseError if it has no marks."""
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise CourseError(f"{name} has no place for the table: it needs the lines '{BEGIN}' and '{END}', once each.")
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{block()}\n\n{END}{rest.split(END)[1]}"


def block() -> str:
    """What stands between the marks: the table, and what compare-and-swap alone leaves open."""
    counted = table()
    return f"{counted.markdown()}\n\n{open_after(counted)}"


def main(arguments: list[str] | None = None) -> int:
    """0 if all is well; 1 if a file differs or has no marks."""
    parser = argparse.ArgumentParser("python -m kubeish.story", description="The table of the story, counted.")
    parser.add_argument("file", type=Path, nargs="?", help="a Markdown file, to write the table into between its marks")
    parser.add_argument("--check", action="store_true", help="write nothing, and say whether the file has the table")
    chosen = parser.parse_args(arguments)
    if chosen.file is None:
        print(table())
        return 0
    try:
        return _written(chosen.file, chosen.check)
    except KubeishError as error:
        print(error, file=sys.stderr)
        return 1


def _written(file: Path, check: bool) -> int:
    text = file.read_text(encoding="utf-8")
    wanted = with_table(text, file.name)
    if text == wanted:
        return 0
    if check:
        print(f"{file.name} has another table than is counted: run python -m kubeish.story {file}", file=sys.stderr)
        return 1
    file.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
