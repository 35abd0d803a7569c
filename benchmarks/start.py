"""How long a learner waits for lesson 00 on a laptop: from its kernel's start to the first thing that a cell shows.

And how much of that is `import kubeish`, in a Python of its own that has imported nothing before.
Each run starts a kernel anew and runs the notebook as it is shipped, from its first cell, until one shows something.
Run: python benchmarks/start.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel
from machine import describe

from kubeish.classroom import notebooks

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "start.txt"
RUNS = 10
WANTED, WANTED_IMPORT = 3.0, 0.1  # seconds, at the worst
IMPORT = "import time; began = time.perf_counter(); import kubeish; print(time.perf_counter() - began)"
SHOWS = ("stream", "display_data", "execute_result")


def cells() -> list[str]:
    """The code of lesson 00 as a learner gets it."""
    notebook = notebooks.read(ROOT / "notebooks" / "00_start_here.ipynb")
    return [notebooks.get_source(cell) for cell in notebook["cells"] if cell["cell_type"] == "code"]


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


def importing() -> float:
    """Seconds that `import kubeish` takes in a new Python."""
    done = subprocess.run([sys.executable, "-c", IMPORT], cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


def row(name: str, values: list[float]) -> str:
    """Best, median and worst."""
    return f"{name:<16} {min(values):5.3f}  {statistics.median(values):6.3f} {max(values):6.3f}"


def main() -> int:
    """Measure, write the results, and fail if the worst is not as wanted."""
    sources = cells()
    imports = [importing() for _ in range(RUNS)]
    with tempfile.TemporaryDirectory() as folder:
        times = [run(sources, folder) for _ in range(RUNS)]
    lines = ["Made by: python benchmarks/start.py", describe(), "", "                 best   median  worst   (seconds)"]
    lines += [row("import kubeish", imports), row("kernel answers", [ready for ready, _, _ in times])]
    lines.append(row("first output", [shown for _, shown, _ in times]))
    lines.append(f"\n{RUNS} kernels, one after the other. The first output is {times[0][2].strip()}")
    text = "\n".join(lines)
    print(text)
    RESULTS.write_text(text + "\n")
    return int(max(shown for _, shown, _ in times) > WANTED or max(imports) > WANTED_IMPORT)


if __name__ == "__main__":
    sys.exit(main())
