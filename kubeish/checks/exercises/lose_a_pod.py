"""lose-a-pod: any order of the two schedulers' steps that loses a pod."""

from __future__ import annotations

from kubeish.api import Pod
from kubeish.checks.answer import Answer
from kubeish.checks.stages import lost_pods, one_pod, running
from kubeish.checks.verdict import Teller, Verdict
from kubeish.explorer.exploring import as_program
from kubeish.explorer.run import BadOrder, Run, run_order
from kubeish.explorer.world import Holder, state_after
from kubeish.registry.before_265 import EtcdRegistry

_RAN = "run_pod for db in A and for cache in B, their requests in your order, on a list that holds web."


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """Run the learner's order on the registry before #265."""
    order = answer.value("order")
    if type(order) is not str or not order.strip():
        return tell.not_yet(_RAN, f"{order!r}, which is no order.", *_wanted("a text such as 'A A A B B B'"))
    if set(order) & set("!?~"):
        return tell.not_yet(
            _RAN, f"{order!r}, with a crash or a lost reply in it.", *_wanted("an order without a crash")
        )
    clients = {"A": running(EtcdRegistry, Pod("db")), "B": running(EtcdRegistry, Pod("cache"))}
    run = Run({name: as_program(name, client) for name, client in clients.items()}, state_after(one_pod))
    try:
        run_order(run, order)
    except BadOrder as error:
        return tell.not_yet(_RAN, str(error), *_wanted("an order in which each scheduler takes its three steps"))
    idle = [who for who, end in run.ends().items() if end is None]
    if idle:
        saw = f"{' and '.join(idle)} had steps left when your order ended: a pod that is only late is not lost."
        return tell.not_yet(_RAN, saw, *_wanted("an order in which both schedulers finish: three steps each"))
    lost = _lost(run)
    if not lost:
        return tell.not_yet(_RAN, "web, db and cache, all three on the list:", *_missed(), outcome=run.timeline())
    return tell.passed(
        f"lost: {' and '.join(lost)}, and both were told that it went well. Your order: {run.timeline().order}"
    )


def _lost(run: Run) -> list[str]:
    from kubeish.client import Client

    return lost_pods(Client(Holder(run.state).ask), ["web", "db", "cache"])


def _wanted(what: str) -> tuple[str, str]:
    return (
        f"{what}, at whose end a pod is missing.",
        "write the letters A and B, one for each request, for instance 'A B A B A B'.",
    )


def _missed() -> tuple[str, str]:
    return (
        "a pod missing at the end.",
        "which list does the later writer start from? Let it read before the other one writes.",
    )
