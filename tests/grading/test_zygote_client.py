"""Systems that lack a call: macOS marks without a sandbox, Windows gets one sentence."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kubeish.classroom.grading import results
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.mark_exercise import mark_exercise
from kubeish.classroom.grading.reading.answer_candidates import AnswerCandidate
from kubeish.classroom.grading.sandbox.bubblewrap import NoSandbox, find_bubblewrap
from kubeish.classroom.grading.sandbox.package_view import PackageView
from kubeish.classroom.grading.sandbox.sandbox import Sandbox
from kubeish.classroom.grading.settings import Bounds
from tests.answers import PRELUDE
from tests.grading import notebook_samples as samples

# The standard library adapts to a system when it is imported, so its own parts come first.
WINDOWS = """
import asyncio, concurrent.futures.process, multiprocessing.popen_spawn_posix, subprocess, tempfile
import ctypes, os, select, signal, socket, sys
for name in ("fcntl", "resource"):
    sys.modules[name] = None
for module, names in {
    os: "fork setsid geteuid getuid killpg pidfd_open waitpid",
    select: "poll",
    signal: "SIGKILL pidfd_send_signal",
    socket: "AF_UNIX SOCK_SEQPACKET send_fds recv_fds",
}.items():
    for name in names.split():
        delattr(module, name)
ctypes.CDLL = None
from kubeish.classroom.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize("options", [[], ["--no-sandbox"]])
def test_without_fork_grade_says_what_is_needed(options: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.ipynb").write_bytes(samples.to_bytes(samples.fill_in(samples.find_lesson("warm-up"), {})))
    command = [sys.executable, "-c", WINDOWS, "grade", str(folder), "--out", str(tmp_path / "out"), *options]
    done = subprocess.run(command, cwd=samples.ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "kubeish grade needs Linux, or macOS with --no-sandbox" in done.stderr


@pytest.mark.parametrize("missing", [AttributeError, OSError(errno.EPROTONOSUPPORT, "Protocol not supported")])
def test_without_packet_sockets_answers_are_marked_without_a_sandbox(
    missing: Any, specs: ExerciseSpecs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair, kinds = socket.socketpair, []

    def make_pair(*args: Any) -> tuple[socket.socket, socket.socket]:
        kinds.append(args[1:])
        if args[1:] == (socket.SOCK_SEQPACKET,):
            raise missing
        return pair(*args)

    monkeypatch.setattr(socket, "socketpair", make_pair)
    spec = next(spec for spec in specs.exercises if spec.slug == "is-etcd-conflict")
    sandbox = Sandbox("answers", PackageView(tmp_path), sandbox=False)
    for slug, status in ((spec.slug, results.PASSED), ("warm-up", results.FAILED), (spec.slug, results.PASSED)):
        candidate = AnswerCandidate(PRELUDE + samples.get_right_answer(slug), "its id", "a.ipynb", 1)
        assert mark_exercise(sandbox, spec, [candidate], Bounds(seconds=60)).status == status
    assert (socket.SOCK_STREAM,) in kinds
    sandbox.close()


def test_a_sandbox_needs_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(NoSandbox, match=r"needs Linux.*--no-sandbox\.$"):
        find_bubblewrap()
