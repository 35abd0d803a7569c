"""What a compare-and-swap does not mend, said plainly: the rows that #265 left open, and two that no row can show."""

from __future__ import annotations

from .table import Table

AFTER = "265"

_WHY = {
    "first-pods": "There is no index to compare before the first write, so #265 wrote blindly there.",
    "same-id": "The store said that the pod's key exists, and nobody listened.",
    "same-id-two-machines": "Looking first and writing later are two steps, and each machine had a key of its own.",
    "crash": "A pod stands in two keys, and a swap changes one. Whoever dies between the two leaves half a pod.",
    "lost-reply": "After no reply nobody knows whether the write happened, and either guess can be wrong.",
    "list-deleted": "A swap on a key that is gone fails, and what was written before it stays.",
    "one-port": "The machine was chosen before the write, and the swap does not compare what the choice rested on.",
}

_NO_ROW = (
    "A loop of compare-and-swap has no bound: under many writers somebody may go round for ever (lesson 07).",
    'An outage was taken for "no such pod": findPod saw any error as a no, and the check for a second pod passed.',
)


def open_after(table: Table) -> str:
    """A list in Markdown: each hole, why a swap does not close it, and the version that did."""
    holes = [row for row in table.rows if table.counts[row.slug, AFTER][0]]
    lines = ["What a compare-and-swap alone does not mend:", ""]
    for row in holes:
        closed = table.mended(row)
        lines.append(f"- *{row.title}.* {_WHY[row.slug]} Closed by: {closed.title if closed else 'nobody'}.")
    return "\n".join([*lines, *(f"- {words}" for words in _NO_ROW)])
