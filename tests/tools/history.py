"""Histories of clients on threads and processes: each request to a real etcd and its answer, with both times.

A Recorder writes to a file at once, so the history of a client that is killed reaches to its last request.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kubeish.etcd.store.messages import Answer, DeleteRange, Put, Range, Request, Txn

SUFFIX = ".history"


@dataclass(frozen=True)
class Operation:
    """One request of one client. Times are nanoseconds of the machine's clock that only grows, one for all processes.

    ``answer`` is None where the client was told nothing: it may have happened, at any time from ``called`` on. Then
    ``returned`` is None too.
    """

    client: str
    request: Request
    answer: Answer | None
    called: int
    returned: int | None


class Recorder:
    """An observer for ``open_client(url, observer)`` that writes all that its client asks for into one file.

    ``folder``: where ``read_history`` finds it. ``client``: a name, one for each thread that asks by itself.
    """

    def __init__(self, folder: Path, client: str) -> None:
        path = folder / f"{client}{SUFFIX}"
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._numbers = itertools.count()

    def __call__(self, call: str, message: Any) -> Callable[[Any, bool], None]:
        """Record a request; the function returned records how it ended."""
        number = next(self._numbers)
        self._write(number, call=call, request=_encode(message))

        def report(answer: Any, definite: bool) -> None:
            self._write(number, **({"answer": _encode(answer)} if answer is not None else {"definite": definite}))

        return report

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _write(self, number: int, **what: Any) -> None:
        line = json.dumps({"n": number, "at": time.monotonic_ns(), **what})
        os.write(self._file, line.encode() + b"\n")  # in one piece, and with the system if this process is killed


def _encode(message: Any) -> str:
    pieces = message if isinstance(message, list) else [message]  # keep-alives come as lists
    return " ".join(base64.b64encode(piece.SerializeToString()).decode() for piece in pieces)


def read_history(folder: Path) -> list[Operation]:
    """All that the clients in this folder asked and were told, on keys as they are now, by the time of asking.

    Left out is what says nothing about the order of writes: requests that surely never happened, reads without an
    answer, reads of the past and serializable ones (which may be stale), and calls on leases, members and the like.
    """
    files = [(path.stem, path.read_text().splitlines(keepends=True)) for path in sorted(folder.glob(f"*{SUFFIX}"))]
    operations = [operation for client, lines in files for operation in _read_file(client, lines)]
    return sorted(operations, key=lambda operation: operation.called)


def _read_file(client: str, lines: Iterable[str]) -> Iterator[Operation]:
    asked: dict[int, dict[str, Any]] = {}
    for line in lines:
        if not line.endswith("\n"):  # its writer was killed
            continue
        entry = json.loads(line)
        if "call" in entry:
            asked[entry["n"]] = entry
        elif "answer" in entry:
            yield from _decode(client, asked.pop(entry["n"]), entry)
        elif entry["definite"]:
            del asked[entry["n"]]
    for entry in asked.values():
        yield from _decode(client, entry, None)


def _decode(client: str, asked: dict[str, Any], answered: dict[str, Any] | None) -> Iterator[Operation]:
    from tests.tools import protobuf_codec  # brings grpc and etcd3

    kinds = protobuf_codec.find_message_classes(asked["call"])
    if kinds is None:
        return
    request = protobuf_codec.decode_request(kinds[0].FromString(base64.b64decode(asked["request"])))
    if any(read.serializable or read.revision > 0 for read in list_reads(request)):
        return
    if answered:
        answer = protobuf_codec.decode_answer(kinds[1].FromString(base64.b64decode(answered["answer"])))
        yield Operation(client, request, answer, asked["at"], answered["at"])
    elif may_write(request):
        yield Operation(client, request, None, asked["at"], None)


def list_parts(request: Request) -> Iterator[Range | Put | DeleteRange]:
    """The request itself, or all that a transaction may do."""
    if isinstance(request, Txn):
        for part in request.success + request.failure:
            yield from list_parts(part)
    else:
        yield request


def list_reads(request: Request) -> list[Range]:
    """All reads in a request."""
    return [part for part in list_parts(request) if isinstance(part, Range)]


def may_write(request: Request) -> bool:
    """Whether the request may change anything."""
    return any(not isinstance(part, Range) for part in list_parts(request))
