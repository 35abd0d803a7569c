"""Histories: what clients on threads and processes asked a real etcd and were told, each with the time of both.

A Recorder writes a file as it goes, so the history of a client that is killed is there up to its last request.
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

from kubeish.store.requests import Answer, DeleteRange, Put, Range, Request, Txn

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
        """Note a request; what is returned notes how it ended."""
        number = next(self._numbers)
        self._write(number, call=call, request=_text(message))

        def told(answer: Any, definite: bool) -> None:
            self._write(number, **({"answer": _text(answer)} if answer is not None else {"definite": definite}))

        return told

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _write(self, number: int, **what: Any) -> None:
        line = json.dumps({"n": number, "at": time.monotonic_ns(), **what})
        os.write(self._file, line.encode() + b"\n")  # in one piece, and with the system should we be killed


def _text(message: Any) -> str:
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
            yield from _operation(client, asked.pop(entry["n"]), entry)
        elif entry["definite"]:
            del asked[entry["n"]]
    for entry in asked.values():
        yield from _operation(client, entry, None)


def _operation(client: str, asked: dict[str, Any], told: dict[str, Any] | None) -> Iterator[Operation]:
    from kubeish.real import wire  # brings grpc and etcd3

    kinds = wire.messages(asked["call"])
    if kinds is None:
        return
    request = wire.request_of(asked["call"], kinds[0].FromString(base64.b64decode(asked["request"])))
    if any(read.serializable or read.revision > 0 for read in reads(request)) or (not told and not writes(request)):
        return
    answer = wire.answer_of(asked["call"], kinds[1].FromString(base64.b64decode(told["answer"]))) if told else None
    yield Operation(client, request, answer, asked["at"], told["at"] if told else None)


def parts(request: Request) -> Iterator[Range | Put | DeleteRange]:
    """The request itself, or all that a transaction may do."""
    if isinstance(request, Txn):
        for part in request.success + request.failure:
            yield from parts(part)
    else:
        yield request


def reads(request: Request) -> list[Range]:
    """All reads in a request."""
    return [part for part in parts(request) if isinstance(part, Range)]


def writes(request: Request) -> bool:
    """Whether the request may change anything."""
    return any(not isinstance(part, Range) for part in parts(request))
