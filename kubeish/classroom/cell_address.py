"""Address of an exercise's cell, as JupyterLab follows it from a notebook or a page beside its own."""

from __future__ import annotations

from kubeish.classroom.course import Exercise


def make_address(exercise: Exercise) -> str:
    """``01_the_race.ipynb#cell-id=01-lose-a-pod``."""
    return f"{exercise.lesson}.ipynb#cell-id={exercise.lesson[:2]}-{exercise.slug}"
