"""Contract of fenced-put: a value is put while a lock is held, in one request with the compare."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kubeish.etcd.store import State
from kubeish.etcd.store.messages import Txn
from kubeish.explorer import Returned
from kubeish.wording import say

from .contract import Contract, Fault
from .end_descriptions import describe_end
from .environment import Move, Play
from .json_values import describe_keys

ONE_REQUEST = say(
    "compare and put in one transaction: between two requests there is room for a pause, in which the lock ends."
)
_RETURN_IT = say("the transaction's first result says whether the compare held: return it.")


@dataclass(frozen=True)
class FencedContract(Contract):
    """``value`` is put at ``key`` while ``lock_key`` holds ``uuid``; nothing else is written."""

    lock_key: bytes = b""
    uuid: bytes = b""
    key: bytes = b""
    value: bytes = b""

    def judge_write(self, run: Play, move: Move) -> Fault | None:
        if others := tuple(each for each in move.changed if each != self.key):
            return Fault(
                say("it wrote to {keys}.", keys=describe_keys(others)),
                say("no key written but {key}.", key=self.key.decode()),
                say("leave the lock to the `with` block, and put the value where the caller says."),
            )
        if not self._is_held(move.before):
            return Fault(
                say("it wrote to {key} while {owner}.", key=self.key.decode(), owner=self._describe_owner(move.before)),
                say("nothing written, and False returned: the lock is lost."),
                self._advise(run, move),
            )
        found = move.after.find(self.key)
        if found is None or found.value != self.value:
            return Fault(
                say("{key} now holds {value!r}.", key=self.key.decode(), value=found.value if found else None),
                say("{value!r} there, as it was given.", value=self.value),
                say("put the value as it is."),
            )
        return None

    def judge_failure(self, run: Play, error: BaseException, what: str) -> Fault | None:
        fault = super().judge_failure(run, error, what)
        return (
            replace(fault, try_next=say("catch no error: whether it was written is for the caller to find out."))
            if fault
            else None
        )

    def judge_end(self, run: Play) -> Fault | None:
        value, is_written = getattr(run.end, "value", None), any(self.key in move.changed for move in run.writes)
        if not isinstance(run.end, Returned):
            end = describe_end(run.end)
            return Fault(
                say("it {end}, after it had written.", end=end)
                if is_written
                else say("it {end}, and it has written nothing.", end=end),
                say("True returned where the value was written, False where the lock is lost, and no error."),
                _RETURN_IT,
            )
        if is_written and value is not True:
            return Fault(
                say("it wrote the value, and returned {value!r}.", value=value), say("True returned."), _RETURN_IT
            )
        if not is_written and all(map(self._is_held, [*run.moments, run.after])):
            return Fault(
                say(
                    "{key} held lock.uuid all the time, and it wrote nothing and returned {value!r}.",
                    key=self.lock_key.decode(),
                    value=value,
                ),
                say("{value!r} at {key}, and True returned.", value=self.value, key=self.key.decode()),
                say("compare what the lock's key holds with the lock's own value: `t.value(lock.key) == lock.uuid`."),
            )
        if not is_written and value is not False:
            return Fault(
                say("it wrote nothing, and returned {value!r}.", value=value),
                say("False returned: the lock is lost."),
                _RETURN_IT,
            )
        return None

    def _is_held(self, state: State) -> bool:
        found = state.find(self.lock_key)
        return found is not None and found.value == self.uuid

    def _describe_owner(self, state: State) -> str:
        key = self.lock_key.decode()
        if state.find(self.lock_key) is None:
            return say("the lock had ended: {key} was not there", key=key)
        return say("{key} held another owner's value", key=key)

    def _advise(self, run: Play, move: Move) -> str:
        if not isinstance(move.request, Txn) or any(map(self._is_held, run.moments)):
            return ONE_REQUEST
        if move.before.find(self.lock_key) is None:
            return say(
                "put under `success` of a compare that holds only if the lock's key is there with `lock.uuid` in it."
            )
        return say("another owner has the same key, and another value in it: compare the value with `lock.uuid`.")
