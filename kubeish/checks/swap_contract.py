"""Contract of a compare-and-swap: one key, written at its index; else EtcdError 101 or 100."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from kubeish.errors import NOT_FOUND, TEST_FAILED, EtcdError
from kubeish.etcd.store import State
from kubeish.etcd.store.messages import Put, TxnAnswer
from kubeish.explorer.blind_writes import find_touched_keys, read_index
from kubeish.explorer.steps import Raised, Returned
from kubeish.wording import say

from .contract import Contract, Fault
from .end_descriptions import describe_end, is_etcd_error
from .environment import Move, Play
from .json_values import describe_json, describe_keys, holds

_ADVICE = {
    0: say("an index is the key's mod_revision, 0 where the key is not there: `transactions.mod(key) == index`."),
    NOT_FOUND: say(
        "a missing key and a changed one both fail the compare: read the key under `failure` to tell them apart."
    ),
    TEST_FAILED: say(
        "the transaction's first result says whether the compare held: raise EtcdError(101, key) "
        "where a key that is there is at another index, also where the index that was given is 0."
    ),
}

_TRY_ONCE = say("try once: where the compare fails, raise the error, and leave it to the caller to try again.")


@dataclass(frozen=True)
class SwapContract(Contract):
    """``obj`` is written to ``key`` at ``index``, in one request, once; else an error is raised."""

    key: str = ""
    obj: object = None
    index: int = 0
    text_advice: str = say("write JSON of the object that was given, `json.dumps(obj)`, once; an object may be empty.")

    def judge_write(self, run: Play, move: Move) -> Fault | None:
        key, wanted = self.key.encode(), json.dumps(self.obj)
        others = tuple(each for each in move.changed if each != key)
        if others:
            return Fault(
                say("it wrote to {keys}.", keys=describe_keys(others)),
                say("no key written but {key}.", key=self.key),
                say("everything that this function has to know is in the key's own index."),
            )
        there, found = read_index(move.before, key), move.after.find(key)
        if there != self.index:
            code = self._expect(move.before)
            return Fault(
                say("it wrote to the key, {index}.", index=_describe_index(there)),
                say(
                    "nothing written, and EtcdError {code} raised: {condition}.",
                    code=code,
                    condition=self._describe_condition(),
                ),
                self._advise_on_write(run, move),
            )
        if self._was_refused(run, move):
            return Fault(
                say("its compare had failed, and it tried once more, and wrote."),
                say("one try, and the error raised: what the caller has read is old by now."),
                _TRY_ONCE,
            )
        if found is None or not holds(found.value, self.obj):
            return Fault(
                say("the key now holds {value}.", value=describe_json(found.value if found else None)),
                say("{value} at the key, as JSON.", value=describe_json(wanted.encode())),
                self.text_advice,
            )
        return None

    def _was_refused(self, run: Play, move: Move) -> bool:
        """Whether a transaction before ``move`` did not hold."""
        before = run.yours[: run.yours.index(move)]
        return any(isinstance(each.answer, TxnAnswer) and not each.answer.succeeded for each in before)

    def _describe_condition(self) -> str:
        if self.index:
            return say("a write is due only where the key is at index {index}", index=self.index)
        return say("at index 0, a write is due only where the key is not there")

    def _advise_on_write(self, run: Play, move: Move) -> str:
        if isinstance(move.request, Put) and not self.index:
            return say(
                "what does index 0 say about the key? Write only if that is still so, in one request: "
                "put_if_not_exists, or a transaction."
            )
        if isinstance(move.request, Put):
            return say(
                "compare and write in one request, a transaction that compares the key's index: between "
                "two requests there is room for a rival."
            )
        if self._was_refused(run, move):
            return _TRY_ONCE
        return say(
            "write only in the `success` branch of a transaction that compares the key's index, "
            "`transactions.mod(key) == index`, and not the value, the version or another number of it."
        )

    def advise_on_slip(self, run: Play) -> str:
        """What to try after a value that is not text, an answer that is empty, or any other slip."""
        error = run.end.error if isinstance(run.end, Raised) else None
        if isinstance(error, TypeError) and ("etcd keeps" in str(error) or "JSON" in str(error)):
            return self.text_advice
        if isinstance(error, IndexError):
            return say("for a key that is not there, the answer to a `get` in a transaction is an empty list.")
        return super().advise_on_slip(run)

    def judge_end(self, run: Play) -> Fault | None:
        if run.writes:
            if isinstance(run.end, Returned):
                return None
            return Fault(
                say("it wrote the object, and {end}.", end=describe_end(run.end)),
                say("no error after a write that succeeded."),
                say("raise an error only where the transaction says that its compare did not hold."),
            )
        allowed = dict.fromkeys(self._expect(state) for state in run.moments)
        if TEST_FAILED in allowed and any(not read_index(state, self.key.encode()) for state in run.moments):
            allowed[NOT_FOUND] = None  # refused, and gone when it looked why
        if any(code and is_etcd_error(run.end, code) for code in allowed):
            return None
        code = next(iter(allowed))
        wanted = (
            say("the object written, and no error.")
            if not code
            else say("nothing written, and EtcdError {code} raised.", code=code)
        )
        return Fault(say("it {end}, and wrote nothing.", end=describe_end(run.end)), wanted, self._advise(run, code))

    def _expect(self, state: State) -> int:
        """The code of the error that is due in ``state``; 0 where the object must be written."""
        there = read_index(state, self.key.encode())
        return 0 if there == self.index else TEST_FAILED if there else NOT_FOUND

    def _advise(self, run: Play, code: int) -> str:
        touched = {key for move in run.yours for key in find_touched_keys(move.request)}
        if touched and self.key.encode() not in touched:
            asked = describe_keys(tuple(sorted(touched)))
            return say("your function asked for {asked}: use the key that belongs to its arguments.", asked=asked)
        if not run.yours:
            return say(
                "your function asked nothing of the store that it was given: use the client of that store, "
                "and let its answer decide."
            )
        if code == TEST_FAILED and isinstance(run.end, Raised) and isinstance(run.end.error, EtcdError):
            return say("a key that is there at another index is a conflict: EtcdError(101, key).")
        if not code and not self.index:
            return say(
                "index 0 says that there is no such key yet: where that is so, create it, in the same transaction."
            )
        return _ADVICE[code]


def _describe_index(index: int) -> str:
    return say("which was at index {index}", index=index) if index else say("which was absent")


def list_indexes(state: State, key: str) -> Iterator[tuple[int, str]]:
    """Indexes to try on ``key``, with words for the call: the right one first."""
    found = state.find(key.encode())
    if found is None:
        yield 0, say("is not there")
        yield from ((index, say("is not there")) for index in (1, -1, state.revision))
        return
    words = say("is at index {mod_revision}", mod_revision=found.mod_revision)
    others = [found.mod_revision - 1, found.mod_revision + 1, 0, found.version, found.create_revision, state.revision]
    for index in dict.fromkeys([found.mod_revision, *others, -1]):
        yield index, words
