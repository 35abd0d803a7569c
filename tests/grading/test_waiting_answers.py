"""An answer that sleeps, backs off, logs or retries by a library passes in the sandbox as one that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubeish.classroom.grading import results
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.mark_submission import Sandboxes, mark_submission
from kubeish.classroom.grading.reading.folders import find_submissions
from kubeish.classroom.grading.reading.submission import read_submission
from kubeish.classroom.grading.settings import Bounds, Settings
from tests.grading import notebook_samples as samples

SLUG = "run-pod"
LESSON = samples.find_lesson(SLUG)
WAITING = [
    "a pause that grows, and a log",
    "a sleep by its own name",
    "tenacity's own decorator, and a deadline far off",
    "tenacity around the whole function, which is the answer",
    "full jitter by a seed, in asyncio's sleep",
]
ANSWERS = {answer.title: answer.source for answer in samples.load_answers(SLUG)[0]}


@pytest.mark.parametrize("title", WAITING)
def test_it_passes(title: str, specs: ExerciseSpecs, sandboxes: Sandboxes, tmp_path: Path) -> None:
    folder = tmp_path / "in" / "ann"
    folder.mkdir(parents=True)
    (folder / f"{LESSON}.ipynb").write_bytes(samples.to_bytes(samples.fill_in(LESSON, {SLUG: ANSWERS[title]})))
    ((learner, entries),) = find_submissions(folder.parent, [LESSON]).items()
    only = ExerciseSpecs(
        tuple(spec for spec in specs.exercises if spec.slug == SLUG), {LESSON: specs.references[LESSON]}
    )
    settings = Settings(Bounds(60), nbval=False)
    (found,) = mark_submission(read_submission(learner, entries), only, settings, sandboxes).exercises
    assert found.status == results.PASSED, found
