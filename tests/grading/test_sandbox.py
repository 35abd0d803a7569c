"""The sandbox: what a process in it sees, and that it ends with all that it has started."""

from __future__ import annotations

import contextlib
import os
import tracemalloc
from pathlib import Path

import pytest

from kubeish.classroom.grading import nbval_run, results
from kubeish.classroom.grading.channel import MAX_MESSAGE, Channel, ChannelClosed
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.mark_exercise import mark_exercise
from kubeish.classroom.grading.mark_submission import Sandboxes
from kubeish.classroom.grading.reading.answer_candidates import AnswerCandidate
from kubeish.classroom.grading.sandbox.package_view import PackageView
from kubeish.classroom.grading.sandbox.sandbox import Sandbox, SandboxedProcess
from kubeish.classroom.grading.settings import Bounds
from kubeish.classroom.grading.suspicious_code import find_suspicious_code
from kubeish.classroom.grading.wire import WireError, decode, encode
from tests.answers import PRELUDE
from tests.grading import notebook_samples as samples

BOUNDS = Bounds(seconds=60)


def print_inside(sandboxes: Sandboxes, specs: ExerciseSpecs, text: str) -> str:
    """What a cell prints in the sandbox."""
    spec = next(spec for spec in specs.exercises if spec.slug == "is-etcd-conflict")
    cell = f"{text}\ndef is_etcd_conflict(error):\n    return None\n"
    return mark_exercise(
        sandboxes.answers, spec, [AnswerCandidate(cell, "its id", "a.ipynb", 1)], BOUNDS
    ).printed.strip()


def test_a_process_is_alone(sandboxes: Sandboxes, specs: ExerciseSpecs) -> None:
    output = print_inside(
        sandboxes,
        specs,
        "import os, socket, sys\n"
        "strange = [name for name in os.listdir('/tmp') if not sys.prefix.startswith(f'/tmp/{name}/')]\n"
        "print(os.getpid(), os.getuid(), strange, socket.gethostname())",
    )
    assert output == "1 1000 [] sandbox"


def test_an_allowed_package_is_there_before_the_clock_starts(
    bubblewrap: str, specs: ExerciseSpecs, tmp_path: Path
) -> None:
    text = "import sys\nprint('markupsafe' in sys.modules)"
    for packages, wanted in (((), "False"), (("markupsafe", "no_such_package"), "True")):
        sandbox = Sandbox("answers", PackageView(tmp_path), packages=packages)
        try:
            assert print_inside(Sandboxes(sandbox, sandbox), specs, text) == wanted
        finally:
            sandbox.close()


def test_it_has_no_handle_but_its_channel(sandboxes: Sandboxes, specs: ExerciseSpecs) -> None:
    text = """
import os, stat
for number in range(256):
    try:
        kind = os.fstat(number).st_mode
    except OSError:
        continue
    what = 'socket' if stat.S_ISSOCK(kind) else 'device' if stat.S_ISCHR(kind) else kind
    print(number if number < 3 else 'one', what)
"""
    lines = print_inside(sandboxes, specs, text).splitlines()
    assert lines[:3] == ["0 device", "1 device", "2 device"]
    assert lines[3:] == ["one socket"]


def test_of_this_machine_it_sees_python_and_the_system_alone(sandboxes: Sandboxes, specs: ExerciseSpecs) -> None:
    text = "import os\nprint(*sorted(name for name in os.listdir('/') if os.access('/' + name, os.R_OK)))"
    seen = set(print_inside(sandboxes, specs, text).split())
    assert "course" in seen
    assert not seen & {"home", "srv", "mnt", "media", "var", "run", "sys", "boot", "opt"}
    assert (
        print_inside(sandboxes, specs, f"import os\nprint(os.path.exists({str(samples.ROOT / 'solutions')!r}))")
        == "False"
    )


