"""The zygote: has imported what every answer needs, and forks a process for each.

Requests come as packets over a socket on its standard input. Each brings one end of a new channel,
on which the forked process talks to the grader. The zygote itself never sees an answer.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import socket
import traceback
from collections.abc import Callable, Iterable
from typing import Any

from kubeish.classroom.grading.channel import Channel
from kubeish.classroom.grading.sandbox.guest import preload
from kubeish.classroom.grading.sandbox.guest.isolate import isolate_process
from kubeish.classroom.grading.sandbox.guest.limits import Isolation, Limits

_MAX_REQUEST = 100_000
_SERVERS = {"answers": "answer_server", "notebooks": "nbval_server"}


def main(kind: str, packages: Iterable[str] = ()) -> None:
    """Serve until the grader goes. ``kind``: answers or notebooks. ``packages`` that answers may need."""
    control = socket.socket(fileno=os.dup(0))
    server = importlib.import_module(f"kubeish.classroom.grading.sandbox.guest.{_SERVERS[kind]}")
    server.prepare()
    preload.import_all(packages)
    gc.collect()
    gc.freeze()  # a collection in a forked process would copy the pages of all that it looks at
    _leave_root()
    _close_standard_streams()
    control.send(b"ready")
    while True:
        request, ends, _, _ = socket.recv_fds(control, _MAX_REQUEST, 1)
        _reap()
        if not request:
            os._exit(0)
        with socket.socket(fileno=ends[0]) as end:
            if os.fork() == 0:
                control.close()
                _serve_and_exit(json.loads(request), end, server.serve)


def _reap() -> None:
    """Wait for the forked processes that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _close_standard_streams() -> None:
    """Take the grader's socket off standard input, where an answer would find it."""
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    os.close(null)


def _leave_root() -> None:
    """Become the user nobody, where the grader was started by root."""
    if os.getuid() == 0 and os.environ.get("KUBEISH_LEAVE_ROOT"):
        os.setgroups([])
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)


def _serve_and_exit(request: dict[str, Any], end: socket.socket, serve: Callable[[socket.socket], None]) -> None:
    """In the forked process: isolate it and serve. Never returns."""
    status = 1
    try:
        isolate_process(Limits(**request["limits"]), Isolation(**request["isolation"]), end)
        serve(end)
        status = 0
    except Exception:
        with contextlib.suppress(OSError):
            Channel(end).send(json.dumps(["l", "broken", traceback.format_exc()[-1500:]]).encode())
    finally:
        os._exit(status)
