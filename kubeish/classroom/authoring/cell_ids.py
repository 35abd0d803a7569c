"""Cell ids, of the lesson's number and the cell's slug or first words: they stay while it grows."""

from __future__ import annotations

import ast
import itertools
import re

LONGEST = 48  # nbformat allows 64 characters; the rest is for a number behind it
WORDS = 5


class CellIds:
    """Assigns each cell of one lesson a unique id of letters, digits and hyphens."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.taken: set[str] = set()

    def assign(self, words: str) -> str:
        """``02-run-pod`` for "run-pod" in lesson 02; ``02-run-pod-2`` if that one is taken."""
        wanted = f"{self.number}-{words}"[:LONGEST].rstrip("-")
        names = itertools.chain([wanted], (f"{wanted}-{again}" for again in itertools.count(2)))
        name = next(name for name in names if name not in self.taken)
        self.taken.add(name)
        return name


def slugify(source: str) -> str:
    """The first words of a cell, in small letters with hyphens between; "cell" if it has none."""
    lines = (line for line in source.splitlines() if not line.startswith(("# ", "import ", "from ", "<!--")))
    line = next((line for line in lines if re.search("[A-Za-z0-9]", line)), source)
    return "-".join(re.findall("[a-z0-9]+", line.lower())[:WORDS]) or "cell"


def parse_check_call(source: str) -> tuple[str, int] | None:
    """The slug and the number of answers in a cell's call ``check("slug", ...)``, or None."""
    try:
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    except SyntaxError:
        return None
    for call in calls:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name == "check" and call.args and isinstance(call.args[0], ast.Constant):
            return str(call.args[0].value), len(call.args) - 1
    return None
