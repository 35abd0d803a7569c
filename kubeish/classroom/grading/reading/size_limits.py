"""Limits on what is read of one submission. Honest work stays far below, a zip bomb does not."""

from __future__ import annotations

NOTEBOOK = 16_000_000  # bytes of one notebook without its outputs
WITH_OUTPUTS = 64_000_000  # bytes of one notebook
TOKENS = 1_000_000  # strings and brackets of one notebook with its outputs
VALUES = 300_000  # values in a notebook's JSON: ten million empty lists fit into a small file and not into memory
CELLS = 2_000  # cells of one notebook
CELL = 100_000  # characters of one cell
OWN_CELLS = 1_000_000  # characters of a learner's other cells that go into the sandbox with an answer
NOTEBOOKS = 200  # notebooks of one learner
LEARNER = 192_000_000  # bytes that are read of one learner in all, unpacked
INNER_ZIP = 64_000_000  # bytes of a zip in a zip, packed: it is held in memory
NAME = 120  # characters of a learner's name
FILES = 3_000  # files in one zip, and in one learner's folder
ZIP = 512_000_000  # bytes of one zip, packed
