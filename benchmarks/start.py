"""How long a learner waits for lesson 00 on a laptop: from its kernel's start to the first thing that a cell shows.

Each run starts a kernel anew and runs the notebook as it is shipped, from its first cell, until one shows something.
Run: python benchmarks/start.py
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel
from machine import describe

from kubeish import notebooks

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "start.txt"
RUNS = 10
WANTED = 3.0  # seconds, at the worst
SHOWS = ("stream", "display_data", "execute_result")


def cells() -> list[str]:
    """The code of lesson 00 as a learner gets it."""
    notebook = notebooks.read(ROOT / "notebooks" / "00_start_here.ipynb")
    return [notebooks.source(cell) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def run(sources: list[str], folder: str) -> tuple[float, float, str]:
    """Seconds until the kernel answers, and until the first output; and that output."""
    began = time.perf_counter()
    manager, client = start_new_kernel(cwd=folder)
    ready = time.perf_counter() - began
    shown: list[tuple[float, str]] = []

    def look(message: dict) -> None:
        if message["msg_type"] in SHOWS:
            content = message["content"]
            shown.append((time.perf_counter() - began, content.get("text") or content["data"]["text/plain"]))

    try:
        for source in sources:
            client.execute_interactive(source, output_hook=look, timeout=60)
            if shown:
                return ready, *shown[0]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    raise RuntimeError("lesson 00 shows nothing at all")


def main() -> int:
    """Measure, write the results, and fail if the worst is not as wanted."""
    sources = cells()
    with tempfile.TemporaryDirectory() as folder:
        times = [run(sources, folder) for _ in range(RUNS)]
    lines = ["Made by: python benchmarks/start.py", describe(), "", "                 best   median  worst   (seconds)"]
    for name, column in [("kernel answers", 0), ("first output", 1)]:
        values = sorted(each[column] for each in times)  # type: ignore[type-var]
        lines.append(f"{name:<16} {values[0]:5.2f}  {statistics.median(values):6.2f} {values[-1]:6.2f}")  # type: ignore
    lines.append(f"\n{RUNS} kernels, one after the other. The first output is {times[0][2].strip()}")
    text = "\n".join(lines)
    print(text)
    RESULTS.write_text(text + "\n")
    return int(max(each[1] for each in times) > WANTED)


if __name__ == "__main__":
    sys.exit(main())
