"""fenced-put: it writes while its lock is held, in one request with the compare, and else it returns False."""

from __future__ import annotations

import json
from collections.abc import Mapping

from kubeish.checks import Draw, Examination, Function, Verdict
from kubeish.checks.contract import Contract
from kubeish.checks.contract_runs import find_violation
from kubeish.checks.fenced_contract import ONE_REQUEST, FencedContract
from kubeish.checks.lock_owner import LIST
from kubeish.checks.plans import Change
from kubeish.checks.stores import make_deletion, make_write
from kubeish.errors import NotOffered
from kubeish.etcd.client.encoding import to_bytes
from kubeish.etcd.client.lock import Lock
from kubeish.etcd.client_protocol import Client
from kubeish.etcd.store import State, apply
from kubeish.etcd.store.messages import DeleteRange, Put
from kubeish.explorer import End, Program, Returned, explore
from kubeish.wording import read_message, say

PODS = {"A": "db", "B": "cache"}
_Value = str | bytes
_VALUES: tuple[_Value, ...] = ("", "0", '["web", "db"]', "ü \u540d", " a b ", "None", b"\xff\0 b'0'")


def examine(exam: Examination) -> Verdict:
    """One owner on drawn stores; then two that take the lock, one of whose leases may end at any step."""
    draw = exam.draw()
    contracts: list[Contract] = [_draw_contract(draw, *case) for case in _list_cases(draw)]
    try:
        return find_violation(exam, contracts, draw) or _check_every_order(exam)
    except NotOffered as error:
        return exam.reject(
            say("your function, with a lock that was taken before."),
            read_message(error),
            say("requests on keys alone: the `with` block takes the lock, and gives it back."),
            say("the transaction compares what `lock.key` holds; it needs no new lock and no lease."),
        )


_Case = tuple[str, bytes | None, _Value | None, _Value]
"""Where the lock stands, in words; what its key holds, None for no key; what the key holds; what is to be put there."""


def _list_cases(draw: Draw) -> list[tuple[bytes, _Case]]:
    """Each value is put once under a lock that is held."""
    uuid = b"\xfe" + str(draw.randrange(10**14, 10**15)).encode()  # bytes that are no text, as those of a lock
    other = uuid[:-1] + bytes([uuid[-1] ^ 1])
    values = draw.shuffle_list(list(_VALUES))
    held: list[_Case] = [
        (say("holds lock.uuid"), uuid, draw.choice(["1", None]) if number else "1", value)
        for number, value in enumerate(values)
    ]
    lost: list[_Case] = [
        (say("is gone"), None, "1", values[0]),
        (say("is gone"), None, None, values[1]),
        (say("holds another owner's value"), other, "1", values[2]),
        (say("holds a value that begins alike"), uuid + b"\0", None, values[3]),
        (say("is empty"), b"", "1", values[4]),
        (say("is gone, and the key holds that value"), None, values[5], values[5]),
    ]
    return [(uuid, case) for case in held + lost]


def _draw_contract(draw: Draw, uuid: bytes, case: _Case) -> Contract:
    (name, other_name), keys = draw.draw_machines(2), draw.draw_keys(2)
    where, held, before, value = case
    lock_key = Lock.lock_prefix + name
    start = State(revision=draw.choice((1, 230, 2**31 + 3)))
    # The lock of another name has this owner's value, and this lock has had it as well.
    writes = {
        Lock.lock_prefix + other_name: uuid,
        lock_key: uuid,
        keys[0]: None if before is None else to_bytes(before),
    }
    for written, content in draw.shuffle_list(list(writes.items())):
        start, _ = apply(start, Put(written.encode(), b"0" if content is None else content))
    start, _ = apply(start, DeleteRange(lock_key.encode()) if held is None else Put(lock_key.encode(), held))
    if before is None:
        start, _ = apply(start, DeleteRange(keys[0].encode()))
    return FencedContract(
        f"fenced_put(client, lock, {keys[0]!r}, {value!r})",
        say("the lock's key, {lock_key}, {where}", lock_key=lock_key, where=where),
        Function("fenced_put", "lock_owner", (name, uuid, keys[0], value), through="write"),
        start,
        _make_changes(lock_key, keys),
        lock_key=lock_key.encode(),
        uuid=uuid,
        key=keys[0].encode(),
        value=to_bytes(value),
    )


def _make_changes(lock_key: str, keys: list[str]) -> tuple[Change, ...]:
    key = lock_key.encode()
    return (
        Change(say("takes the lock, which has ended"), lambda state: [DeleteRange(key), Put(key, b"3")]),
        make_deletion(say("sees the lock end"), lock_key),
        make_write(say("writes the key without a lock"), keys[0], "2"),
        make_write(say("writes another key"), keys[1], "2"),
    )


def _check_every_order(exam: Examination) -> Verdict:
    programs = {who: _make_program(exam, who, pod) for who, pod in PODS.items()}
    outcome = explore(programs, _put_web, _find_lost, expiries=1, breaking=say("lose a pod"))
    if outcome.broken:
        return exam.reject_order(
            say(
                "two clients that add a pod to a list under a lock, by your function; one lease may end at any step. "
                "All {orders:,} orders.",
                orders=outcome.interleavings,
            ),
            outcome,
            say("each pod on the list whose write returned True."),
            ONE_REQUEST,
        )
    return exam.accept(
        say(
            "none of {orders:,} orders of two clients, one of whose locks may end at any step, loses a pod.",
            orders=outcome.interleavings,
        )
    )


def _make_program(exam: Examination, who: str, pod: str) -> Program:
    return exam.answer.make_program(who, Function("fenced_put", "lock_owner", (who, pod), through="place"))


def _put_web(client: Client) -> None:
    client.put(LIST, json.dumps(["web"]))


def _find_lost(client: Client, ends: Mapping[str, End]) -> list[str]:
    names = json.loads(client.get(LIST)[0] or b"[]")
    placed = [PODS[who] for who, end in ends.items() if isinstance(end, Returned) and end.value is True]
    return [say("{pod} was placed, and is not on the list", pod=pod) for pod in placed if pod not in names]
