"""How long a step of the stepper takes, from the click until the browser has drawn what came of it.

In a real JupyterLab with a real kernel, to which each step is told; the page itself decides what a step does. Each run
is a walk through the graph by its own buttons: a step of whoever is able to, now and then undone.
Run: python benchmarks/stepper.py
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from machine import describe

from tests.browser import chromium
from tests.browser.gallery import notebook_of
from tests.browser.jupyter import Lab
from tests.browser.reader import Reader

RESULTS = Path(__file__).parent / "results" / "stepper.txt"
WANTED = 100  # milliseconds, at the median
STEPS = 200

SETUP = """
from kubeish import EtcdRegistry, Pod
from kubeish.checks.fixtures import every_pod_once, one_pod
from kubeish.registry import EtcdRegistry265
from kubeish.widgets import stepper

def schedulers(registry, *pods):
    def runs(pod):
        return lambda client: registry(client, ["m1"]).run_pod(Pod(pod), "m1")
    return {name: runs(pod) for name, pod in zip("ABC", pods)}
"""

SCENES = {
    "lesson 01: two schedulers before #265": "EtcdRegistry, 'db', 'cache'",
    "lesson 02: two schedulers after #265": "EtcdRegistry265, 'db', 'cache'",
    "three schedulers before #265": "EtcdRegistry, 'db', 'cache', 'log'",
    "two after #265, one may crash, one reply may be lost": "EtcdRegistry265, 'db', 'cache'",
}

WALK = """async (steps) => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const named = (name) => [...document.querySelectorAll('.k-stepper button')].find((b) => b.innerText === name);
  const able = () => [...document.querySelectorAll('.k-step')].filter((b) => b.ariaDisabled !== 'true');
  const times = [];
  for (let i = 0; i < steps; i++) {
    const on = able();
    const next = on.length === 0 ? named('Reset') : i % 5 === 4 ? named('Undo') : on[(i * 7) % on.length];
    const start = performance.now();
    next.click();
    const worked = performance.now() - start;
    await drawn();
    times.push([performance.now() - start, worked]);
  }
  return times;
}"""


def show(scene: str) -> str:
    """The cell that shows one scene, and how large it is."""
    pods = SCENES[scene].split(", ", 1)[1]
    faults = ", crashes=1, lost_replies=1" if "crash" in scene else ""
    return (
        f"shown = stepper(schedulers({SCENES[scene]}), one_pod, every_pod_once(['web', {pods}]){faults})\n"
        "print(len(shown.graph['positions']), shown.graph['positions'][0]['orders'], len(shown.html))\nshown"
    )


def measure(reader: Reader, lab: Lab, scene: str) -> str:
    """One line of the results."""
    nbformat.write(notebook_of(SETUP, show(scene)), lab.root / "bench.ipynb")
    reader.open("bench.ipynb")
    reader.run(0)
    positions, orders, size = map(int, reader.run(1).split()[:3])
    reader.page.wait_for_selector(".k-step")
    times = reader.page.evaluate(WALK, STEPS)
    shown, worked = sorted(t for t, _ in times), sorted(w for _, w in times)
    figures = (statistics.median(shown), shown[int(len(shown) * 0.95)], shown[-1], statistics.median(worked))
    return f"{positions:9,} {orders:8,} {size // 1000:5} kB" + "".join(f"{f:8.1f}" for f in figures) + f"   {scene}"


def main() -> int:
    """Measure all scenes, write the results, and fail if a median is not as wanted."""
    head = "positions   orders     page  median     95%   worst  script   (milliseconds a step)"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab, browser = Lab(Path(folder)), chromium.launch(playwright)
        try:
            lines = [measure(Reader(browser, lab), lab, scene) for scene in SCENES]
        finally:
            browser.close()
            lab.close()
    text = "\n".join(["Made by: python benchmarks/stepper.py", describe(), "", head, *lines])
    print(text)
    RESULTS.write_text(text + "\n")
    slow = [line for line in lines if float(line.split("kB")[1].split()[0]) > WANTED]
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
