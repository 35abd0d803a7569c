"""The picture of the stepper that the README shows: lesson 01's race, one step before the pod is lost.

Run: python benchmarks/screenshots.py            writes docs/stepper.png
     python benchmarks/screenshots.py FOLDER     writes all figures, light and dark, to be looked at
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from kubeish import figures
from kubeish.api import Pod
from kubeish.explore import atlas, explore
from kubeish.scheduler import FirstFitScheduler, RoundRobinScheduler
from tests.browser import chromium

ROOT = Path(__file__).parents[1]
KUBELET = "/registry/hosts/m1/kubelet"
THEMES = {
    "light": "--jp-layout-color1:#ffffff;--jp-ui-font-color0:#000000;background:#ffffff",
    "dark": "--jp-layout-color1:#111111;--jp-ui-font-color0:#ffffff;background:#111111",
}


def run_pod(client, pod_id):
    value, _ = client.get(KUBELET)
    manifests = json.loads(value)
    manifests.append({"id": pod_id})
    client.put(KUBELET, json.dumps(manifests))


def one_pod(client: Any) -> None:
    client.put(KUBELET, json.dumps([{"id": "web"}]))


def every_pod_listed(client: Any) -> list[str]:
    found = [manifest["id"] for manifest in json.loads(client.get(KUBELET)[0])]
    return [f"{pod} is lost" for pod in ("web", "db", "cache") if pod not in found]


RACE: dict[str, Any] = {
    "clients": {"A": lambda client: run_pod(client, "db"), "B": lambda client: run_pod(client, "cache")},
    "setup": one_pod,
    "invariant": every_pod_listed,
    "breaking": "lose a pod",
}


def shown() -> dict[str, Any]:
    """Each figure, as it is worth a look."""
    graph, outcome = atlas(**RACE), explore(**RACE)
    schedulers = {"first fit": lambda pods: FirstFitScheduler(pods, Random(1)), "turns": RoundRobinScheduler()}
    pods = [Pod(f"pod-{i}") for i in range(1, 41)]
    points = [
        (n, kind, n * n * by, 0.02 * n * by) for n in (1, 2, 4, 8) for kind, by in (("plain", 3), ("back-off", 1))
    ]
    assert outcome.counterexample is not None
    return {
        "stepper": figures.stepper(graph, order="A B A"),
        "map": figures.order_map(graph),
        "timeline": figures.timeline(outcome.counterexample, outcome.headline()),
        "bench": figures.scheduler_bench(schedulers, ["m1", "m2", "m3", "m4"], pods, shown=30),
        "contention": figures.contention(points),
    }


def shoot(browser: Any, figure: Any, theme: str, path: Path) -> None:
    """One figure on one kind of page, larger than on a screen."""
    page = browser.new_page(viewport={"width": 900, "height": 700}, device_scale_factor=1.6)
    light = str(theme == "light").lower()
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as file:
        file.write(
            f'<!doctype html><meta charset="utf-8"><body data-jp-theme-light="{light}" style="{THEMES[theme]}">'
            f'<div id="all" style="padding:8px;width:fit-content;min-width:98%">{figure.html}</div>'
        )
        file.flush()
        page.goto(Path(file.name).as_uri())
        page.wait_for_selector("[data-alive], svg")
        page.locator("#all").screenshot(path=path, animations="disabled")
    page.close()


def main(folder: str = "") -> None:
    """Shoot what is asked for."""
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        if not folder:
            shoot(browser, shown()["stepper"], "light", ROOT / "docs" / "stepper.png")
        for name, figure in shown().items() if folder else []:
            for theme in THEMES:
                shoot(browser, figure, theme, Path(folder) / f"{name}-{theme}.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
