"""Names of cells, made of the lesson's number and the cell's slug or first words: they stay while the lesson grows."""

from __future__ import annotations

import ast
import re

LONGEST = 48  # nbformat takes 64 characters; the rest is for a number behind it
WORDS = 5


class Names:
    """Gives each cell of one lesson a name that no other cell has: letters, digits and hyphens."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.taken: set[str] = set()

    def give(self, words: str) -> str:
        """``02-run-pod`` for "run-pod" in lesson 02; ``02-run-pod-2`` if that one is gone."""
        wanted = f"{self.number}-{words}"[:LONGEST].rstrip("-")
        name, again = wanted, 1
        while name in self.taken:
            again += 1
            name = f"{wanted}-{again}"
        self.taken.add(name)
        return name


def first_words(source: str) -> str:
    """The first words of a cell, in small letters with hyphens between; "cell" where it has none."""
    lines = (line for line in source.splitlines() if not line.startswith(("# ", "import ", "from ", "<!--")))
    line = next((line for line in lines if re.search("[A-Za-z0-9]", line)), source)
    return "-".join(re.findall("[a-z0-9]+", line.lower())[:WORDS]) or "cell"


def checked(source: str) -> tuple[str, int] | None:
    """The slug that the cell checks by a call ``check("slug", ...)``, and how many things it hands over; else None."""
    try:
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    except SyntaxError:
        return None
    for call in calls:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name == "check" and call.args and isinstance(call.args[0], ast.Constant):
            return str(call.args[0].value), len(call.args) - 1
    return None
