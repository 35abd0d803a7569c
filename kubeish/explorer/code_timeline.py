"""A timeline as text with the client's own line below each step: for a terminal."""

from __future__ import annotations

from .timeline import Timeline, TimelineStep


def format_with_code(run: Timeline) -> str:
    """The text of ``run``, and below each step the line of the client that takes it."""
    rows, widths = run.rows, [max((len(row[i]) for row in run.rows), default=0) for i in range(4)]
    lines: list[str] = []
    for step, row in zip(run.steps, rows):
        cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths))
        lines += [f"{cells}   {row[4]}".rstrip(), *_format_line(step, widths[0])]
    return "\n".join([*lines, *(f"→ {complaint}" for complaint in run.complaints)])


def _format_line(step: TimelineStep, indent: int) -> list[str]:
    """Where the client is at this step, if it takes one of its own, and if that is known."""
    where = step.location
    if not where.text or step.kind == "expire":
        return []
    return [f"{' ' * indent}    {where.function}, line {where.line}: {where.text}"]
