"""axe-core finds no violation of WCAG 2.2, levels A and AA, in any figure or control, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from .race import RACE
from .reader import Reader

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

FIGURES = {
    "stepper": "from kubeish.widgets import stepper\nstepper(clients, one_pod, lost_pods, order='A B A B')",
    "faults": "from kubeish.widgets import stepper\nstepper(clients, one_pod, lost_pods, crashes=1, lost_replies=1)",
    "map": "from kubeish.widgets import order_map\norder_map(clients, one_pod, lost_pods, breaking='lose a pod')",
    "outcome": "from kubeish import explore\nexplore(clients, one_pod, lost_pods, breaking='lose a pod')",
    "bench": """
from kubeish.scheduler import RoundRobinScheduler
from kubeish.widgets import scheduler_bench
scheduler_bench({"turns": RoundRobinScheduler(), "mine": lambda pod, lister: "m1"}, shown=9)
""",
    "contention": """
from kubeish.widgets import contention_chart
contention_chart(lambda: iter([]), recorded=[(1, "plain loop", 0, 0.1), (2, "back-off", 3, 0.2)])
""",
}

DARK = "() => window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
LIGHT = DARK.replace("Dark", "Light")


@pytest.fixture
def figures(reader: Reader, notebook: Callable[..., str]) -> Reader:
    reader.open(notebook("figures.ipynb", RACE, *FIGURES.values()))
    reader.run_all()
    reader.page.wait_for_selector(".k-picture svg")
    return reader


@pytest.mark.parametrize("light", [True, False])
def test_no_violation(figures: Reader, light: bool) -> None:
    figures.page.evaluate(LIGHT if light else DARK)
    figures.page.wait_for_selector(f'body[data-jp-theme-light="{str(light).lower()}"]', state="attached")
    figures.page.wait_for_function("() => document.fonts.status === 'loaded'")
    assert figures.page.locator(".kubeish-figure, .kubeish-picture").count() >= len(FIGURES)
    found = Axe().run(figures.page, context=".jp-OutputArea", options=RULES).response["violations"]
    told = [f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found for node in v["nodes"]]
    assert told == []
