"""The run that broke an answer, for the report: as a picture, as text, and with the answer's own line at each step."""

from __future__ import annotations

from dataclasses import dataclass

from kubeish.explorer.timeline import Timeline
from kubeish.grading.channel import ChannelEnd
from kubeish.grading.remote import Astray, looked_up
from kubeish.wire import WireError

_MOST_STEPS, _MOST_TEXT = 80, 20_000


@dataclass(frozen=True)
class Drawn:
    """``svg``: a picture that needs nothing else; ``text``: its twin; ``steps``: where the answer stood at each."""

    svg: str = ""
    text: str = ""
    steps: tuple[str, ...] = ()


def drawn(timeline: Timeline) -> Drawn:
    """Draw ``timeline``; a very long one is only told."""
    text = str(timeline)[:_MOST_TEXT]
    if len(timeline.steps) > _MOST_STEPS:
        return Drawn(text=text)
    from kubeish.figures import timeline as figure

    picture = figure(timeline).svg
    return Drawn(picture if len(picture) < 20 * _MOST_TEXT else "", text, _steps(timeline))


def _steps(timeline: Timeline) -> tuple[str, ...]:
    try:
        timeline = looked_up(timeline)
    except (ChannelEnd, WireError, Astray):  # it is the answer's loss
        return ()
    return tuple(f"{step.who}, line {step.where.line}: {step.where.text}" for step in timeline.steps if step.where.text)
