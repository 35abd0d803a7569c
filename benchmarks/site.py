"""How long a visitor waits for the first cell of the browser edition, what it weighs, and how long it takes to make.

The visitor's browser has never been there (and then once more, as one who comes back), it runs on the machine that
serves the site, and everybody else's address is blocked: no network's time is in these figures. Seconds depend on
what else the machine does, so the processor's seconds of the browser's processes and the requests are there too.
Run: python benchmarks/site.py
"""

from __future__ import annotations

import contextlib
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from machine import describe

from tests.browser import chromium
from tests.site.serving import served
from tests.site.visitor import ALONE, Visitor

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "site.txt"
VISITS = 5
WANTED = {"first cell": 5.0, "make site": 180.0, "site": 45.0}  # seconds at the median; MB
MOMENTS = ("notebook shown", "Python ready", "first cell", "first output")
COUNTED = ("processor, to first cell", "requests, to first cell")


def make(from_nothing: bool) -> float:
    """Seconds that `kubeish site` takes, in a checkout that has never made one, or has."""
    if from_nothing:
        shutil.rmtree(ROOT / "build" / "site", ignore_errors=True)
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "kubeish", "site"], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - began


def visit(context: Any, address: str) -> dict[str, float]:
    """Seconds from the address in the bar to each moment, for a visitor who opens the site and runs lesson 00."""
    visitor = Visitor(context, address)
    began, worked = time.perf_counter(), measure_browsers()
    found = {}

    def note(moment: str) -> None:
        found[moment] = time.perf_counter() - began

    visitor.page.goto(address + "/")
    visitor.page.get_by_role("link", name="Run it here").click()
    visitor.page.wait_for_selector(".jp-Notebook .jp-Cell")
    note("notebook shown")
    visitor.ready("00_start_here.ipynb")
    note("Python ready")
    visitor.run("00-open-a-store")
    note("first cell")
    found[COUNTED[0]] = measure_browsers() - worked
    found[COUNTED[1]] = float(len(visitor.asked))
    visitor.run("00-two-readers")
    assert visitor.run("00-two-writers") == "'web, cache'"
    note("first output")
    assert visitor.outside() == []
    visitor.page.close()
    return found


def measure_browsers() -> float:
    """Processor's seconds of all browser's processes that this one has started."""
    own = psutil.Process().children(recursive=True)
    spent = 0.0
    for process in own:
        with contextlib.suppress(psutil.Error):
            if "chrom" in process.name():
                spent += sum(process.cpu_times()[:2])
    return spent


def visits(address: str) -> dict[str, list[dict[str, float]]]:
    """First visits, each of a new browser, and the second visits of the same ones."""
    found: dict[str, list[dict[str, float]]] = {"first visit": [], "second visit": []}
    with sync_playwright() as playwright:
        for _ in range(VISITS):
            browser = playwright.chromium.launch(
                executable_path=chromium.find_chromium(), args=[*chromium.ARGUMENTS, ALONE]
            )
            context = browser.new_context()
            for times in found.values():
                times.append(visit(context, address))
            browser.close()
    return found


def weigh(folder: Path) -> float:
    """MB that lie in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main() -> int:
    """Measure, write the results, and fail if something takes longer than wanted."""
    made, again = make(True), make(False)
    with served(ROOT, "/site") as address:
        found = visits(address)
    lines = ["Made by: python benchmarks/site.py", describe(), ""]
    lines.append(f"make site: {made:.0f} s with nothing there, {again:.0f} s again; {weigh(ROOT / 'site'):.1f} MB")
    lines += ["", f"{'seconds from opening':<40}   best  median  worst"]
    for who, times in found.items():
        for moment in (*MOMENTS, *COUNTED):
            values = sorted(each[moment] for each in times)
            figures = f"{values[0]:6.1f}  {statistics.median(values):6.1f} {values[-1]:6.1f}"
            lines.append(f"{who + ', ' + moment:<40} {figures}")
    text = "\n".join(lines)
    print(text)
    RESULTS.write_text(text + "\n")
    slow = statistics.median(each["first cell"] for each in found["first visit"]) > WANTED["first cell"]
    heavy = weigh(ROOT / "site") > WANTED["site"]
    return int(slow or heavy or made > WANTED["make site"])


if __name__ == "__main__":
    sys.exit(main())
