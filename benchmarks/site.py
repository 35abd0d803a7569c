"""How long a visitor waits for the first cell of the browser edition, what it weighs, and how long it takes to make.

The visitor's browser has never been there (and then once more, as one who comes back), it runs on the machine that
serves the site, and everybody else's address is blocked: no network's time is in these figures.
Run: python benchmarks/site.py
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from machine import describe

from tests.browser import chromium
from tests.site.serving import served
from tests.site.visitor import ALONE, Visitor

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "site.txt"
VISITS = 5
WANTED = {"first cell": 15.0, "make site": 180.0}  # seconds
MOMENTS = ("notebook shown", "Python ready", "first cell", "first output")


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
    began = time.perf_counter()
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
    visitor.run("00-two-readers")
    assert visitor.run("00-two-writers") == "'web, cache'"
    note("first output")
    assert visitor.outside() == []
    visitor.page.close()
    return found


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


def size(folder: Path) -> str:
    """How much lies in a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB"


def main() -> int:
    """Measure, write the results, and fail if something takes longer than wanted."""
    made, again = make(True), make(False)
    with served(ROOT, "/site") as address:
        found = visits(address)
    lines = ["Made by: python benchmarks/site.py", describe(), ""]
    lines.append(f"make site: {made:.0f} s with nothing there, {again:.0f} s again; {size(ROOT / 'site')}")
    lines += ["", f"{'seconds from opening':<32}   best  median  worst"]
    for who, times in found.items():
        for moment in MOMENTS:
            values = sorted(each[moment] for each in times)
            figures = f"{values[0]:6.1f}  {statistics.median(values):6.1f} {values[-1]:6.1f}"
            lines.append(f"{who + ', ' + moment:<32} {figures}")
    text = "\n".join(lines)
    print(text)
    RESULTS.write_text(text + "\n")
    slow = max(each["first cell"] for each in found["first visit"]) > WANTED["first cell"]
    return int(slow or made > WANTED["make site"])


if __name__ == "__main__":
    sys.exit(main())
