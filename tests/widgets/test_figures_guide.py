"""What docs/figures.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs" / "figures.md"


class First:
    """A scheduler of the reader's own."""

    def schedule(self, pod: Any, minion_lister: Any) -> str:
        return str(minion_lister.list()[0])


def test_each_piece_of_code_runs_as_it_stands() -> None:
    race, schedulers = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(race, names)
    names["shown"].order = "A B A B"
    assert names["shown"].complaints == ["db is lost"]
    exec(schedulers, names | {"MyScheduler": First, "measure": lambda: iter([]), "points": [(1, "plain loop", 0, 1.0)]})
