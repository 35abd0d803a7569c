"""Of the reference only the cells that an answer depends on are run with it."""

from __future__ import annotations

import json

from kubeish.classroom import notebooks
from kubeish.classroom.grading.assemble_notebook import assemble_notebook, find_check_cells
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from tests.answers import PRELUDE
from tests.grading import notebook_samples as samples

LESSON = "02_compare_and_swap"


def cells(specs: ExerciseSpecs, **more: str) -> list[str]:
    """The ids of the cells that run with right answers, and with ``more`` at their ends, by the exercise."""
    slugs = [spec.slug for spec in specs.exercises if spec.lesson == LESSON]
    answers = {slug: PRELUDE + samples.get_right_answer(slug) + more.get(slug.replace("-", "_"), "") for slug in slugs}
    notebook = json.loads(assemble_notebook(specs.references[LESSON], answers, slugs))
    own = {notebooks.get_metadata(cell).get("exercise"): cell["source"] for cell in notebook["cells"]}
    assert {slug: own[slug] for slug in slugs} == answers
    return [cell["id"] for cell in notebook["cells"]]


def test_cells_on_which_no_answer_depends_are_left_out(specs: ExerciseSpecs) -> None:
    found = cells(specs)
    assert {"02-imports", "02-the-fake", *find_check_cells(specs.references[LESSON])} <= set(found)
    assert not {"02-stepper", "02-stage", "02-real-threads-racy", "02-guess-mutex"} & set(found)


def test_what_an_answer_mentions_comes_along_with_what_that_stands_on(specs: ExerciseSpecs) -> None:
    found = cells(specs, run_pod="\nprint(two)\n")
    assert {"02-a-mutex", "02-stage"} <= set(found)
    reference = [cell["id"] for cell in specs.references[LESSON]["cells"]]
    assert found == [name for name in reference if name in found]
