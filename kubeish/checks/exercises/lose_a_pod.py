"""lose-a-pod: any order of the two schedulers' steps that loses a pod."""

from __future__ import annotations

from string import whitespace

from kubeish.api import Pod
from kubeish.checks import Examination, Verdict
from kubeish.checks.fixtures import client_that_runs, find_lost_pods, one_pod
from kubeish.etcd.client import EmbeddedClient
from kubeish.explorer import BadOrder, Run, as_program, run_order, run_setup
from kubeish.explorer.scratch_store import ScratchStore
from kubeish.registry.before_265 import EtcdRegistry

_RAN = "run_pod for db in A and for cache in B, their requests in your order, on a list that holds web."


def examine(exam: Examination) -> Verdict:
    """Run the learner's order on the registry before #265."""
    order = exam.answer.get_value("order")
    if type(order) is not str or not order.strip():
        return _reject(exam, f"{order!r}, which is not a string of letters.", "a string of the letters A and B")
    if set(order) & set("!?~"):
        return _reject(exam, f"{order!r}, with a crash or a lost reply in it.", "an order without a crash")
    strange = sorted(set(order) - set("AB ,") - set(whitespace))
    if strange:
        saw = f"{order!r}, with {strange[0]!r} in it: the schedulers are called A and B, in capital letters."
        return _reject(exam, saw, "a string of the letters A and B")
    clients = {"A": client_that_runs(EtcdRegistry, Pod("db")), "B": client_that_runs(EtcdRegistry, Pod("cache"))}
    run = Run({name: as_program(name, client) for name, client in clients.items()}, run_setup(one_pod))
    try:
        run_order(run, " ".join(letter for letter in order if letter in "AB"))
    except BadOrder as error:
        return _reject(exam, str(error), "an order in which each scheduler takes its three steps")
    unfinished = [who for who, end in run.ends.items() if end is None]
    if unfinished:
        saw = f"{' and '.join(unfinished)} had steps left when your order ended: a pod that is only late is not lost."
        return _reject(exam, saw, "an order in which both schedulers finish: three steps each")
    lost = find_lost_pods(EmbeddedClient(ScratchStore(run.state).ask), ["web", "db", "cache"])
    if not lost:
        return exam.reject(
            _RAN,
            "web, db and cache, all three on the list:",
            "a pod missing at the end.",
            "which list does the later writer start from? Let it read before the other one writes.",
            outcome=run.make_timeline(),
        )
    return exam.accept(
        f"lost: {' and '.join(lost)}, and both schedulers were told that they had succeeded. Your order: "
        f"{run.make_timeline().order}"
    )


def _reject(exam: Examination, saw: str, wanted: str) -> Verdict:
    wanted += ", at whose end a pod is missing."
    advice = "write one letter for each request, in the order of the requests: three times A, and three times B."
    return exam.reject(_RAN, saw, wanted, advice)
