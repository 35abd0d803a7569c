"""A warm process: it has imported what every answer needs, and forks a process for each. It never sees an answer.

It is asked over a socket on its standard input; with each request comes the end of a new channel, on which the forked
process talks to the grader directly.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import socket
import sys
import traceback
from collections.abc import Callable

from kubeish.grading.channel import Channel
from kubeish.grading.inside.apart import Limits, Place, move_apart

Work = Callable[[socket.socket], None]

_REQUEST = 100_000
_WORK = {"answers": "serving", "notebooks": "notebook"}


def main(kind: str) -> None:
    """Serve until the grader goes. ``kind``: ``answers`` or ``notebooks``, what the forked processes are for."""
    control = _control()
    work = _prepared(kind)
    _leave_root()
    control.send(b"ready")
    while True:
        message, ends, _, _ = socket.recv_fds(control, _REQUEST, 1)
        _bury()
        if not message:
            os._exit(0)
        with socket.socket(fileno=ends[0]) as end:
            if os.fork() == 0:
                control.close()
                _begin(json.loads(message), end, work)


def _bury() -> None:
    """Take note of the forked processes that have ended: the grader watches them, and this one bears their cost."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _control() -> socket.socket:
    """The grader's socket, taken off standard input, so that nothing that runs later finds it there."""
    control = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)
    return control


def _prepared(kind: str) -> Work:
    work: Work = importlib.import_module(f"kubeish.grading.inside.{_WORK[kind]}").prepared()
    return work


def _leave_root() -> None:
    """A grader that was started by root runs its answers as nobody."""
    if os.getuid() == 0 and os.environ.get("KUBEISH_LEAVE_ROOT"):
        os.setgroups([])
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)


def _begin(request: dict[str, object], end: socket.socket, work: Work) -> None:
    """In the forked process: move apart, tell the grader by which handle to end it, and work. Never returns."""
    status = 1
    try:
        limits, place = Limits(**request["limits"]), Place(**request["place"])  # type: ignore[arg-type]
        move_apart(limits, place, end)
        work(end)
        status = 0
    except Exception:
        _tell(end, traceback.format_exc()[-1500:])
    finally:
        os._exit(status)


def _tell(end: socket.socket, words: str) -> None:
    """The last that the grader hears of a process that stumbles."""
    with contextlib.suppress(OSError):
        Channel(end).send(json.dumps(["l", "broken", words]).encode())


if __name__ == "__main__":
    main(sys.argv[1])
