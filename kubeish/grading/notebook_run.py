"""The notebook's own run: nbval in the sandbox, on the reference with the learner's answers. No mark hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kubeish.errors import KubeishError
from kubeish.grading.channel import Channel, ChannelEnd, TimeUp
from kubeish.grading.inside.apart import Limits
from kubeish.grading.laying_out import checks, laid_out
from kubeish.grading.sandbox.room import ROOT, Room, Seat
from kubeish.wire import decode, encode

_LIMITS = Limits(cpu=90, memory=1 << 30, processes=100, files=256, file_size=128 << 20, disk=512 << 20)
"""A lesson may start three members of etcd, each with 64 MB that it never fills."""

_START = 20.0
"""So long may a kernel take to begin, before anything of the learner's runs in it."""


PASSED, NOT_RUN = "passed", "not run"


@dataclass(frozen=True)
class Said:
    """``outcome`` of an exercise's check as nbval sees it: passed, failed or not run; ``words`` where it failed."""

    outcome: str
    words: str = ""


def run(room: Room, lesson: str, reference: dict[str, Any], answers: dict[str, str], seconds: float) -> dict[str, Said]:
    """What nbval says of each exercise of a lesson. ``seconds``: how long its cells may take, all together.

    It is counted out here, from when the kernel is there: nobody who runs a learner's cell could be asked for the time.
    At the end of it the whole seat goes at once, and nothing is waited for, or read, any more.
    """
    slugs = checks(reference)
    said = {slug: Said(NOT_RUN) for slug in slugs.values()}
    try:
        with room.seat("", _LIMITS, _START) as seat:
            _begin(seat, room, lesson, laid_out(reference, answers))
            begun = _cell(seat.channel)
            seat.channel.seconds = seat.channel.waited + seconds
            while begun and (cell := _cell(seat.channel)) is not None:
                name, outcome, words = cell
                if name in slugs and said[slugs[name]].outcome in (PASSED, NOT_RUN):
                    said[slugs[name]] = Said(outcome, words)
    except TimeUp:
        return _ended(said, "it took too long")
    except (ChannelEnd, KubeishError) as error:
        return _ended(said, f"it ended by itself {error}".strip())
    return said


def _begin(seat: Seat, room: Room, lesson: str, notebook: str) -> None:
    home = seat.home
    settings = {
        "KUBEISH_COURSE": ROOT if room.sandbox else str(room.tree.full()),
        "KUBEISH_PROGRESS": f"{home}/progress.txt",
        "KUBEISH_GRADE": "1",
        "IPYTHONDIR": f"{home}/.ipython",
    }
    task = {"name": f"{lesson}.ipynb", "notebook": notebook, "home": home, "settings": settings}
    seat.channel.send(encode(task))


def _cell(channel: Channel) -> tuple[str, str, str] | None:
    """A cell's id, its outcome and nbval's words; None when there are no more."""
    found = decode(channel.receive())
    if type(found) is list and found[:1] == ["broken"]:
        raise KubeishError(str(found[1:])[-1500:])
    if type(found) is not list or len(found) != 3 or not all(type(part) is str for part in found):
        raise KubeishError("with a report that is none")
    name, outcome, words = found
    return None if outcome == "" else (name, outcome if outcome == PASSED else "failed", words[:500])


def _ended(said: dict[str, Said], why: str) -> dict[str, Said]:
    return {slug: Said(NOT_RUN, why) if each.outcome == NOT_RUN else each for slug, each in said.items()}
