"""fenced-put: it writes while its lock is held, in one request with the compare, and else it returns False."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kubeish.checks import Draw, Examination, Function, Verdict
from kubeish.checks.contract import Contract, Fault
from kubeish.checks.contract_runs import find_violation
from kubeish.checks.end_descriptions import describe_end
from kubeish.checks.environment import Move, Play
from kubeish.checks.json_values import describe_keys
from kubeish.checks.lock_owner import LIST
from kubeish.checks.plans import Change
from kubeish.checks.stores import make_deletion, make_write
from kubeish.errors import NotOffered
from kubeish.etcd.client.lock import Lock
from kubeish.etcd.client_protocol import Client
from kubeish.etcd.store import State, apply
from kubeish.etcd.store.messages import DeleteRange, Put, Txn
from kubeish.explorer import End, Program, Returned, explore

PODS = {"A": "db", "B": "cache"}
_VALUES = ("", "0", '["web", "db"]', "ü \u540d", " a b ", "None")
_ONE_REQUEST = (
    "compare and put in one transaction: between two requests there is room for a pause, in which the lock ends."
)


def examine(exam: Examination) -> Verdict:
    """One owner on drawn stores; then two that take the lock, one of whose leases may end at any step."""
    draw = exam.draw()
    contracts: list[Contract] = [_draw_contract(draw, *case) for case in _list_cases(draw)]
    try:
        return find_violation(exam, contracts, draw) or _check_every_order(exam)
    except NotOffered as error:
        return exam.reject(
            "your function, with a lock that was taken before.",
            str(error),
            "requests on keys alone: the `with` block takes the lock, and gives it back.",
            "the transaction compares what `lock.key` holds; it needs no new lock and no lease.",
        )


@dataclass(frozen=True)
class _FencedContract(Contract):
    """``value`` is put at ``key`` while ``lock_key`` holds ``uuid``; nothing else is written."""

    lock_key: bytes = b""
    uuid: bytes = b""
    key: bytes = b""
    value: bytes = b""

    def judge_write(self, run: Play, move: Move) -> Fault | None:
        if others := tuple(each for each in move.changed if each != self.key):
            return Fault(
                f"it wrote to {describe_keys(others)}.",
                f"no key written but {self.key.decode()}.",
                "leave the lock to the `with` block, and put the value where the caller says.",
            )
        if not self._is_held(move.before):
            return Fault(
                f"it wrote to {self.key.decode()} while {self._describe_owner(move.before)}.",
                "nothing written, and False returned: the lock is lost.",
                self._advise(run, move),
            )
        found = move.after.find(self.key)
        if found is None or found.value != self.value:
            return Fault(
                f"{self.key.decode()} now holds {found.value if found else None!r}.",
                f"{self.value!r} there, as it was given.",
                "put the value as it is.",
            )
        return None

    def judge_failure(self, run: Play, error: BaseException, what: str) -> Fault | None:
        fault = super().judge_failure(run, error, what)
        return (
            replace(fault, try_next="catch no error: whether it was written is for the caller to find out.")
            if fault
            else None
        )

    def judge_end(self, run: Play) -> Fault | None:
        value, is_written = getattr(run.end, "value", None), any(self.key in move.changed for move in run.writes)
        if not isinstance(run.end, Returned):
            return Fault(
                f"it {describe_end(run.end)}, after it {'had' if is_written else 'had not'} written.",
                "True returned where the value was written, False where the lock is lost, and no error.",
                "the transaction's first result says whether the compare held: return it.",
            )
        if is_written and value is not True:
            return Fault(
                f"it wrote the value, and returned {value!r}.",
                "True returned.",
                "the transaction's first result says whether the compare held: return it.",
            )
        if not is_written and all(map(self._is_held, [*run.moments, run.after])):
            return Fault(
                f"{self.lock_key.decode()} held lock.uuid all the time, and it wrote nothing and returned {value!r}.",
                f"{self.value!r} at {self.key.decode()}, and True returned.",
                "compare what the lock's key holds with the lock's own value: `t.value(lock.key) == lock.uuid`.",
            )
        if not is_written and value is not False:
            return Fault(
                f"it wrote nothing, and returned {value!r}.",
                "False returned: the lock is lost.",
                "the transaction's first result says whether the compare held: return it.",
            )
        return None

    def _is_held(self, state: State) -> bool:
        found = state.find(self.lock_key)
        return found is not None and found.value == self.uuid

    def _describe_owner(self, state: State) -> str:
        if state.find(self.lock_key) is None:
            return f"the lock had ended: {self.lock_key.decode()} was not there"
        return f"{self.lock_key.decode()} held another owner's value"

    def _advise(self, run: Play, move: Move) -> str:
        if not isinstance(move.request, Txn) or any(map(self._is_held, run.moments)):
            return _ONE_REQUEST
        if move.before.find(self.lock_key) is None:
            return "put under `success` of a compare that holds only if the lock's key is there with `lock.uuid` in it."
        return "another owner has the same key, and another value in it: compare the value with `lock.uuid`."


_Case = tuple[str, bytes | None, str | None]
"""Where the lock stands, in words; what its key holds, None for no key; what the key holds."""


def _list_cases(draw: Draw) -> list[tuple[bytes, _Case]]:
    uuid = bytes(draw.choices(range(256), k=16))
    other = bytes([*uuid[:-1], uuid[-1] ^ 1])
    return [
        (uuid, ("holds lock.uuid", uuid, "before")),
        (uuid, ("holds lock.uuid", uuid, None)),
        (uuid, ("is gone", None, "before")),
        (uuid, ("is gone", None, None)),
        (uuid, ("holds another owner's value", other, "before")),
        (uuid, ("holds a value that begins alike", uuid + b"\0", None)),
        (uuid, ("is empty", b"", "before")),
    ]


def _draw_contract(draw: Draw, uuid: bytes, case: _Case) -> Contract:
    (name, other_name), keys = draw.draw_machines(2), draw.draw_keys(2)
    where, held, before = case
    lock_key, value = Lock.lock_prefix + name, draw.choice(_VALUES)
    start = State(revision=draw.choice((1, 230, 2**31 + 3)))
    # The lock of another name has this owner's value, and this lock has had it as well.
    writes = {Lock.lock_prefix + other_name: uuid, lock_key: uuid, keys[0]: before and before.encode()}
    for written, content in draw.shuffle_list(list(writes.items())):
        start, _ = apply(start, Put(written.encode(), content or b"gone"))
    start, _ = apply(start, DeleteRange(lock_key.encode()) if held is None else Put(lock_key.encode(), held))
    if before is None:
        start, _ = apply(start, DeleteRange(keys[0].encode()))
    return _FencedContract(
        f"fenced_put(client, lock, {keys[0]!r}, {value!r})",
        f"the lock's key, {lock_key}, {where}",
        Function("fenced_put", "lock_owner", (name, uuid, keys[0], value), through="write"),
        start,
        _make_changes(lock_key, keys),
        lock_key=lock_key.encode(),
        uuid=uuid,
        key=keys[0].encode(),
        value=value.encode(),
    )


def _make_changes(lock_key: str, keys: list[str]) -> tuple[Change, ...]:
    key = lock_key.encode()
    return (
        Change("takes the lock, which has ended", lambda state: [DeleteRange(key), Put(key, b"of a rival")]),
        make_deletion("sees the lock end", lock_key),
        make_write("writes the key without a lock", keys[0], "by a rival"),
        make_write("writes another key", keys[1], "by a rival"),
    )


def _check_every_order(exam: Examination) -> Verdict:
    programs = {who: _make_program(exam, who, pod) for who, pod in PODS.items()}
    outcome = explore(programs, _put_web, _find_lost, expiries=1, breaking="lose a pod")
    if outcome.broken:
        return exam.reject_order(
            "two clients that add a pod to a list under a lock, by your function; one lease may end at any step. "
            f"All {outcome.interleavings:,} orders.",
            outcome,
            "each pod on the list whose write returned True.",
            _ONE_REQUEST,
        )
    return exam.accept(
        f"none of {outcome.interleavings:,} orders of two clients, one of whose locks may end at any step, loses a pod."
    )


def _make_program(exam: Examination, who: str, pod: str) -> Program:
    return exam.answer.make_program(who, Function("fenced_put", "lock_owner", (who, pod), through="place"))


def _put_web(client: Client) -> None:
    client.put(LIST, json.dumps(["web"]))


def _find_lost(client: Client, ends: Mapping[str, End]) -> list[str]:
    names = json.loads(client.get(LIST)[0] or b"[]")
    placed = [PODS[who] for who, end in ends.items() if isinstance(end, Returned) and end.value is True]
    return [f"{pod} was placed, and is not on the list" for pod in placed if pod not in names]
