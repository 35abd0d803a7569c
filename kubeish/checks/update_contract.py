"""Contract of an update: the object at one key is replaced by what a function makes of it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass

from kubeish.errors import NODE_EXIST, NOT_FOUND, TEST_FAILED
from kubeish.etcd.store import State
from kubeish.etcd.store.messages import Range, Txn
from kubeish.explorer.blind_writes import collect_indexes, find_touched_keys
from kubeish.explorer.steps import Returned
from kubeish.wording import join, say

from .answer import Create
from .contract import Contract, Fault
from .end_descriptions import describe_end, is_etcd_error
from .environment import YOURS, Move, Play
from .factories import MADE
from .json_values import describe_json, describe_keys, holds

AFTER_CONFLICT = say("after a conflict, read again *and* call update again; then write at the index of that very read.")
_IDENTITY = Create("identity")


@dataclass(frozen=True)
class UpdateContract(Contract):
    """Writes what ``update`` makes of the object at ``key``, once, or of None where it is missing."""

    key: str = ""
    update: Create = _IDENTITY

    def judge_write(self, run: Play, move: Move) -> Fault | None:
        key = self.key.encode()
        if others := tuple(each for each in move.changed if each != key):
            return Fault(
                say("it wrote to {keys}.", keys=describe_keys(others)),
                say("no key written but {key}.", key=self.key),
                say("write one key."),
            )
        earlier = [each for each in run.writes if each is not move and each.before.revision < move.before.revision]
        if earlier:
            return Fault(
                say("it wrote the key twice."), say("one write."), say("leave the loop when a write has worked.")
            )
        if self._is_deleted(run, move):
            return Fault(
                say("the key was deleted between its read and its write, and it wrote the key anew."),
                say("EtcdError 100 to leave your function, and nothing to be written: a deleted key is no conflict."),
                say(
                    "write at the index of the read, and nothing else: `t.mod(key) == index` does not hold for "
                    "a key that is gone."
                ),
            )
        found, wanted = move.after.find(key), self.apply_update(move.before)
        there = move.before.find(key)
        if found is not None and holds(found.value, wanted):
            return self._find_unread_index(run, move)
        return Fault(
            say(
                "the key held {old}, and it wrote {new}.",
                old=describe_json(there.value if there else None),
                new=describe_json(found.value if found else None),
            ),
            say(
                "{value}: what update makes of the object that is there at that very moment, or of None.",
                value=describe_json(json.dumps(wanted).encode()),
            ),
            self._advise_on_write(run, move),
        )

    def _find_unread_index(self, run: Play, attempt: Move) -> Fault | None:
        """The fault of a write at an index that the answer has not read: an equal value was written meanwhile."""
        key, there = self.key.encode(), attempt.before.find(self.key.encode())
        seen = self._find_seen_index(run, attempt)
        if there is None or not seen or seen == there.mod_revision:
            return None
        return Fault(
            say(
                "it read {key} at index {seen}, and wrote it at index {index}.",
                key=describe_keys((key,)),
                seen=seen,
                index=there.mod_revision,
            ),
            say(
                "a write at the index of the read that update's object came from; another one is a "
                "conflict, even where the value is the same."
            ),
            say("compare the index, `t.mod(key) == index`, and not the value."),
        )

    def _find_seen_index(self, run: Play, attempt: Move) -> int:
        """The index at which the answer last saw the key before its ``attempt``; 0 if it saw none."""
        key, seen = self.key.encode(), 0
        for move in run.yours:
            if move is attempt:
                break
            seen = collect_indexes(move.request, move.answer).get(key, seen)
        return seen

    def _advise_on_write(self, run: Play, move: Move) -> str:
        if not isinstance(move.request, Txn):
            return join(" ", [say("compare and write in one request, as compare_and_swap_obj does;"), AFTER_CONFLICT])
        if self._list_refused(run):
            return join(" ", [AFTER_CONFLICT, say("What update has changed in an earlier try must not be used again.")])
        if any(each.who != YOURS for each in run.moves):
            return say(
                "write at the index of the read that update's object came from, which compare_and_swap_obj compares."
            )
        return say(
            "hand update the object as it was read, also one that is empty or 0, and write what it returns as it is."
        )

    def apply_update(self, state: State) -> object:
        """What is due at the key in ``state``."""
        found = state.find(self.key.encode())
        update: Callable[[object], object] = MADE[self.update.factory](*copy.deepcopy(self.update.args))  # type: ignore[assignment]  # an update
        return update(json.loads(found.value) if found else None)

    def _list_refused(self, run: Play) -> list[Move]:
        """The transactions of the answer's on the key that wrote nothing."""
        key = self.key.encode()
        return [
            m for m in run.yours if isinstance(m.request, Txn) and not m.changed and key in find_touched_keys(m.request)
        ]

    def _is_deleted(self, run: Play, attempt: Move) -> bool:
        """Whether the key that the answer has read was deleted before its ``attempt``."""
        if attempt.before.find(self.key.encode()) is not None:
            return False
        return self._find_seen_index(run, attempt) != 0

    def judge_end(self, run: Play) -> Fault | None:
        refused = self._list_refused(run)
        deleted = [move for move in refused if self._is_deleted(run, move)]
        if deleted:
            if is_etcd_error(run.end, NOT_FOUND) and not run.writes:
                return None
            return Fault(
                say(
                    "the key was deleted between its read and its write, and your function {end}, and wrote it anew."
                    if run.writes
                    else "the key was deleted between its read and its write, and your function {end}.",
                    end=describe_end(run.end),
                ),
                say("EtcdError 100 to leave your function, and nothing to be written: a deleted key is no conflict."),
                say(
                    "where the compare fails and the key is no longer there, raise EtcdError(100, key), as "
                    "compare_and_swap_obj does; go on after 101 alone."
                ),
            )
        if isinstance(run.end, Returned) and run.writes:
            return self._find_strange_read(run)
        if isinstance(run.end, Returned):
            return Fault(
                say("it returned, and has written nothing.")
                if not refused
                else say(
                    "after {conflicts:,} conflicts it returned, and has written nothing."
                    if len(refused) > 1
                    else "after 1 conflict it returned, and has written nothing.",
                    conflicts=len(refused),
                ),
                say("what update returns at the key, also if it is equal to what was read."),
                say("write what update returned, whatever it is.")
                if not refused
                else say("after a conflict, try again until it has worked, with no limit: `while True:`."),
            )
        return Fault(
            say("it {end}, after it had written." if run.writes else "it {end}.", end=describe_end(run.end)),
            say("the update written, and no error."),
            self._advise_on_error(run),
        )

    def _find_strange_read(self, run: Play) -> Fault | None:
        """The fault of a read of another key."""
        for move in run.yours:
            asked = move.request
            if isinstance(asked, Range) and not asked.range_end and asked.key != self.key.encode():
                return Fault(
                    say("it read {keys}.", keys=describe_keys((asked.key,))),
                    say("no key read but {key}: update gets the object that is there.", key=self.key),
                    say("read at the key that the function is given."),
                )
        return None

    def _advise_on_error(self, run: Play) -> str:
        if is_etcd_error(run.end, NOT_FOUND):
            return say("a key that is not there is no error here: helper.extract_obj(key, ignore_not_found=True).")
        if is_etcd_error(run.end, TEST_FAILED) or is_etcd_error(run.end, NODE_EXIST):
            return say("a conflict says that another write came first: try again, as often as it takes.")
        return say("read by helper.extract_obj(key, ignore_not_found=True), call update, write what it returns.")
