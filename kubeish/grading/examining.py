"""Examine the answer to one exercise: its cell runs in the sandbox, the questions come from outside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from kubeish.checks import NOT_ATTEMPTED as UNTOUCHED
from kubeish.checks import Verdict, examine
from kubeish.errors import KubeishError
from kubeish.explorer.opaque import NeedRevisions
from kubeish.grading import results
from kubeish.grading.channel import Channel, ChannelEnd, TimeUp, TooLong
from kubeish.grading.deadline import Deadline, Overdue
from kubeish.grading.drawing import Drawn, drawn
from kubeish.grading.inside.apart import Limits
from kubeish.grading.papers import Paper
from kubeish.grading.reaching import reached_for
from kubeish.grading.reading.definitions import mentioned
from kubeish.grading.reading.finding import MOST, Candidate
from kubeish.grading.recalling import Memory, Noting, Otherwise, Talk
from kubeish.grading.remote import Astray, RemoteAnswer
from kubeish.grading.results import Examined
from kubeish.grading.sameness import fingerprint
from kubeish.grading.sandbox.room import Room
from kubeish.wire import WireError

_MEMORY = Memory()
_MOST_WORDS = 5_000
"""So many characters of what was run and seen go into a report."""


@dataclass(frozen=True)
class Bounds:
    """``seconds``: how long an answer may take to reply, in all. ``seed`` chooses what is left to chance.

    The seed never enters the sandbox.
    """

    seconds: float = 10.0
    seed: int = 0

    @property
    def exam(self) -> float:
        """How long the examiner may take with an answer, replies and its own thoughts together."""
        return 2 * self.seconds

    def limits(self) -> Limits:
        """What the process may use. No answer needs a second process."""
        return Limits(int(self.seconds) + 1, 512 << 20, 0, 256, 16 << 20, 32 << 20)


def examined(room: Room, paper: Paper, found: list[Candidate], bounds: Bounds) -> Examined:
    """The first of the candidates that passes, or else the first of all."""
    tried: list[Examined] = []
    for candidate in found[:MOST]:
        tried.append(_examined(room, paper, candidate, bounds))
        if tried[-1].status == results.PASSED:
            break
    best = tried[-1] if tried[-1].status == results.PASSED else tried[0]
    return replace(best, taken=_taken(found, tried.index(best), best.status))


def _taken(found: list[Candidate], number: int, status: str) -> str:
    words = found[number].words()
    if len(found) == 1:
        return words
    others = "; ".join(candidate.words() for i, candidate in enumerate(found) if i != number)
    why = "it passes" if status == results.PASSED else "none passes, and this one is the nearest to the original"
    return f"{words}, taken of {len(found)} cells since {why}; the others: {others}"


def _examined(room: Room, paper: Paper, candidate: Candidate, bounds: Bounds, memory: Memory = _MEMORY) -> Examined:
    blank = Examined(paper.slug, results.ERROR, "", candidate.source, fingerprint=fingerprint(candidate.source))
    try:
        with room.seat(paper.slug, bounds.limits(), bounds.seconds) as seat:
            return _questioned(seat.channel, paper, candidate, bounds, blank, memory)
    except Otherwise:
        return _examined(room, paper, candidate, bounds, Memory())
    except TimeUp:
        return replace(blank, status=results.TIME_OUT, reason=f"no answer within {bounds.seconds:g} seconds")
    except Overdue:
        return replace(blank, status=results.TIME_OUT, reason=f"it kept the examiner busy for {bounds.exam:g} seconds")
    except TooLong:
        return replace(blank, reason="it says more than anybody would read")
    except ChannelEnd:
        return replace(blank, reason="its process ended in the middle of the examination")
    except (WireError, Astray) as error:
        return replace(blank, reason=f"what came from its process is no reply: {error}"[:300])


def _questioned(
    channel: Channel, paper: Paper, candidate: Candidate, bounds: Bounds, blank: Examined, memory: Memory
) -> Examined:
    answer = RemoteAnswer(channel, _task(paper, candidate))
    blank = replace(blank, printed=answer.report["printed"])
    missing = answer.missing()
    if missing:
        return replace(blank, reason=_why_missing(answer.report, missing))
    try:
        with Deadline(bounds.exam):
            verdict = _verdict(answer, paper.slug, _seed(bounds.seed, paper.slug), memory)
            return _looked_at(_with_verdict(blank, verdict), candidate)
    except (WireError, Astray):
        raise
    except KubeishError as error:
        return replace(blank, status=results.FAILED, reason=str(error)[:300], saw=str(error)[:_MOST_WORDS])
    except (Exception, NeedRevisions) as error:
        # A check that stumbles over a strange answer is ours to mend; the run goes on, and somebody is told.
        return replace(blank, reason=f"the examiner stumbled over it, look at it yourself: {_words(error)}")


def _verdict(answer: RemoteAnswer, slug: str, seed: int, memory: Memory) -> Verdict:
    """The verdict on an answer: known, if all that it says was said before, or else found."""
    what = f"{slug} {seed}"
    said, verdict = memory.recall(what, answer.channel)
    if verdict is None:
        answer.channel = notes = Noting(answer.channel, said)
        verdict = examine(slug, answer, seed)
        memory.keep(what, Talk(notes.said.copy(), verdict))
    return verdict


def _seed(seed: int, slug: str) -> int:
    """What chance begins with in one exercise: whoever sees that there knows nothing of the others. 0 stays 0."""
    return int.from_bytes(hashlib.sha256(f"{seed} {slug}".encode()).digest()[:4], "big") >> 1 if seed else 0


def _looked_at(mark: Examined, candidate: Candidate) -> Examined:
    """A pass of an answer that reaches for what examines it is no pass before somebody has looked at it."""
    words = reached_for([candidate.source, *candidate.helpers]) if mark.status == results.PASSED else []
    if not words:
        return mark
    reason = f"it passes, and it reaches for what examines it, look at it yourself: {', '.join(words)}"
    return replace(mark, status=results.DISPUTED, reason=reason[:300])


def _task(paper: Paper, candidate: Candidate) -> dict[str, Any]:
    """What the process is to run: what stands before the cell, as far as the answer mentions it, and the cell."""
    helpers = list(candidate.helpers)
    before = paper.needed(set().union(*map(mentioned, [candidate.source, *helpers])))
    names = list(paper.names)
    return {"slug": paper.slug, "names": names, "before": before, "helpers": helpers, "answer": candidate.source}


def _why_missing(report: dict[str, str], missing: list[str]) -> str:
    if report["error"]:
        place = f", {report['where']}" if report["where"] else ""
        return f"the cell stops before it defines {missing[0]}: {report['error']}: {report['message']}{place}"[:300]
    return f"the cell does not define {' and '.join(missing)}"


def _with_verdict(blank: Examined, verdict: Verdict) -> Examined:
    if verdict.status == UNTOUCHED:
        return replace(blank, status=results.NOT_ATTEMPTED, reason=verdict.line)
    if verdict.passed:
        return replace(blank, status=results.PASSED, reason=verdict.line)
    picture = drawn(verdict.timeline) if verdict.timeline is not None else Drawn()
    return replace(
        blank,
        status=results.FAILED,
        reason=_in_one_line(verdict),
        ran=verdict.ran[:_MOST_WORDS],
        saw=verdict.saw[:_MOST_WORDS],
        wanted=verdict.wanted,
        try_next=verdict.try_next,
        drawn=picture.svg,
        told=picture.text,
        steps=picture.steps,
    )


def _in_one_line(verdict: Verdict) -> str:
    """What was run and what was seen. The picture that the last words may point to is not on this line."""
    saw = verdict.saw.strip().partition("\n")[0].removesuffix("The shortest:").rstrip(" :")
    return f"{verdict.ran.strip().partition(chr(10))[0].rstrip('.:')}: {saw}"[:300]


def _words(error: Any) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]
