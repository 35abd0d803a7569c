"""is-etcd-conflict: true for 101 only: not for 100, 105, None, nor for other exceptions."""

from __future__ import annotations

import random

from kubeish.checks.answer import Answer, Do, Make, Operation, Result
from kubeish.checks.verdict import Teller, Verdict

_TRIED: list[tuple[str, object, bool]] = [
    ("EtcdError(101), the compare that failed", Make("error", ("EtcdError", 101, "[8 != 5]", 9)), True),
    (
        "EtcdError(100), the key that is not there",
        Make("error", ("EtcdError", 100, "/registry/hosts/m1/kubelet")),
        False,
    ),
    (
        "EtcdError(105), the key that exists already",
        Make("error", ("EtcdError", 105, "/registry/hosts/m1/kubelet")),
        False,
    ),
    ("None, no error at all", None, False),
    ("ValueError(101), an error of Python's that carries the number", Make("error", ("ValueError", 101)), False),
    ("KeyError('101')", Make("error", ("KeyError", "101")), False),
    (
        "EtcdError(100) whose cause is the text '101'",
        Make("error", ("EtcdError", 100, "/registry/hosts/m101", 101)),
        False,
    ),
    (
        "ConnectionTimeoutError('101: Compare failed')",
        Make("error", ("ConnectionTimeoutError", "101: Compare failed")),
        False,
    ),
    ("the number 101 by itself", 101, False),
]


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """Show it one error after the other; with a seed each thrice, shuffled: an answer may count its calls."""
    tried = random.Random(seed).sample(_TRIED * 3, 3 * len(_TRIED)) if seed else _TRIED
    calls: list[Operation] = [Do("", "is_etcd_conflict", (shown,)) for _, shown, _ in tried]
    for (words, _, wanted), result in zip(tried, answer.session(calls)):
        if result.value is not wanted:
            return tell.not_yet(
                ran=f"is_etcd_conflict on {words}.",
                saw=f"it {result.words()}" + (f", at {result.where}." if result.where else "."),
                wanted=f"{wanted}.",
                try_next=_advice(result, wanted),
            )
    return tell.passed("true for 101 and for nothing else: a retry on any other error would hide it.")


def _advice(result: Result, wanted: bool) -> str:
    if result.error == "AttributeError":
        return "not everything that comes here has a code. Ask first whether it is an EtcdError at all."
    if result.value is None and not result.error:
        return "a function without `return` returns None. Return the comparison itself."
    if type(result.value) is not bool and not result.error:
        return "return True or False: a caller may well ask `is True`."
    return "two things must hold: it is an EtcdError, and its code is 101." if not wanted else "101 is in `error.code`."
