"""Examination of one exercise: the cell runs in the sandbox, the questions come from outside."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace

from kubeish.checks import Verdict, examine
from kubeish.classroom.grading import reasons, results
from kubeish.classroom.grading.channel import Channel, ChannelClosed, ChannelError
from kubeish.classroom.grading.cut_text import cut_text
from kubeish.classroom.grading.deadline import Deadline, DeadlineExceeded
from kubeish.classroom.grading.exercise_specs import ExerciseSpec
from kubeish.classroom.grading.reading.answer_candidates import MAX_CANDIDATES, AnswerCandidate
from kubeish.classroom.grading.reading.definitions import find_mentioned_names
from kubeish.classroom.grading.remote_answer import RemoteAnswer
from kubeish.classroom.grading.remote_run import ProtocolError
from kubeish.classroom.grading.results import ExerciseMark
from kubeish.classroom.grading.sandbox.guest.exec_cell import Task
from kubeish.classroom.grading.sandbox.sandbox import Sandbox
from kubeish.classroom.grading.sandbox.zygote_client import SandboxBroken
from kubeish.classroom.grading.settings import Bounds
from kubeish.classroom.grading.similarity import fingerprint
from kubeish.classroom.grading.verdict_cache import RecordingChannel, Transcript, TranscriptDiverged, VerdictCache
from kubeish.classroom.grading.wire import WireError
from kubeish.explorer.opaque_index import NeedRevisions
from kubeish.explorer.real_time import perf_counter

_CACHE = VerdictCache()
_MOST_TRIES = 5
"""How often a process may end too early before that counts."""

MOST_PRINTED = 2_000
"""Characters of what an answer printed that a learner's page shows."""


def mark_exercise(sandbox: Sandbox, spec: ExerciseSpec, found: list[AnswerCandidate], bounds: Bounds) -> ExerciseMark:
    """The mark of the first candidate that passes, or else of the first one, of MAX_CANDIDATES.

    Nothing in an answer makes it raise. SandboxBroken is the grader's own trouble and is raised.
    """
    marks: list[ExerciseMark] = []
    for candidate in found[:MAX_CANDIDATES]:
        marks.append(examine_candidate(sandbox, spec, candidate, bounds))
        if marks[-1].status == results.PASSED:
            break
    best = marks[-1] if marks[-1].status == results.PASSED else marks[0]
    return replace(best, chosen=reasons.explain_choice(found, marks.index(best), best.status))


def examine_candidate(
    sandbox: Sandbox, spec: ExerciseSpec, candidate: AnswerCandidate, bounds: Bounds, cache: VerdictCache = _CACHE
) -> ExerciseMark:
    """The mark of one cell, from a process of its own.

    A process that ends too early may have been killed from outside, for want of memory for instance.
    So it is examined again before that counts, a few times, as long as all of that stays short.
    """
    blank = ExerciseMark(spec.slug, results.ERROR, "", candidate.source, fingerprint=fingerprint(candidate.source))
    started, ended = perf_counter(), 0
    while True:
        try:
            return _examine_in_process(sandbox, spec, candidate, bounds, cache)
        except TranscriptDiverged:  # asked again from the beginning, in a fresh process
            pass
        except (ChannelClosed, SandboxBroken) as error:
            ended += 1
            if ended == _MOST_TRIES or perf_counter() - started > bounds.seconds:
                if isinstance(error, SandboxBroken):
                    raise
                return reasons.mark_process_error(blank, error, bounds)
        cache = VerdictCache()


def _examine_in_process(
    sandbox: Sandbox, spec: ExerciseSpec, candidate: AnswerCandidate, bounds: Bounds, cache: VerdictCache
) -> ExerciseMark:
    with sandbox.start_process(spec.slug, bounds.process_limits, bounds.seconds) as process:
        return _question(process.channel, spec, candidate, bounds, cache)


def _question(
    channel: Channel, spec: ExerciseSpec, candidate: AnswerCandidate, bounds: Bounds, cache: VerdictCache
) -> ExerciseMark:
    source = candidate.source
    blank = mark = ExerciseMark(spec.slug, results.ERROR, "", source, fingerprint=fingerprint(source))
    own = list(candidate.above), list(candidate.below)
    task = Task(spec.slug, list(spec.names), source, *own, list(spec.others))

    def choose_before(helpers: list[str]) -> list[str]:
        return spec.find_needed(set().union(*map(find_mentioned_names, [source, *helpers])))

    try:
        answer = RemoteAnswer(channel, asdict(task), choose_before)
        above, below = answer.helpers
        texts = [source, *above, *below]
        whole = "\n\n".join([*above, source, *below]) if len(texts) > 1 else ""
        mark = replace(mark, printed=cut_text(answer.report["printed"], MOST_PRINTED), whole=whole)
        if missing := answer.find_missing():
            return reasons.mark_missing_names(mark, answer.report, missing)
        with Deadline(bounds.examination_seconds):
            verdict = _find_verdict(answer, spec.slug, _derive_seed(bounds.seed, spec.slug), cache)
            return reasons.mark_verdict(mark, verdict, texts)
    except ChannelClosed:
        raise
    except (ChannelError, DeadlineExceeded, WireError, ProtocolError) as error:
        return reasons.mark_process_error(blank, error, bounds)
    except (Exception, NeedRevisions) as error:
        return reasons.mark_examination_error(mark, error)


def _find_verdict(answer: RemoteAnswer, slug: str, seed: int, cache: VerdictCache) -> Verdict:
    """The verdict: from the cache if the answer repeats a passed one, else from the check."""
    key = f"{slug} {seed}"
    exchanges, verdict = cache.recall(key, answer.channel)
    if verdict is None:
        answer.channel = recording = RecordingChannel(answer.channel, exchanges)
        verdict = examine(slug, answer, seed)
        cache.keep(key, Transcript.of(recording.exchanges, verdict))
    return verdict


def _derive_seed(seed: int, slug: str) -> int:
    """A seed for one exercise that tells nothing of the others'. 0 and 1 stay: the tests of the checks ask by 1."""
    return int.from_bytes(hashlib.sha256(f"{seed} {slug}".encode()).digest()[:4], "big") >> 1 if seed > 1 else seed
