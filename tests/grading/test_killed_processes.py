"""Workers, zygotes and sandboxes that are killed from outside cost nobody a point, and hang nothing."""

from __future__ import annotations

import multiprocessing
import random
import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kubeish.classroom.grading import results
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.grade import GradingRun
from kubeish.classroom.grading.mark_exercise import mark_exercise
from kubeish.classroom.grading.mark_submission import Sandboxes
from kubeish.classroom.grading.reading.answer_candidates import AnswerCandidate
from kubeish.classroom.grading.results_db import ResultsDatabase
from kubeish.classroom.grading.sandbox.package_view import PackageView
from kubeish.classroom.grading.sandbox.sandbox import Sandbox, SandboxedProcess
from kubeish.classroom.grading.settings import Bounds
from tests.answers import PRELUDE
from tests.grading import notebook_samples as samples
from tests.grading.small_class import MANY, lay_out, read_marked_learners

SEED = 11
SLUGS = ("warm-up", "is-etcd-conflict", "string-set")


class DeadlySandbox:
    """Kills the first ``deaths`` processes after so many messages to each, drawn by ``draw``."""

    def __init__(self, sandbox: Sandbox, deaths: int, draw: random.Random) -> None:
        self._sandbox, self.deaths, self._draw = sandbox, deaths, draw
        self.killed = 0

    @contextmanager
    def start_process(self, *args: Any) -> Iterator[SandboxedProcess]:
        with self._sandbox.start_process(*args) as process:
            if self.killed < self.deaths:
                self.killed += 1
                self._kill_after(process, self._draw.randint(0, 5))
            yield process

    def _kill_after(self, process: SandboxedProcess, left: int) -> None:
        send, kill, is_killed = process.channel.send, process.kill, []

        def send_or_kill(message: bytes) -> None:
            nonlocal left
            left -= 1
            if left < 0 and not is_killed:
                is_killed.append(True)
                kill()
            send(message)

        process.channel.send = send_or_kill  # type: ignore[method-assign]
        process.kill = lambda: None if is_killed else kill()  # type: ignore[method-assign]


@pytest.mark.parametrize("deaths", [1, 4])
@pytest.mark.parametrize("slug", SLUGS)
def test_a_sandbox_that_is_killed_costs_no_mark(
    slug: str, deaths: int, specs: ExerciseSpecs, sandboxes: Sandboxes
) -> None:
    spec = next(spec for spec in specs.exercises if spec.slug == slug)
    deadly: Any = DeadlySandbox(sandboxes.answers, deaths, random.Random(f"{SEED} {slug}"))
    for answer, wanted in ((samples.get_right_answer, results.PASSED), (samples.get_wrong_answer, results.FAILED)):
        deadly.killed = 0
        candidate = AnswerCandidate(PRELUDE + answer(slug), "its id", "a.ipynb", 1)
        assert mark_exercise(deadly, spec, [candidate], Bounds(seconds=120)).status == wanted
        assert deadly.killed == deaths


def wait_until_hung_up(end: socket.socket) -> None:
    """Until nobody has the other end: bubblewrap is gone before what it has started."""
    poll = select.poll()
    poll.register(end, 0)
    assert poll.poll(60_000)


def test_a_zygote_that_is_killed_is_replaced(bubblewrap: str, specs: ExerciseSpecs, tmp_path: Path) -> None:
    spec = next(spec for spec in specs.exercises if spec.slug == "warm-up")
    candidate = AnswerCandidate(PRELUDE + samples.get_right_answer("warm-up"), "its id", "a.ipynb", 1)
    sandbox = Sandbox("answers", PackageView(tmp_path))
    zygote = sandbox.start_zygote()
    zygote._wait_until_ready()  # from then on what it has started ends with it
    for _ in range(2):
        zygote.process.kill()
        zygote.process.wait()
        wait_until_hung_up(zygote.control)
        assert mark_exercise(sandbox, spec, [candidate], Bounds(seconds=120)).status == results.PASSED
        assert sandbox._zygote is not zygote
        zygote = sandbox._zygote  # type: ignore[assignment]
    sandbox.close()


def test_a_zygote_that_is_killed_while_it_starts_costs_nothing(
    bubblewrap: str, specs: ExerciseSpecs, tmp_path: Path
) -> None:
    """Whether bubblewrap takes along what it has started is not yet certain then; the mark is."""
    spec = next(spec for spec in specs.exercises if spec.slug == "warm-up")
    candidate = AnswerCandidate(PRELUDE + samples.get_right_answer("warm-up"), "its id", "a.ipynb", 1)
    sandbox = Sandbox("answers", PackageView(tmp_path))
    sandbox.start_zygote().process.kill()
    assert mark_exercise(sandbox, spec, [candidate], Bounds(seconds=120)).status == results.PASSED
    sandbox.close()


@pytest.mark.slow
def test_workers_that_are_killed_again_and_again_cost_no_mark(
    bubblewrap: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out, write, draw = lay_out(tmp_path / "in"), tmp_path / "out", ResultsDatabase.write, random.Random(SEED)
    written: list[object] = []

    def kill_one(self: ResultsDatabase, *args: Any) -> None:
        write(self, *args)
        written.append(args)
        if len(written) % 6 == 0:
            for process in draw.sample(children := multiprocessing.active_children(), draw.randint(1, len(children))):
                process.kill()

    monkeypatch.setattr(ResultsDatabase, "write", kill_one)
    GradingRun(folder, out, lessons=("00",), jobs=2, no_nbval=True, seconds=60).mark()
    assert len(written) == len(read_marked_learners(out)) == MANY
    rows = (out / "grades.csv").read_text()
    statuses = (results.PASSED, results.FAILED, results.NOT_ATTEMPTED, results.ERROR)
    assert [rows.count(f",{status},") for status in statuses] == [MANY // 4] * 4
