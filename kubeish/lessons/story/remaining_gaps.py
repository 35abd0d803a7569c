"""The rows of the table that a compare-and-swap alone (#265) leaves broken, and what fixed each."""

from __future__ import annotations

from .render import Table

_VERSION = "265"

_REASONS = {
    "first-pods": "Before the first write there is no index to compare, so #265 wrote without a compare.",
    "same-id": "At #265 the store answered that the pod's key exists, and runPod dropped that error.",
    "same-id-two-machines": "Checking first and writing later are two steps; each machine had a key of its own.",
    "crash": "A pod is in two keys, and a swap changes one. A death between the two writes leaves half a pod.",
    "lost-reply": "After a lost reply the caller cannot know whether the write happened.",
    "list-deleted": "A swap of a deleted key fails, and what was written before it stays.",
    "one-port": "The machine was chosen before the write, and the swap does not compare the facts behind the choice.",
}

# Two gaps that no row of the table can show.
_NOT_IN_TABLE = (
    "The retry loop has no limit: among many writers one may lose round after round (lesson 08).",
    'findPod treated every error as "not found", so in an outage the check for a second pod passed.',
)


def list_remaining_gaps(table: Table) -> str:
    """A list in Markdown: each gap, why a swap does not close it, and the version that did."""
    lines = ["What a compare-and-swap alone does not fix:", ""]
    for row in table.rows:
        if table.counts[row.slug, _VERSION][0]:
            fix = table.find_fix(row)
            lines.append(f"- *{row.title}.* {_REASONS[row.slug]} Closed by: {fix.title if fix else 'no version'}.")
    return "\n".join([*lines, *(f"- {gap}" for gap in _NOT_IN_TABLE)])
