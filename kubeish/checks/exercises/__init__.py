"""Checks of the exercises: a module each, by its slug, with ``examine(exam) -> Verdict``."""
