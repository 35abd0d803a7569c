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
from kubeish.wording import join, read_message, say

_RAN = say("run_pod for db in A and for cache in B, their requests in your order, on a list that holds web.")
_LETTERS = say("a string of the letters A and B, at whose end a pod is missing.")
_NO_CRASH = say("an order without a crash, at whose end a pod is missing.")
_THREE_STEPS = say("an order in which each scheduler takes its three steps, at whose end a pod is missing.")
_FINISHED = say("an order in which both schedulers finish: three steps each, at whose end a pod is missing.")


def examine(exam: Examination) -> Verdict:
    """Run the learner's order on the registry before #265."""
    order = exam.answer.get_value("order")
    if type(order) is not str or not order.strip():
        return _reject(exam, say("{order!r}, which is not a string of letters.", order=order), _LETTERS)
    if set(order) & set("!?~"):
        return _reject(exam, say("{order!r}, with a crash or a lost reply in it.", order=order), _NO_CRASH)
    strange = sorted(set(order) - set("AB ,") - set(whitespace))
    if strange:
        saw = say(
            "{order!r}, with {strange!r} in it: the schedulers are called A and B, in capital letters.",
            order=order,
            strange=strange[0],
        )
        return _reject(exam, saw, _LETTERS)
    clients = {"A": client_that_runs(EtcdRegistry, Pod("db")), "B": client_that_runs(EtcdRegistry, Pod("cache"))}
    run = Run({name: as_program(name, client) for name, client in clients.items()}, run_setup(one_pod))
    try:
        run_order(run, " ".join(letter for letter in order if letter in "AB"))
    except BadOrder as error:
        return _reject(exam, read_message(error), _THREE_STEPS)
    unfinished = [who for who, end in run.ends.items() if end is None]
    if unfinished:
        saw = say(
            "{names} had steps left when your order ended: a pod that is only late is not lost.",
            names=join(" and ", unfinished),
        )
        return _reject(exam, saw, _FINISHED)
    lost = find_lost_pods(EmbeddedClient(ScratchStore(run.state).ask), ["web", "db", "cache"])
    if not lost:
        return exam.reject(
            _RAN,
            say("web, db and cache, all three on the list:"),
            say("a pod missing at the end."),
            say("which list does the later writer start from? Let it read before the other one writes."),
            outcome=run.make_timeline(),
        )
    return exam.accept(
        say(
            "lost: {names}, and both schedulers were told that they had succeeded. Your order: {order}",
            names=join(" and ", lost),
            order=run.make_timeline().order,
        )
    )


def _reject(exam: Examination, saw: str, wanted: str) -> Verdict:
    advice = say("write one letter for each request, in the order of the requests: three times A, and three times B.")
    return exam.reject(_RAN, saw, wanted, advice)