def test_a_process_ends_with_all_that_it_has_started(sandboxes: Sandboxes) -> None:
    notebook = samples.to_bytes({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).decode()
    with sandboxes.notebooks.start_process("", nbval_run._LIMITS, 60) as process:
        task = {"name": "x.ipynb", "notebook": notebook, "home": process.home, "settings": {}}
        process.channel.send(encode(task))
        assert decode(process.channel.receive())[1] == ""
        assert process.number > 0
    with pytest.raises(ChannelClosed):
        process.channel.receive()


def run_notebook(
    sandboxes: Sandboxes, specs: ExerciseSpecs, slug: str, answers: dict[str, str], seconds: float
) -> nbval_run.NbvalOutcome:
    lesson = samples.find_lesson(slug)
    return nbval_run.run_notebook(sandboxes.notebooks, lesson, specs.references[lesson], answers, seconds, [slug])[slug]


def test_a_dead_kernel_is_noticed_and_the_rest_goes_on(sandboxes: Sandboxes, specs: ExerciseSpecs) -> None:
    answers = {"warm-up": PRELUDE + "import os\nos._exit(0)\ndef read_back(client, key):\n    pass\n"}
    # The limit is a minute: the test's own would be over if the death were only noticed by waiting.
    said = run_notebook(sandboxes, specs, "warm-up", answers, 60.0)
    assert said.outcome != nbval_run.PASSED
    assert "dead" in said.words or "died" in said.words


FORKS = """
import os, time
for _ in range(20):
    if os.fork() == 0:
        kept = bytearray(os.urandom(1 << 20)) * 200
        time.sleep(1000)
time.sleep(1000)
def read_back(client, key):
    pass
"""


def test_processes_that_take_too_much_memory_together_are_ended(sandboxes: Sandboxes, specs: ExerciseSpecs) -> None:
    """Each of them takes 200 MB, which it may."""
    said = run_notebook(sandboxes, specs, "warm-up", {"warm-up": PRELUDE + FORKS}, 600.0)
    assert said == nbval_run.NbvalOutcome(
        nbval_run.NOT_RUN, "it ended too early: its processes took more than 2,048 MB of memory together"
    )


LOOPS = {
    "a loop": "while True:\n    pass\n",
    "a flood": "while True:\n    print('x')\n",
    "forged silence": "get_ipython().kernel.session.send = lambda *a, **k: None\n",
}


@pytest.mark.parametrize("title", LOOPS)
def test_the_time_of_a_notebook_is_kept_outside_and_nothing_is_waited_for_after_it(
    title: str, sandboxes: Sandboxes, specs: ExerciseSpecs
) -> None:
    answers, ended = {"warm-up": PRELUDE + LOOPS[title]}, []
    receive, kill = Channel.receive, SandboxedProcess.kill

    def receive_before_end(channel: Channel) -> bytes:
        assert not ended, "the channel of a process that has ended is read"
        return receive(channel)

    def record_end(process: SandboxedProcess) -> None:
        ended.append(process.channel.waited >= 1.0)
        kill(process)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Channel, "receive", receive_before_end)
        patch.setattr(SandboxedProcess, "kill", record_end)
        said = run_notebook(sandboxes, specs, "warm-up", answers, 1.0)
    assert (said.outcome, said.words) == (nbval_run.NOT_RUN, "it took too long")
    assert ended == [True]


def test_a_lone_surrogate_is_reported_and_not_waited_for(sandboxes: Sandboxes, specs: ExerciseSpecs) -> None:
    answer = samples.get_right_answer("string-set").replace(
        "def list(self):", "def list(self):\n        raise ValueError('\\ud800')"
    )
    answers = {"string-set": f"{PRELUDE}print('\\ud800')\n{answer}"}
    said = run_notebook(sandboxes, specs, "string-set", answers, 60.0)
    assert "not yet" in said.words, said


@pytest.mark.parametrize("piece", ['["l"],', '["d"],', "{},", '["t",1.5],'])
def test_the_worst_that_a_message_may_hold_takes_little_memory(piece: str) -> None:
    message = f'["l","value",["l",{(piece * (MAX_MESSAGE // len(piece)))[:-1]}]]'.encode()
    tracemalloc.start()
    with contextlib.suppress(WireError):
        decode(message)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40 * MAX_MESSAGE


def test_a_pass_that_reaches_for_the_checks_is_disputed(sandboxes: Sandboxes, specs: ExerciseSpecs) -> None:
    spec = next(spec for spec in specs.exercises if spec.slug == "is-etcd-conflict")
    right = "def is_etcd_conflict(error):\n    return isinstance(error, EtcdError) and error.code == 101\n"
    for text, status in (
        (right, results.PASSED),
        (f"# gc, exec\n{right}", results.PASSED),
        (f"import gc\n{right}", results.DISPUTED),
    ):
        mark = mark_exercise(sandboxes.answers, spec, [AnswerCandidate(PRELUDE + text, "its id", "a.ipynb", 1)], BOUNDS)
        assert mark.status == status, mark


def test_no_right_answer_of_the_tests_reaches_for_the_checks() -> None:
    for slug in samples.list_built_slugs():
        for answer in samples.load_answers(slug)[0]:
            assert find_suspicious_code([answer.source]) == [], (slug, answer.title)
    assert find_suspicious_code(["getattr(x, 'overlap_seen')", "not ( Python"]) == ["overlap_seen"]


def test_no_process_is_left_when_a_sandbox_is_closed(bubblewrap: str, tmp_path: Path) -> None:
    sandbox = Sandbox("answers", PackageView(tmp_path))
    number = sandbox.start_zygote().process.pid
    with sandbox.start_process("", BOUNDS.process_limits, 60.0):
        assert os.path.exists(f"/proc/{number}")  # noqa: PTH110  # /proc is no place for a Path's niceties
    sandbox.close()
    assert not os.path.exists(f"/proc/{number}")  # noqa: PTH110
