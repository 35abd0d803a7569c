"""Files of the course itself are never a learner's work, whichever edition a clone is of; the report says so."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kubeish.classroom import course, notebooks
from kubeish.classroom.authoring.edition_list import update_list
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.reading import course_editions
from kubeish.classroom.grading.reading.answer_candidates import find_candidates
from kubeish.classroom.grading.reading.folders import find_submissions
from kubeish.classroom.grading.reading.submission import Submission, read_submission
from tests.grading import notebook_samples as samples
from tests.grading.formats import NB, RIGHT_ANSWER, hand_in

OLD = samples.ROOT / "tests" / "classroom" / "edition_0_1_0"


def read(folder: Path) -> Submission:
    ((learner, entries),) = find_submissions(folder, [lesson.name for lesson in course.load().lessons]).items()
    return read_submission(learner, entries)


def list_answered(submission: Submission, specs: ExerciseSpecs) -> list[str]:
    return [spec.slug for spec in specs.exercises if find_candidates(spec, submission)[0]]


def test_a_blank_notebook_of_an_older_edition_is_untouched(tmp_path: Path, specs: ExerciseSpecs) -> None:
    shutil.copytree(OLD, tmp_path / "ann")
    submission = read(tmp_path)
    assert len(submission.files) == 8
    assert list_answered(submission, specs) == []
    first = next(spec for spec in specs.exercises if spec.slug == "why-did-the-tests-pass")
    assert find_candidates(first, submission)[1], "its cell is there, as it was handed out"


def test_an_answer_in_a_notebook_of_an_older_edition_counts(tmp_path: Path, specs: ExerciseSpecs) -> None:
    notebook = notebooks.read(OLD / "04_string_set.ipynb")
    notebooks.find_exercise_cells(notebook)["string-set"]["source"] = RIGHT_ANSWER
    (tmp_path / "ann.ipynb").write_bytes(samples.to_bytes(notebook))
    assert list_answered(read(tmp_path), specs) == ["string-set"]


def test_each_file_with_solutions_is_named(tmp_path: Path, specs: ExerciseSpecs) -> None:
    (tmp_path / "ann").mkdir()
    for name in ("solutions/my own.ipynb", "work.ipynb"):
        (tmp_path / "ann" / name).parent.mkdir(exist_ok=True)
    shutil.copy(samples.ROOT / "solutions" / NB, tmp_path / "ann" / "solutions" / "my own.ipynb")
    (tmp_path / "ann" / "work.ipynb").write_bytes(hand_in())
    submission = read(tmp_path)
    assert submission.notes == ("solutions/my own.ipynb: the course's own solutions in it, left out",)
    assert list_answered(submission, specs) == ["string-set"]


@pytest.mark.parametrize("change", ["", "\n\n", "x = 1\n"])
def test_a_script_of_the_course_is_left_out_and_a_learner_s_own_is_read(
    change: str, tmp_path: Path, specs: ExerciseSpecs, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"import json\n\n{RIGHT_ANSWER}"
    known = frozenset({course_editions.make_text_fingerprint(text)})
    monkeypatch.setattr(course_editions, "_load_list", lambda: known)
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "string_set.py").write_text(text.replace("\n", " \r\n") + change)
    submission = read(tmp_path)
    if change.strip():
        assert (list_answered(submission, specs), submission.notes) == (["string-set"], ())
    else:
        assert list_answered(submission, specs) == []
        assert submission.notes == ("string_set.py: a file of the course itself, left out",)


def test_the_list_holds_what_the_repository_has_ever_held(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments], cwd=tmp_path, check=True)

    git("init", "--quiet")
    old, new = "def run_pod(registry):\n    return 1", "def run_pod(registry):\n    return 2"
    (tmp_path / "tests").mkdir()
    for text in (old, new):
        (tmp_path / "tests" / "answer.py").write_text(text)
        (tmp_path / "tests" / "other.py").write_text("other = 1")
        notebook = {"cells": [{"cell_type": "code", "source": [f"# {text}"], "metadata": {}}]}
        (tmp_path / "a.ipynb").write_bytes(samples.to_bytes(notebook))
        git("add", ".")
        git("commit", "--quiet", "--message", "x")
    kept = "0123456789ab"
    (tmp_path / "list.txt").write_text(kept)
    update_list(tmp_path, tmp_path / "list.txt")
    wanted = {course_editions.make_text_fingerprint(text) for text in (old, new, f"# {old}", f"# {new}")}
    assert set((tmp_path / "list.txt").read_text().split()) == {kept, *wanted}
