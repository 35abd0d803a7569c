"""The reader reads any mutated submission: it finds what can be found, or says in a sentence why not."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from kubeish.classroom.grading.exercise_specs import ExerciseSpec, ExerciseSpecs
from kubeish.classroom.grading.reading import size_limits
from kubeish.classroom.grading.reading.answer_candidates import find_candidates
from kubeish.classroom.grading.reading.definitions import find_mentioned_names
from kubeish.classroom.grading.reading.file_entry import FileEntry
from kubeish.classroom.grading.reading.folders import NoSubmissions, SubmissionFiles, find_submissions
from kubeish.classroom.grading.reading.submission import Submission, read_submission
from kubeish.classroom.grading.sandbox.guest.own_cells import choose_statements
from kubeish.classroom.grading.similarity import fingerprint
from kubeish.classroom.grading.suspicious_code import find_suspicious_code
from tests.grading import mutations
from tests.grading import notebook_samples as samples

LESSON = "02_compare_and_swap"
BATCH, NOTEBOOKS, ZIPS = 600, 8_400, 2_400


@pytest.fixture(scope="module")
def base() -> samples.Notebook:
    """A notebook with an answer in it, and of its other cells only the first few: small ones are quick to read."""
    answer = "LIMIT = 101\n\n\ndef is_etcd_conflict(error):\n    # mine\n    return error.code == LIMIT\n"
    notebook = samples.fill_in(LESSON, {"is-etcd-conflict": answer})
    own = [
        cell for cell in notebook["cells"] if samples.notebooks.get_metadata(cell).get("exercise") == "is-etcd-conflict"
    ]
    return {**notebook, "cells": [*notebook["cells"][:4], *own, *notebook["cells"][-2:]]}


@pytest.fixture(scope="module")
def lesson_specs(specs: ExerciseSpecs) -> list[ExerciseSpec]:
    return [spec for spec in specs.exercises if spec.lesson == LESSON][:2]


def is_sentence(text: str) -> bool:
    """Whether it can stand in a report: a line of plain text, neither empty nor a page."""
    return 0 < len(text) < 3_000 and "Traceback" not in text and not any(unicodedata.category(c) == "Cs" for c in text)


def find_learners(path: Path) -> SubmissionFiles:
    """The files by learner; none where the zip is empty, which is said in a sentence too."""
    try:
        return find_submissions(path, [LESSON])
    except NoSubmissions as error:
        reason = str(error)
    assert is_sentence(reason)
    return {}


def check_submission(submission: Submission, specs: list[ExerciseSpec]) -> None:
    """Assert that each notebook was read or has its reason, and that marking can work with what was found."""
    assert submission.files
    for file in submission.files:
        assert not (file.cells and file.error), file
        assert not file.error or is_sentence(file.error), file.error
        file.name.encode()
        assert all(len(cell.source) <= size_limits.CELL and cell.source.encode() is not None for cell in file.cells)
    for spec in specs:
        found, untouched = find_candidates(spec, submission)
        for each in found:
            assert is_sentence(each.describe()), each
            above, below = choose_statements(each.source, each.above, each.below, spec.names, spec.others)
            spec.find_needed(set().union(*map(find_mentioned_names, [each.source, *above, *below])))
            find_suspicious_code([each.source, *above, *below], spec.slug)
            fingerprint(each.source).encode()
        assert isinstance(untouched, bool)


@pytest.mark.parametrize("first", range(0, NOTEBOOKS, BATCH))
def test_mutated_notebooks(first: int, base: samples.Notebook, lesson_specs: list[ExerciseSpec]) -> None:
    for number in range(first, first + BATCH):
        data = mutations.mutate_notebook(base, number)
        entry = FileEntry((f"{number}.ipynb",), 0.0, lambda most, data=data: data[: most + 1])
        check_submission(read_submission(f"learner {number}", [entry]), lesson_specs)


@pytest.mark.parametrize("first", range(0, ZIPS, BATCH))
def test_mutated_zips(first: int, base: samples.Notebook, lesson_specs: list[ExerciseSpec], tmp_path: Path) -> None:
    text = samples.to_bytes(base)
    inner = samples.make_zip({"bob/deep.ipynb": text})
    files = {"class/ann/02_compare_and_swap.ipynb": text, "class/notes.txt": b"hello", "class/bob.zip": inner}
    for number in range(first, first + BATCH):
        path = tmp_path / f"{number}.zip"  # each its own: the reader keeps the last few open, by their paths
        path.write_bytes(mutations.mutate_zip(files, number))
        for learner, entries in find_learners(path).items():
            assert is_sentence(learner) or learner.encode()
            check_submission(read_submission(learner, entries), lesson_specs)


def test_the_mutations_reach_what_they_are_meant_to_reach(base: samples.Notebook) -> None:
    """Some are read, and the others fail in many ways: else the mutations above would test one line of the reader."""
    reasons = set()
    whole = 0
    for number in range(BATCH):
        data = mutations.mutate_notebook(base, number)
        (file,) = read_submission("x", [FileEntry(("x.ipynb",), 0.0, lambda most, data=data: data)]).files
        whole += bool(file.cells)
        reasons.add(file.error.partition(":")[0])
    assert BATCH // 5 < whole < BATCH
    encoding = "it is not text in UTF-8, UTF-16 or Latin-1"
    assert {"it is not JSON", encoding, "it has no list of cells", ""} <= reasons


def test_an_entry_that_cannot_be_read_has_its_reason(lesson_specs: list[ExerciseSpec]) -> None:
    submission = read_submission("ann", [FileEntry.unreadable(("x.ipynb",), "it is gone")])
    assert submission.list_unreadable_files() == ["x.ipynb: it is gone"]
    check_submission(submission, lesson_specs)
