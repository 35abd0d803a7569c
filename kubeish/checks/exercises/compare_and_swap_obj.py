"""compare-and-swap-obj: swaps at the index; else changes nothing and raises 101, or 100 where the key is missing."""

from __future__ import annotations

import json
from typing import Any

from kubeish.checks.answer import Answer, Function
from kubeish.checks.asking import run_alone, value_at
from kubeish.checks.outpaced import ended
from kubeish.checks.verdict import Teller, Verdict
from kubeish.errors import EtcdError
from kubeish.explorer import Outcome, explore
from kubeish.explorer.steps import End, Raised, Returned

KEY = "/registry/hosts/m1/kubelet"
OLD, NEW = [{"id": "web"}], [{"id": "web"}, {"id": "db"}]
_RIVALS = (
    (
        ('[{"id": "web"}, {"id": "cache"}]',),
        "writes the same key",
        "the comparison and the write in one request: between two requests there is room for a rival.",
        "`client.transaction(compare=..., success=..., failure=...)` compares and writes in one step.",
    ),
    (
        ('[{"id": "web"}, {"id": "cache"}]', '[{"id": "web"}]'),
        "adds a pod and takes it off again",
        "EtcdError 101: the value is the old one again, and the index is not.",
        "compare the index in the transaction, `transactions.mod(key) == index`, and not the value.",
    ),
)
_SWAP = "compare_and_swap_obj(helper, key, [web, db], "


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """Alone: the right index, old and future ones, a missing key. Then rivals between any two of its requests."""
    for index, setup, code in (
        (3, _key, 0),
        (2, _key, 101),
        (9, _key, 101),
        (4, _key, 101),
        (3, _no_key, 100),
        (7, _no_key, 100),
    ):
        wrong = _alone(answer, tell, index, setup, code)
        if wrong:
            return wrong
    for texts, what, wanted, try_next in _RIVALS:
        outcome = _against_a_rival(answer, texts)
        if outcome.broken:
            return tell.not_yet(
                ran=f"{_SWAP}3) against a rival that {what}, in all {outcome.interleavings} orders.",
                saw="a swap that did not see the rival's write:",
                wanted=wanted,
                try_next=try_next,
                outcome=outcome,
            )
    return tell.passed("it swaps at the index and at no other, and no rival fits in between.")


def _alone(answer: Answer, tell: Teller, index: int, setup: Any, code: int) -> Verdict | None:
    end, timeline = run_alone(
        answer.program("yours", Function("compare_and_swap_obj", "helper", (KEY, NEW, index))), setup
    )
    before, after = value_at(timeline.steps[0].before, KEY) if timeline.steps else None, None
    if timeline.steps:
        after = value_at(timeline.steps[-1].after, KEY)
    good = _swapped(end, after) if code == 0 else _refused(end, code) and before == after
    if good:
        return None
    return tell.not_yet(
        ran=f"{_SWAP}{index}) on a store where {setup.__doc__}.",
        saw=_saw(end, before, after),
        wanted="the new list written, and no error." if code == 0 else f"nothing changed, and EtcdError {code} raised.",
        try_next=_advice(end, code, before == after),
        outcome=timeline if timeline.steps else None,
    )


def _key(client: Any) -> None:
    """the key holds [web] at index 3"""
    client.put("/other", "1")
    client.put(KEY, json.dumps(OLD))


def _no_key(client: Any) -> None:
    """the key is not there"""
    client.put("/other", "1")


def _swapped(end: End, after: bytes | None) -> bool:
    return isinstance(end, Returned) and after is not None and _json(after) == NEW


def _refused(end: End, code: int) -> bool:
    return isinstance(end, Raised) and isinstance(end.error, EtcdError) and end.error.code == code


def _json(value: bytes) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return None


def _saw(end: End, before: bytes | None, after: bytes | None) -> str:
    wrote = "the key was left as it was" if before == after else f"the key now holds {(after or b'nothing').decode()}"
    return f"it {ended(end)}, and {wrote}."


def _advice(end: End, code: int, unchanged: bool) -> str:
    if code == 0:
        return (
            "an index is the key's mod_revision: `transactions.mod(key) == index`; and write JSON, `json.dumps(obj)`."
        )
    if not unchanged:
        return "write only in the `success` branch of a transaction that compares the key's index."
    if code == 100:
        return "a missing key and a changed one both fail the compare: read the key under `failure` to tell them apart."
    if isinstance(end, Returned):
        return "the transaction's first result says whether the compare held: raise EtcdError(101) where it did not."
    return "a key that is there at another index is a conflict: EtcdError(101)."


def _against_a_rival(answer: Answer, texts: tuple[str, ...]) -> Outcome:
    def rival(client: Any) -> None:
        for text in texts:
            client.put(KEY, text)

    def rivals_word_stays(client: Any, ends: dict[str, End]) -> list[str]:
        # Either the swap came first and the rival wrote over it, or the swap was refused: never a swap over the rival.
        return [] if client.get(KEY)[0] == texts[-1].encode() else ["the rival's write is gone"]

    swap = answer.program("yours", Function("compare_and_swap_obj", "helper", (KEY, NEW, 3)))
    return explore({"yours": swap, "rival": rival}, _key, rivals_word_stays, breaking="write over the rival's list")
