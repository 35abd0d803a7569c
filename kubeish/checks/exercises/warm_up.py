"""warm-up: reads back a key and its index."""

from __future__ import annotations

from dataclasses import dataclass

from kubeish.checks import Draw, Examination, Function, Verdict
from kubeish.checks.answer import AGAIN
from kubeish.checks.contract import Contract, Fault
from kubeish.checks.contract_runs import find_violation
from kubeish.checks.end_descriptions import describe_end
from kubeish.checks.environment import Move, Play
from kubeish.checks.json_values import describe_keys
from kubeish.checks.local_answer import to_plain
from kubeish.checks.stores import draw_store, make_changes
from kubeish.etcd.store import State, apply
from kubeish.etcd.store.messages import Put
from kubeish.explorer import Returned
from kubeish.explorer.blind_writes import find_touched_keys
from kubeish.wording import join, say

_MISSING = say("for a missing key `client.get` answers (None, None): there is no metadata to ask.")


def examine(exam: Examination) -> Verdict:
    """A key that was written several times, one that holds nothing, one that is not there; each with rivals."""
    draw = exam.draw()
    values = ("[]", b"", b"\xff\0 web ", None, "null")
    contracts = [*(_make_contract(draw, value) for value in values), _make_contract(draw, " [1]\n", again=True)]
    wrong = find_violation(exam, contracts, draw)
    if wrong:
        return wrong
    return exam.accept(
        say("right: the value and its index, whatever else was written, and 0 for a key that is not there.")
    )


@dataclass(frozen=True)
class _ReadContract(Contract):
    """Nothing is written; the pair is that of ``key`` at one moment."""

    key: str = ""

    def judge_write(self, run: Play, move: Move) -> Fault | None:
        return Fault(
            say("it wrote to {keys}.", keys=describe_keys(move.changed)),
            say("nothing to be written."),
            say("`client.get(key)` writes nothing."),
        )

    def judge_end(self, run: Play) -> Fault | None:
        pairs = [self._read(state) for state in self._list_moments(run)]
        found = to_plain(run.end.value) if isinstance(run.end, Returned) else None
        pair = _read_pair(found)
        if pair in pairs and pair and type(pair[1]) is int:
            return None
        saw = (
            say("it returned {found!r}.", found=found)
            if isinstance(run.end, Returned)
            else say("it {end}.", end=describe_end(run.end))
        )
        wanted = join(" or ", map(repr, dict.fromkeys(pairs)))
        return Fault(
            saw,
            say("the pair {wanted}: the value as it came, and the key's index, both from one read.", wanted=wanted),
            self._advise(pair, pairs),
        )

    def _list_moments(self, run: Play) -> list[State]:
        """The states that the call can have seen whose result counts: of two, the second one."""
        if not self.function.again:
            return run.moments
        second = next((move for move in run.yours if AGAIN.encode() in find_touched_keys(move.request)), run.moves[0])
        later = run.yours[run.yours.index(second) + 1 :]
        return [move.before for move in later] or [run.after]

    def advise_on_slip(self, run: Play) -> str:
        if any(self._read(state) == (None, 0) for state in run.moments):
            return _MISSING
        return super().advise_on_slip(run)

    def _read(self, state: State) -> tuple[bytes | None, int]:
        kv = state.find(self.key.encode())
        return (kv.value, kv.mod_revision) if kv else (None, 0)

    def _advise(self, found: tuple[object, object] | None, pairs: list[tuple[bytes | None, int]]) -> str:
        value = pairs[0][0]
        if self.function.again and found not in pairs:
            return say("ask the store at each call: what it answered before may be old.")
        if len(set(pairs)) > 1:
            return say(
                "take the value and the index from the answer to one `client.get(key)`: between two there is a write."
            )
        if value is None:
            return _MISSING
        if found is None:
            return say(
                "`client.get(key)` answers with two things: the value, and metadata. Return the value, then one number."
            )
        if found[0] == value and type(found[1]) in (str, float, bool):
            return say("the index is a number: return the metadata's own, as it is.")
        if found[0] == value:
            return say("which of the metadata's numbers says at which of the store's writes this key was last written?")
        if type(found[0]) is str:
            return say("the store keeps bytes, and answers with bytes: hand the value on as it came, without decode().")
        if not value:
            return say("a key that holds an empty value is there, and has an index: ask whether there is metadata.")
        return say("return the value of the key that is asked for, as the store has it now.")


def _make_contract(draw: Draw, value: str | bytes | None, again: bool = False) -> Contract:
    keys = draw.draw_keys(4)
    key, longer, other, last = keys
    start = draw_store(draw, [longer, other, last, key], ["[1]", "x", None, None])
    if value is not None:
        for text in (b"first", b"[]", value if isinstance(value, bytes) else value.encode()):
            start, _ = apply(start, Put(key.encode(), text))
        start, _ = apply(start, Put(longer.encode(), b"[]"))
    where = say("the key was written three times") if value else say("the key holds an empty value")
    return _ReadContract(
        say("{call}, twice,", call=f"read_back(client, {key!r})") if again else f"read_back(client, {key!r})",
        say("the key is not there") if value is None else where,
        Function("read_back", "client", (key,), again=again),
        start,
        make_changes(key, [draw.draw_ids(1)[0], "[]"], longer),
        key=key,
    )


def _read_pair(found: object) -> tuple[object, object] | None:
    """``found`` as a pair, or None if it is none."""
    return (found[0], found[1]) if isinstance(found, (tuple, list)) and len(found) == 2 else None
