"""Packs Python for the page: compiled by the very Python that will run it, so that a kernel starts in half the time.

Pyodide's standard library and all wheels come as source, and a page compiles what it imports anew at each start: 12 s
of work for a kernel, where 6 s do with what is compiled beforehand (benchmarks/site.py). Python in the page is Pyodide,
which runs under Node as well, so it is asked to compile here.
"""

from __future__ import annotations

from pathlib import Path

from kubeish.publishing.running import run
from kubeish.publishing.workshop import Workshop

INSIDE = Path(__file__).parent / "inside"  # what runs in Node, and in Pyodide inside it
STDLIB = "python_stdlib.zip"


def pack(workshop: Workshop, loose: Path, packed: Path) -> None:
    """Compile all wheels and the standard library in ``loose`` into files of the same names in ``packed``."""
    run([*workshop.node, str(INSIDE / "pack.mjs"), str(workshop.pyodide), str(loose), str(packed)], workshop.root)
