"""Every way of handing in: who is found, under the name that a person would say, with the status of one exercise."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path

import pytest

from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.mark_submission import Sandboxes, mark_submission
from kubeish.classroom.grading.reading.folders import find_submissions
from kubeish.classroom.grading.reading.submission import Submission, read_submission
from kubeish.classroom.grading.results import PASSED, ExerciseMark
from kubeish.classroom.grading.settings import Bounds, Settings
from tests.grading.formats import BLANK, NB, RIGHT, Case, Files, answers, layouts, programs
from tests.grading.notebook_samples import make_zip

LESSONS = ["00_start_here", NB.removesuffix(".ipynb")]
CASES = [*layouts.CASES, *programs.CASES, *answers.CASES]


def lay_out(files: Files, folder: Path) -> Path:
    """The files in a folder, or in the one zip that ``files`` names."""
    zipped = next((name for name in files if name.endswith(".zip!")), "")
    if zipped:
        path = folder / zipped.removesuffix("!")
        path.write_bytes(make_zip({name: data for name, data in files.items() if name != zipped}))
        return path
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir() if name.endswith("/") else path.write_bytes(data)
    return folder


_MARKED: dict[object, tuple[ExerciseMark, ...]] = {}


def mark_once(submission: Submission, specs: ExerciseSpecs, sandboxes: Sandboxes) -> tuple[ExerciseMark, ...]:
    """The marks. Equal notebooks have equal marks: most cases differ in names and folders alone."""
    key = tuple((file.cells, file.lesson, file.error) for file in submission.files)
    if key not in _MARKED:
        settings = Settings(Bounds(60, 1), nbval=False)
        _MARKED[key] = mark_submission(submission, specs, settings, sandboxes).exercises
    return _MARKED[key]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_who_is_found_and_what_it_comes_to(
    case: Case, tmp_path: Path, sandboxes: Sandboxes, specs: ExerciseSpecs
) -> None:
    _, files, wanted = case
    points = {spec.slug: spec.points for spec in specs.exercises}
    found = {}
    learners = find_submissions(lay_out(files, tmp_path), LESSONS)
    for learner, entries in learners.items():
        marks = mark_once(read_submission(learner, entries), specs, sandboxes)
        statuses = [each.status for each in marks if each.answer] or [marks[0].status]
        found[learner] = sum(points[each.slug] for each in marks if each.status == PASSED), ", ".join(statuses)
    assert found == wanted


def test_each_case_has_a_name_of_its_own() -> None:
    assert len({name for name, _, _ in CASES}) == len(CASES) >= 91


def find(path: Path) -> dict[str, str]:
    learners = find_submissions(path, LESSONS)
    return {learner: "; ".join(learners.notes.get(learner, [])) for learner in learners}


def test_the_school_s_word_on_lateness_attempts_and_clones_is_noted(tmp_path: Path) -> None:
    names = ["bobray_LATE_1234_5678_x.ipynb", "HW_alee_attempt_2026-03-01-22-10-00_x.ipynb"]
    names += ["HW_alee_attempt_2026-03-02-22-10-00_x.ipynb", "cas/course.toml", f"cas/solutions/{NB}"]
    assert find(lay_out(dict.fromkeys(names, BLANK), tmp_path)) == {
        "alee": "the latest of 2 attempts counts",
        "bobray": "late, says the school's system",
        "cas": "the course's own solutions were left out",
    }


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_zip_from_a_chinese_windows(encoding: str, tmp_path: Path) -> None:
    data = make_zip({"AAAAAA/x.ipynb": RIGHT, "BBBBBB/x.ipynb": BLANK})
    names = [name.encode(encoding).ljust(6, b" ") for name in ("张伟", "李娜")]
    for place, raw in zip((b"AAAAAA", b"BBBBBB"), names):
        data = data.replace(place, raw)
    (tmp_path / "c.zip").write_bytes(data)
    assert {name.strip() for name in find(tmp_path / "c.zip")} == {"张伟", "李娜"}


def test_names_in_latin_1_on_the_disk_stay_apart(tmp_path: Path) -> None:
    for name in (b"J\xf6rg", b"J\xfcrg"):
        folder = os.fsencode(tmp_path) + b"/" + name
        Path(os.fsdecode(folder)).mkdir()
        Path(os.fsdecode(folder + b"/x.ipynb")).write_bytes(BLANK)
    zipped = Path(os.fsdecode(os.fsencode(tmp_path) + b"/Ren\xe9.zip"))
    zipped.write_bytes(make_zip({NB: RIGHT}))
    assert set(find(tmp_path)) == {"J\u00f6rg", "J\u00fcrg", "Ren\u00e9"}
    assert set(find(zipped)) == {"Ren\u00e9"}


def test_the_time_in_a_learner_s_own_zip_is_not_believed(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as file:
        file.writestr(zipfile.ZipInfo("x.ipynb", (1980, 1, 1, 0, 0, 0)), RIGHT)
    (tmp_path / "ann.zip").write_bytes(inner.getvalue())
    os.utime(tmp_path / "ann.zip", (1_700_000_000, 1_700_000_000))
    school = time.mktime((2026, 3, 1, 22, 10, 0, 0, 0, -1))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as file:
        file.writestr(zipfile.ZipInfo("bob/work.zip", (2026, 3, 1, 22, 10, 0)), inner.getvalue())
        file.writestr(zipfile.ZipInfo("cas/x.ipynb", (2026, 3, 1, 22, 10, 0)), RIGHT)
    found = find_submissions(tmp_path / "all.zip", LESSONS)
    assert {learner: [entry.when for entry in entries] for learner, entries in found.items()} == {
        "bob": [school],
        "cas": [school],
    }
    (tmp_path / "all.zip").unlink()
    assert [entry.when for entry in find_submissions(tmp_path, LESSONS)["ann"]] == [1_700_000_000]
