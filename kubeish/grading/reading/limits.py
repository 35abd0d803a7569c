"""How much is read of one submission. Honest work stays far below; a bomb is stopped before it goes off."""

from __future__ import annotations

NOTEBOOK = 16_000_000
"""Bytes of one notebook."""

VALUES = 300_000
"""Values in one notebook's JSON. Ten million empty lists fit into a small file and not into memory."""

NOTEBOOKS = 40
"""Notebooks of one learner."""

FILES = 3_000
"""Files in one zip, and in one learner's folder."""

LEARNER = 64_000_000
"""Bytes that are read of one learner in all, unpacked."""

ZIP = 512_000_000
"""Bytes of one zip, as it lies there."""

ZIPS_DEEP = 2
"""A zip of zips is read, a zip in that one is not."""

CELLS = 2_000
CELL = 100_000
"""Cells of one notebook, and characters of one cell."""

NAME = 120
"""Characters of a learner's name."""
