"""Hints, one rung at a time: where to look, what to think of, nearly the line.

A notebook and the command line share what was shown.
"""

from __future__ import annotations

from pathlib import Path

from kubeish import course, progress


def next_hint(slug: str, folder: Path | None = None) -> str:
    """The next hint of an exercise, and note that it was shown; once all were, all of them again.

    ``folder`` is where the learner's notebooks lie (the current one). Raises NoSuchName for a slug that is none.
    """
    hints = course.load().exercise(slug).hints
    shown = progress.hints_shown(slug, folder)
    if shown >= len(hints):
        again = "\n".join(f"{rung}. {text}" for rung, text in enumerate(hints, 1))
        return f"{slug} · these are all of its hints\n\n{again}"
    progress.record_hint(slug, shown + 1, folder)
    return f"{slug} · hint {shown + 1} of {len(hints)}\n\n{hints[shown]}"


def hint(slug: str) -> None:
    """Print the next hint of an exercise: ``hint("run-pod")`` in a cell."""
    print(next_hint(slug))
