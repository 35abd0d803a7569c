"""What to talk about tomorrow: the common wrong answers by kind, each with an example without a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kubeish.classroom.grading import results
from kubeish.classroom.grading.report.learner_report import ExerciseRow, LearnerReport

_WRONG = (results.FAILED, results.ERROR, results.TIME_OUT)
_MOST_KINDS = 2_000
_MOST_LINES = 40


@dataclass
class Topic:
    """A kind of wrong answer: ``says`` what to do about it, and ``count`` learners gave it.

    ``seen`` and ``answer`` are those of the first of them.
    """

    slug: str
    title: str
    says: str
    seen: str
    answer: str
    count: int = 0


class Topics:
    """Counts kinds of wrong answers, learner by learner. What a check advises is the kind of a failure."""

    def __init__(self) -> None:
        self._topics: dict[tuple[str, str], Topic] = {}

    def add(self, report: LearnerReport) -> None:
        """Count a learner's wrong answers."""
        for row in report.rows:
            mark = row.mark
            says = mark.try_next or mark.wanted or mark.reason
            if mark.status in _WRONG and (mark.slug, says) not in self._topics and len(self._topics) < _MOST_KINDS:
                self._topics[mark.slug, says] = _make_topic(row, says, report.learner)
            if mark.status in _WRONG and (topic := self._topics.get((mark.slug, says))):
                topic.count += 1

    def list_common(self, most: int = 7) -> list[Topic]:
        """Those of two learners and more, the most common first."""
        found = [topic for topic in self._topics.values() if topic.count > 1]
        return sorted(found, key=lambda topic: (-topic.count, topic.slug, topic.says))[:most]


def _make_topic(row: ExerciseRow, says: str, learner: str) -> Topic:
    lines = row.mark.answer.strip().splitlines()
    more = ["..."] if len(lines) > _MOST_LINES else []
    answer = "\n".join([*lines[:_MOST_LINES], *more])
    return Topic(row.mark.slug, row.title, says, _drop_name(row.mark.reason, learner), _drop_name(answer, learner))


def _drop_name(text: str, learner: str) -> str:
    """``text`` without the learner's name, which may stand in a comment."""
    words = [re.escape(word) for word in re.findall(r"\w{3,}", learner)]
    return re.sub(rf"\b(?:{'|'.join(words)})\b", "...", text, flags=re.IGNORECASE) if words else text
