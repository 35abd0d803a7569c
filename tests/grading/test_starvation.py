"""How long a process had no processor: two that share one wait, and one that sleeps does not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kubeish.checks import Function
from kubeish.checks.remembered_program import RememberedProgram
from kubeish.classroom.grading.channel import Channel
from kubeish.classroom.grading.remote_program import RemoteProgram
from kubeish.classroom.grading.sandbox.package_view import PackageView
from kubeish.classroom.grading.sandbox.sandbox import Sandbox
from kubeish.classroom.grading.sandbox.starvation import read_number, read_times
from kubeish.classroom.grading.settings import Bounds
from kubeish.classroom.grading.verdict_cache import RecordingChannel

pytestmark = pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="this system does not tell")
ON_ONE = "import os, sys; os.sched_setaffinity(0, [int(sys.argv[1])])\nwhile True: pass"
ASLEEP = "import time; time.sleep(600)"


def start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", *arguments])


def test_of_two_processes_on_one_processor_each_waits_for_the_other() -> None:
    core = str(min(os.sched_getaffinity(0)))
    busy = [start(ON_ONE, core) for _ in range(2)]
    asleep = start(ASLEEP)
    try:
        before = read_times(asleep.pid)[1]
        while min(min(read_times(process.pid)) for process in busy) < 0.5:
            time.sleep(0.05)
        assert read_times(asleep.pid)[1] - before < 0.5 * sum(read_times(process.pid)[1] for process in busy)
    finally:
        for process in (*busy, asleep):
            process.kill()
            process.wait()


def test_a_pidfd_tells_the_number_of_its_process() -> None:
    handle = os.pidfd_open(os.getpid())
    try:
        assert read_number(handle) == os.getpid()
    finally:
        os.close(handle)


def test_what_is_gone_has_waited_for_nothing() -> None:
    process = start("")
    process.wait()
    assert (read_times(process.pid), read_number(999)) == ((0.0, 0.0), 0)


def test_the_process_of_an_answer_is_known_outside_of_its_sandbox(bubblewrap: str, tmp_path: Path) -> None:
    sandbox = Sandbox("answers", PackageView(tmp_path))
    try:
        with sandbox.start_process("warm-up", Bounds(60).process_limits, 60) as process:
            assert process._handle is not None
            lines = Path(f"/proc/{read_number(process._handle)}/status").read_text().splitlines()
        (numbers,) = (line.split()[1:] for line in lines if line.startswith("NSpid:"))
        assert numbers[-1] == "1", "it is the first in a namespace of its own"
    finally:
        sandbox.close()


@pytest.mark.parametrize(("times", "wanted"), [((3.0, 90.0), (10.0, 4.0)), ((0.0, 0.0), (1.0, 1.0))])
def test_the_time_of_an_answer_is_without_what_others_had(
    times: tuple[float, float], wanted: tuple[float, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is not known it is said to work: the channel ends what waits for long."""
    monkeypatch.setattr("kubeish.explorer.real_time.monotonic", lambda: 100.0)
    monkeypatch.setattr("kubeish.explorer.real_time.read_processor", lambda: 1.0)
    channel = RecordingChannel(Channel(None, 60.0, lambda: times), [])  # type: ignore[arg-type]  # nothing is sent
    answer: Any = SimpleNamespace(make_program=lambda label, function: RemoteProgram(wire, label, function))
    wire: Any = SimpleNamespace(read_times=channel.read_times, get_histories=lambda label, function: None)
    assert RememberedProgram(answer, "A", Function("f", "client")).read_times() == wanted
