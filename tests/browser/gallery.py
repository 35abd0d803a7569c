"""Every figure of kubeish, a cell each: for the tests that hold for all of them, and for a look at them."""

from __future__ import annotations

from typing import Any

from kubeish.checks import LocalAnswer, Verdict, examine

from .race import RACE, STEPPER

THREE = """
from kubeish.widgets import stepper

def all_listed(client):
    found = {manifest["id"] for manifest in json.loads(client.get(KEY)[0])}
    return [f"{pod} is lost" for pod in ("web", "db", "cache", "mail") if pod not in found]

three = {**clients, "C": lambda client: run_pod(client, "mail")}
stepper(three, one_pod, all_listed, breaking="lose a pod", order="C A B A")
"""

FAULTS = """
stepper(clients, one_pod, lost_pods, breaking="lose a pod", crashes=1, lost_replies=1)
"""

MAP = """
from kubeish.widgets import order_map

chosen = order_map(clients, one_pod, lost_pods, breaking="lose a pod")
chosen
"""

BARS = """
four = {**three, "D": lambda client: run_pod(client, "log")}
order_map(four, one_pod, all_listed, breaking="lose a pod")
"""

OUTCOME = """
from kubeish import explore

explore(clients, one_pod, lost_pods, breaking="lose a pod")
"""

SEED = 1
"""What the check of run-pod draws its questions from."""

PLAIN_WRITE = """
from kubeish import check
from kubeish.api import to_json
from kubeish.registry.keys import make_container_key

def blind_run_pod(registry, pod, machine):
    manifests, _ = registry.load_manifests(machine)
    registry.create_pod_key(pod, machine)
    manifests.append(registry.manifest_factory.make_manifest(machine, pod))
    registry.helper.set_obj(make_container_key(machine), to_json(manifests))
"""
"""A wrong answer to run-pod."""

SEEDED = f"""
import os

os.environ["KUBEISH_SEED"] = "{SEED}"
"""

VERDICT = f"""{SEEDED}{PLAIN_WRITE}
check("run-pod", blind_run_pod)
"""

PASSED = """
check("is-etcd-conflict", lambda error: getattr(error, "code", 0) == 101 and hasattr(error, "cause"))
"""

HINT = """
from kubeish import hint

os.environ["KUBEISH_PROGRESS"] = os.devnull  # each run takes the first hint
hint("run-pod")
"""

GUESS = """
from kubeish import predict

guess = predict("How many orders lose a pod?", ["none", "some", "most"])
guess
"""

ANSWER = """
guess.reveal("most", "Four of six.", {"none": "A loss raises no error."})
"""

BENCH = """
import random
from kubeish.scheduler import FirstFitScheduler, RoundRobinScheduler
from kubeish.widgets import scheduler_bench

class Mine:
    def schedule(self, pod, minion_lister):
        return minion_lister.list()[len(pod.id) % 3]

bench = scheduler_bench(
    {
        "mine": Mine(),
        "in turn": RoundRobinScheduler(),
        "first fit": lambda pods: FirstFitScheduler(pods, random.Random(1)),
    },
    shown=9,
)
bench
"""

CONTENTION = """
from kubeish.widgets import contention_chart

kinds = {"plain loop": 3, "back-off": 1}
recorded = [(n, kind, n * n * by, 0.02 * n * by) for n in (1, 2, 4, 8) for kind, by in kinds.items()]
contention_chart(lambda: iter([]), recorded=recorded)
"""

STORY = """
from kubeish.lessons.story import table

table("two-more", "crash")
"""

FIGURES = {
    "stepper": STEPPER,
    "three": THREE,
    "faults": FAULTS,
    "map": MAP,
    "bars": BARS,
    "timeline": OUTCOME,
    "verdict": VERDICT,
    "passed": PASSED,
    "hint": HINT,
    "guess": GUESS,
    "answer": ANSWER,
    "bench": BENCH,
    "contention": CONTENTION,
    "story": STORY,
}
"""By name: the cells that follow RACE."""

CELLS = (RACE, *FIGURES.values())


def find_cell(figure: str) -> int:
    """The place of a figure's cell, counted from 0."""
    return 1 + list(FIGURES).index(figure)


def examine_plain_write() -> Verdict:
    """The verdict that the cell VERDICT shows."""
    names: dict[str, object] = {}
    exec(PLAIN_WRITE, names)
    return examine("run-pod", LocalAnswer(("run_pod",), {"run_pod": names["blind_run_pod"]}), SEED)


def build_notebook(*cells: str) -> Any:
    """A notebook of these cells."""
    import nbformat

    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    return made
