"""The run that broke an answer: as a picture, as text, and as the answer's line at each step."""

from __future__ import annotations

from dataclasses import replace

from kubeish.classroom.grading.channel import ChannelError
from kubeish.classroom.grading.remote_program import resolve_locations
from kubeish.classroom.grading.remote_run import ProtocolError
from kubeish.classroom.grading.results import ExerciseMark
from kubeish.classroom.grading.wire import WireError
from kubeish.explorer.timeline import Timeline

_MAX_STEPS, _MAX_TEXT, _MAX_SVG = 80, 20_000, 400_000


def add_counterexample(mark: ExerciseMark, timeline: Timeline) -> ExerciseMark:
    """``mark`` with a picture, its text and its steps; of more than 80 steps the text alone."""
    mark = replace(mark, picture_text=str(timeline)[:_MAX_TEXT])
    if len(timeline.steps) > _MAX_STEPS:
        return mark
    svg = timeline.draw().svg
    return replace(mark, picture=svg if len(svg) < _MAX_SVG else "", steps=_describe_steps(timeline))


def _describe_steps(timeline: Timeline) -> tuple[str, ...]:
    try:
        steps = resolve_locations(timeline).steps
    except (ChannelError, WireError, ProtocolError):  # the report of this answer lacks its lines, no more
        return ()
    return tuple(f"{step.who}, line {step.location.line}: {step.location.text}" for step in steps if step.location.text)
