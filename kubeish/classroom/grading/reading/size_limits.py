"""Limits on what is read of one submission. Honest work stays far below, a zip bomb does not."""

from __future__ import annotations

NOTEBOOK = 16_000_000  # bytes of one notebook
VALUES = 300_000  # values in a notebook's JSON: ten million empty lists fit into a small file and not into memory
CELLS = 2_000  # cells of one notebook
CELL = 100_000  # characters of one cell
NOTEBOOKS = 40  # notebooks of one learner
LEARNER = 64_000_000  # bytes that are read of one learner in all, unpacked
NAME = 120  # characters of a learner's name
FILES = 3_000  # files in one zip, and in one learner's folder
ZIP = 512_000_000  # bytes of one zip, packed
