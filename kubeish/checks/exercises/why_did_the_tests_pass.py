"""why-did-the-tests-pass: the learner finds the line of the fake, and writes a fake that compares."""

from __future__ import annotations

from dataclasses import dataclass

from kubeish.checks.answer import Answer, Do, New, Operation, Result
from kubeish.checks.verdict import Teller, Verdict
from kubeish.fake import line_of

KEY, OTHER = "/registry/hosts/m1/kubelet", "/registry/hosts/m2/kubelet"
_RAN = "a test of two writers on your HonestFake: both read index {index}, the first swaps, then the second."


@dataclass(frozen=True)
class _Play:
    """What the two writers saw of the fake."""

    read: Result
    first: Result
    between: Result
    second: Result
    after: Result
    missing: Result
    early: Result


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """The line, then the fake: it needs indexes that move, and must refuse the second writer."""
    line, guilty = answer.value("guilty_line"), line_of("self.set(", "def compare_and_swap")
    if line != guilty:
        return tell.not_yet(
            ran="your guilty_line against the source of FakeEtcdClient.",
            saw=f"line {line!r}.",
            wanted="the number of the one line that makes a swap with an old index go through.",
            try_next="write the number that stands before it, without quotes."
            if type(line) is not int
            else "one method is given an index. Follow it: on which line should it be looked at, and is not?",
        )
    fresh: list[Operation] = [New("second", "HonestFake"), Do("second", "get", (KEY,))]
    _, put, _, index, _, second = answer.session([*_start(), Do("fake", "get", (KEY,)), *fresh])
    if second.value != (None, 0):
        return tell.not_yet(
            ran="one HonestFake(), written to, and then a second one.",
            saw=f"the second one's get {second.words()}.",
            wanted="a new fake to be empty.",
            try_next="what one fake holds must not show up in the next: keep it in `self`, set in `__init__`.",
        )
    if index.error or not _is_index(index.value):
        return tell.not_yet(
            ran="HonestFake().set(key, '[web]'), then get(key).",
            saw=f"it {(put if put.error else index).words()}" + (f", at {put.where}." if put.where else "."),
            wanted="('[web]', index) with an index above 0.",
            try_next="of a key that was never written `self.get(key)` says (None, 0)."
            if put.error
            else "a fake that always answers index 0 never lets anybody swap. Let `set` count, and keep the count.",
        )
    return _two_writers(answer, tell, index.value[1])


def _start() -> list[Operation]:
    return [New("fake", "HonestFake"), Do("fake", "set", (KEY, "[web]")), Do("fake", "set", (OTHER, "[]"))]


def _is_index(value: object) -> bool:
    return type(value) is tuple and len(value) == 2 and value[0] == "[web]" and type(value[1]) is int and value[1] > 0


def _play(answer: Answer, index: int) -> _Play:
    swaps: list[Operation] = [
        Do("fake", "get", (KEY,)),
        Do("fake", "compare_and_swap", (KEY, "[web, db]", index)),
        Do("fake", "get", (KEY,)),
        Do("fake", "compare_and_swap", (KEY, "[web, cache]", index)),
        Do("fake", "get", (KEY,)),
        Do("fake", "compare_and_swap", ("/nowhere", "[]", index)),
        Do("fake", "compare_and_swap", (KEY, "[web, mail]", index + 1_000)),
    ]
    return _Play(*answer.session([*_start(), *swaps])[3:])


def _pair(result: Result) -> tuple[object, object]:
    """What ``get`` answered, if that was a pair."""
    return result.value if type(result.value) is tuple and len(result.value) == 2 else (None, None)


def _grown(result: Result, index: int) -> bool:
    now = _pair(result)[1]
    return type(now) is int and now > index


def _two_writers(answer: Answer, tell: Teller, index: int) -> Verdict:
    play = _play(answer, index)
    wanted = [
        (not play.first.error, play.first, "the first swap to go through.", "where the index is the key's own, write."),
        (_pair(play.between)[0] == "[web, db]", play.between, "get(key) to say ('[web, db]', index) after the swap.",
         "where the index is the key's own, write, and by your own `set`: that keeps value and index together."),
        (play.second.code == 101, play.second, "EtcdError 101 for the second writer: the index that it read is old.",
         "compare the index with the one that is kept for the key, and `raise EtcdError(101, key)` if they differ."),
        (play.after == play.between, play.after, "a refused swap to change nothing.", "raise before you write."),
        (_grown(play.between, index), play.between, f"an index above {index} after the swap.",
         "every write moves the index on, a swap too: go through your own `set`."),
        (play.missing.code == 100, play.missing, "EtcdError 100 for a key that is not there.",
         "`get` answers (None, 0) for it: ask for that first."),
        (play.early.code == 101, play.early, "EtcdError 101 for a swap at an index that the key has not come to yet.",
         "any other index is a conflict, a larger one too: `!=`."),
    ]  # fmt: skip
    for good, saw, want, try_next in wanted:
        if not good:
            where = f", at {saw.where}" if saw.where else ""
            return tell.not_yet(_RAN.format(index=index), f"it {saw.words()}{where}.", want, try_next)
    return tell.passed("on your fake the second writer is refused. On theirs it was not, and so the tests passed.")
