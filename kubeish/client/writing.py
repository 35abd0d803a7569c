"""Writing: put, delete, and all that is a transaction. Every call is one Put, one DeleteRange or one Txn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kubeish.client.asking import Asking
from kubeish.client.responses import DeleteRangeResponse, KVMetadata, PutResponse, ResponseOp
from kubeish.client.transactions import Transactions, txn
from kubeish.client.wire import end_of_prefix, to_bytes, to_lease_id
from kubeish.store.requests import (
    Answer,
    Compare,
    DeleteAnswer,
    DeleteRange,
    Put,
    RangeAnswer,
    Request,
    Txn,
    TxnAnswer,
)

Text = str | bytes


class Writing(Asking):
    """The part of the client that writes."""

    transactions = Transactions()

    def put(self, key: Text, value: Text, lease: Any = None, prev_kv: bool = False) -> PutResponse:
        """Write ``key``, whatever stood there. ``lease``: a Lease or its id, whose end deletes the key."""
        return PutResponse(self._answer(Put(to_bytes(key), to_bytes(value), to_lease_id(lease), prev_kv)))

    def put_if_not_exists(self, key: Text, value: Text, lease: Any = None) -> bool:
        """Write ``key`` only if it is missing, in one step; whether it was."""
        missing = Compare("create", "==", to_bytes(key), 0)
        write = Put(to_bytes(key), to_bytes(value), to_lease_id(lease))
        return bool(self._answer(Txn((missing,), (write,))).succeeded)

    def replace(self, key: Text, initial_value: Text, new_value: Text) -> bool:
        """Write ``key`` only if it holds ``initial_value``, in one step; whether it did."""
        unchanged = Compare("value", "==", to_bytes(key), to_bytes(initial_value))
        write = Put(to_bytes(key), to_bytes(new_value))
        return bool(self._answer(Txn((unchanged,), (write,))).succeeded)

    def delete(self, key: Text, prev_kv: bool = False, return_response: bool = False) -> bool | DeleteRangeResponse:
        """Delete one key: whether it was there, or the whole response."""
        answer: DeleteAnswer = self._answer(DeleteRange(to_bytes(key), prev_kv=prev_kv))
        return DeleteRangeResponse(answer) if return_response else answer.deleted >= 1

    def delete_prefix(self, prefix: Text) -> DeleteRangeResponse:
        """Delete each key that starts with ``prefix``, at one revision."""
        return DeleteRangeResponse(self._answer(DeleteRange(to_bytes(prefix), end_of_prefix(prefix))))

    def transaction(
        self,
        compare: Iterable[Compare],
        success: Iterable[Request] | None = None,
        failure: Iterable[Request] | None = None,
    ) -> tuple[bool, list[Any]]:
        """Run ``success`` if every compare holds, else ``failure``: in one step, at one revision.

        Gives whether they held, and for each operation that ran: a list of (value, metadata) for a get, else a
        ResponseOp, such as ``response.response_put.header.revision``.
        """
        answer: TxnAnswer = self._answer(txn(compare, success, failure))
        return answer.succeeded, [_result(part, answer.revision) for part in answer.answers]


def _result(answer: Answer, revision: int) -> list[tuple[bytes, KVMetadata]] | ResponseOp:
    if type(answer) is RangeAnswer:
        return [(kv.value, KVMetadata(kv, revision)) for kv in answer.kvs]
    return ResponseOp(answer)
