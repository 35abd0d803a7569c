"""warm-up: reads back a key and its index."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from kubeish.checks.answer import Answer, Function
from kubeish.checks.asking import run_alone
from kubeish.checks.verdict import Teller, Verdict
from kubeish.explorer.steps import Raised, Returned

KEY = "/registry/hosts/m1/kubelet"


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """Three stores: the key written once, written again after others, absent; with a seed one more, by chance."""
    cases = [(_once, (b"[]", 2)), (_again, (b'[{"id": "web"}]', 4)), (_absent, (None, 0))]
    for setup, wanted in [*cases, _drawn(seed)] if seed else cases:
        end, timeline = run_alone(answer.program("yours", Function("read_back", "client", (KEY,))), setup)
        got = end.value if isinstance(end, Returned) else None
        if isinstance(end, Raised) or not _same(got, wanted):
            return tell.not_yet(
                ran=f"read_back(client, {KEY!r}) on a store where {setup.__doc__}.",
                saw=_words(end),
                wanted=f"the pair {wanted!r}: the value as it came, and the key's index.",
                try_next=_advice(got, wanted),
                outcome=timeline if timeline.steps else None,
            )
    return tell.passed("right: the value and its index, whatever else was written, and 0 for a key that is not there.")


def _once(client: Any) -> None:
    """the key was written once"""
    client.put(KEY, "[]")


def _again(client: Any) -> None:
    """it was written twice, and other keys before and after it"""
    client.put("/a", "1")
    client.put(KEY, "[]")
    client.put(KEY, '[{"id": "web"}]')
    client.put("/b", "2")


def _absent(client: Any) -> None:
    """only other keys were written"""
    client.put("/a", "1")


def _drawn(seed: int) -> tuple[Callable[[Any], None], tuple[bytes, int]]:
    chance = random.Random(seed)
    writes, pod = chance.randrange(2, 40), f"pod-{chance.getrandbits(40)}"

    def setup(client: Any) -> None:
        """the key was written many times"""
        for number in range(writes):
            client.put(KEY, pod if number == writes - 1 else "[]")

    return setup, (pod.encode(), writes + 1)


def _same(got: Any, wanted: tuple[Any, int]) -> bool:
    return type(got) in (tuple, list) and len(got) == 2 and type(got[1]) is int and tuple(got) == wanted


def _words(end: Any) -> str:
    return f"it stopped with {type(end.error).__name__}: {end.error}" if isinstance(end, Raised) else f"{end.value!r}"


def _advice(got: Any, wanted: tuple[Any, int]) -> str:
    if wanted[0] is None:
        return "for a missing key `client.get` answers (None, None): there is no metadata to ask."
    if type(got) in (tuple, list) and len(got) == 2 and got[0] == wanted[0]:
        return "which of the metadata's numbers says at which of the store's writes this key was last written?"
    if type(got) in (tuple, list) and len(got) == 2 and type(got[0]) is str:
        return "the store keeps bytes, and answers with bytes: hand the value on as it came, without decode()."
    return "`client.get(key)` answers with two things: the value, and metadata. Return the value, then one number."
