"""The notebook's own run, by nbval in the sandbox: the reference with the learner's answers."""

from __future__ import annotations

from dataclasses import dataclass

from kubeish.classroom.grading.assemble_notebook import assemble_notebook, find_check_cells
from kubeish.classroom.grading.channel import Channel, ChannelError, ChannelTimeout
from kubeish.classroom.grading.cut_text import cut_text
from kubeish.classroom.grading.sandbox.guest.limits import Limits
from kubeish.classroom.grading.sandbox.sandbox import Sandbox, SandboxedProcess
from kubeish.classroom.grading.sandbox.zygote_client import BASE
from kubeish.classroom.grading.wire import decode, encode
from kubeish.classroom.notebooks import Notebook
from kubeish.errors import KubeishError

# A lesson may start three members of etcd, each with 64 MB that it never fills.
_LIMITS = Limits(
    cpu=90,
    memory=1 << 30,
    processes=100,
    files=256,
    file_size=128 << 20,
    disk=512 << 20,
    memory_together=2 << 30,
)
_START_SECONDS = 20.0
"""How long a kernel may take to start, before anything of the learner's runs in it."""

MOST_WORDS = 4_000
"""Characters of what nbval says that a learner's page shows: a whole verdict, and what it is in."""

PASSED, NOT_RUN = "passed", "not run"


@dataclass(frozen=True)
class NbvalOutcome:
    """``outcome`` of an exercise's check: passed, failed or not run; ``words`` why not passed."""

    outcome: str
    words: str = ""


def run_notebook(
    sandbox: Sandbox, lesson: str, reference: Notebook, answers: dict[str, str], seconds: float, slugs: list[str]
) -> dict[str, NbvalOutcome]:
    """nbval's outcome of ``slugs``, exercises of a lesson. ``seconds``: what its cells may take in all.

    The time is kept here, from when the kernel is there, since a process that runs a learner's cell
    cannot be asked for it. When it is up the process ends at once, and no more is read from it.
    """
    checks = {cell_id: slug for cell_id, slug in find_check_cells(reference).items() if slug in slugs}
    outcomes = {slug: NbvalOutcome(NOT_RUN) for slug in checks.values()}
    key = "+".join(slugs)
    trouble = ""
    try:
        with sandbox.start_process(key, _LIMITS, _START_SECONDS) as process:
            _send_notebook(process, sandbox, lesson, assemble_notebook(reference, answers, slugs), key)
            started = _receive_cell(process.channel)
            process.channel.seconds = process.channel.waited + seconds
            while started and (cell := _receive_cell(process.channel)) is not None:
                cell_id, outcome = cell
                if cell_id in checks and outcomes[checks[cell_id]].outcome in (PASSED, NOT_RUN):
                    outcomes[checks[cell_id]] = outcome
    except ChannelTimeout:
        trouble = "it took too long"
    except (ChannelError, KubeishError) as error:
        trouble = f"it ended too early{error}"
    return {
        slug: NbvalOutcome(NOT_RUN, trouble) if each.outcome == NOT_RUN else each for slug, each in outcomes.items()
    }


def _send_notebook(process: SandboxedProcess, sandbox: Sandbox, lesson: str, notebook: str, key: str) -> None:
    home = process.home
    settings = {
        "KUBEISH_COURSE": BASE if sandbox.sandbox else str(sandbox.view.build_whole(sandbox.kind, key)),
        "KUBEISH_PROGRESS": f"{home}/progress.txt",
        "KUBEISH_GRADE": "1",
        "IPYTHONDIR": f"{home}/.ipython",
    }
    task = {"name": f"{lesson}.ipynb", "notebook": notebook, "home": home, "settings": settings}
    process.channel.send(encode(task))


def _receive_cell(channel: Channel) -> tuple[str, NbvalOutcome] | None:
    """A cell's id and its outcome; None when there are no more cells."""
    found = decode(channel.receive())
    if type(found) is list and found[:1] == ["broken"]:
        raise KubeishError(": " + " ".join(map(str, found[1:]))[-1500:])
    if type(found) is not list or len(found) != 3 or not all(type(part) is str for part in found):
        raise KubeishError(", with a report that is none")
    cell_id, outcome, words = found
    return (
        (cell_id, NbvalOutcome(outcome if outcome == PASSED else "failed", cut_text(words, MOST_WORDS)))
        if outcome
        else None
    )
