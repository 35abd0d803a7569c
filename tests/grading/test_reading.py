"""The reader finds each learner's answers whatever has happened to the files, and says why where it cannot."""

from __future__ import annotations

import io
import json
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kubeish.classroom import notebooks
from kubeish.classroom.grading import reasons
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.reading import size_limits, tars
from kubeish.classroom.grading.reading.answer_candidates import MAX_CANDIDATES, AnswerCandidate, find_candidates
from kubeish.classroom.grading.reading.definitions import find_defined_names, split_blocks
from kubeish.classroom.grading.reading.folders import NoSubmissions, find_submissions
from kubeish.classroom.grading.reading.notebook import Cell
from kubeish.classroom.grading.reading.submission import NotebookFile, Submission, read_submission
from tests.grading import notebook_samples as samples

LESSON = "02_compare_and_swap"
LESSONS = ["00_start_here", LESSON]
ANSWER = "def is_etcd_conflict(error):\n    return error == 'mine'"


def read_all(path: Path) -> dict[str, Submission]:
    return {learner: read_submission(learner, entries) for learner, entries in find_submissions(path, LESSONS).items()}


def make_notebook(answer: str = ANSWER) -> samples.Notebook:
    return samples.fill_in(LESSON, {"is-etcd-conflict": answer})


def find(
    specs: ExerciseSpecs, submission: Submission, slug: str = "is-etcd-conflict"
) -> tuple[list[AnswerCandidate], bool]:
    return find_candidates(next(spec for spec in specs.exercises if spec.slug == slug), submission)


def read_only_submission(path: Path) -> Submission:
    (submission,) = read_all(path).values()
    return submission


def test_a_tar_is_unpacked_once_for_all_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small tar unpacks to much, and has no index: a pass for each of its files would take minutes."""
    passes, unpack = [], tars._unpack
    monkeypatch.setattr(tars, "_unpack", lambda file: passes.append(1) or unpack(file))
    (tmp_path / "ann").mkdir()
    with tarfile.open(tmp_path / "ann" / "all.tar.gz", "w:gz") as tar:
        for number in range(20):
            data = samples.to_bytes(make_notebook(f"# {number}\n{ANSWER}"))
            info = tarfile.TarInfo(f"{number}.ipynb")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    submission = read_only_submission(tmp_path)
    assert len(submission.files) == 20
    assert not submission.list_unreadable_files()
    assert len(passes) == 2  # for the names, and for what the files hold


def test_a_folder_a_learner(tmp_path: Path) -> None:
    for learner in ("ann", "bob"):
        (tmp_path / learner / "deep").mkdir(parents=True)
        (tmp_path / learner / "deep" / "my work.ipynb").write_bytes(samples.to_bytes(make_notebook()))
    (tmp_path / "bob" / "notes.txt").write_text("no notebook")
    (tmp_path / "bob" / ".ipynb_checkpoints").mkdir()
    (tmp_path / "bob" / ".ipynb_checkpoints" / "old.ipynb").write_text("{}")
    found = read_all(tmp_path)
    assert [(name, len(each.files), each.list_unreadable_files()) for name, each in found.items()] == [
        ("ann", 1, []),
        ("bob", 1, []),
    ]


def test_a_file_a_learner(tmp_path: Path) -> None:
    for name in ("ann", "bob_02_compare_and_swap", "02_compare_and_swap-cas (1)", "bob_00_start_here"):
        (tmp_path / f"{name}.ipynb").write_bytes(samples.to_bytes(make_notebook()))
    assert {name: len(each.files) for name, each in read_all(tmp_path).items()} == {"ann": 1, "bob": 2, "cas": 1}


def test_the_folder_of_one_learner(tmp_path: Path) -> None:
    work = tmp_path / "dora"
    work.mkdir()
    for lesson in LESSONS:
        (work / f"{lesson}.ipynb").write_bytes(samples.to_bytes(make_notebook()))
    assert {name: len(each.files) for name, each in read_all(work).items()} == {"dora": 2}


@pytest.mark.parametrize("wrapper", ["", "Submissions from Moodle/"])
def test_a_zip_of_folders(tmp_path: Path, wrapper: str) -> None:
    files = {f"{wrapper}{name}/x.ipynb": samples.to_bytes(make_notebook()) for name in ("ann", "bob")}
    files[f"{wrapper}__MACOSX/ann/._x.ipynb"] = b"\0\0"
    (tmp_path / "class.zip").write_bytes(samples.make_zip(files))
    assert {name: each.list_unreadable_files() for name, each in read_all(tmp_path / "class.zip").items()} == {
        "ann": [],
        "bob": [],
    }


def test_zips_in_a_folder_and_in_a_zip(tmp_path: Path) -> None:
    one = samples.make_zip({"some/where/x.ipynb": samples.to_bytes(make_notebook())})
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ann.zip").write_bytes(one)
    assert {name: each.list_unreadable_files() for name, each in read_all(tmp_path / "in").items()} == {"ann": []}
    (tmp_path / "class.zip").write_bytes(samples.make_zip({"ann.zip": one, "bob.ZIP": one}))
    assert {name: each.list_unreadable_files() for name, each in read_all(tmp_path / "class.zip").items()} == {
        "ann": [],
        "bob": [],
    }


def test_a_zip_in_a_zip_in_a_zip_is_not_read(tmp_path: Path) -> None:
    deep = samples.make_zip({"c.zip": samples.make_zip({"x.ipynb": b"{}"})})
    (tmp_path / "class.zip").write_bytes(samples.make_zip({"ann.zip": deep}))
    assert read_only_submission(tmp_path / "class.zip").list_unreadable_files() == [
        "c.zip.ipynb: it is a zip in a zip in a zip"
    ]


@pytest.mark.parametrize(
    "change",
    [
        samples.drop_ids,
        samples.strip_metadata,
        samples.drop_ids_and_metadata,
        samples.save_by_colab,
        samples.save_as_of_2014,
        samples.reverse_cells,
        samples.damage_other_cells,
        samples.delete_checks,
    ],
    ids=lambda change: change.__name__,
)
def test_an_answer_is_found_whatever_has_happened(
    change: Callable[[samples.Notebook], samples.Notebook], tmp_path: Path, specs: ExerciseSpecs
) -> None:
    (tmp_path / "ann.ipynb").write_bytes(samples.to_bytes(change(make_notebook())))
    found, _ = find(specs, read_only_submission(tmp_path))
    assert found[0].source == ANSWER
    others = [
        slug
        for slug in samples.list_built_slugs()
        if samples.find_lesson(slug) == LESSON and slug != "is-etcd-conflict"
    ]
    for slug in others:
        assert find(specs, read_only_submission(tmp_path), slug) == ([], True), slug


def test_how_it_was_found_is_said(tmp_path: Path, specs: ExerciseSpecs) -> None:
    ways = {
        samples.reverse_cells: "its id",
        samples.drop_ids: "the slug in its metadata",
        samples.drop_ids_and_metadata: "what it defines",
    }
    for change, how in ways.items():
        (tmp_path / "ann.ipynb").write_bytes(samples.to_bytes(change(make_notebook())))
        assert find(specs, read_only_submission(tmp_path))[0][0].how == how


def test_a_byte_order_mark_and_carriage_returns_do_no_harm(tmp_path: Path, specs: ExerciseSpecs) -> None:
    text = samples.to_bytes(make_notebook(ANSWER.replace("\n", "\r\n")))
    (tmp_path / "ann.ipynb").write_bytes(b"\xef\xbb\xbf" + text)
    assert find(specs, read_only_submission(tmp_path))[0][0].source == ANSWER


def test_an_untouched_copy_is_no_answer(tmp_path: Path, specs: ExerciseSpecs) -> None:
    stub = next(spec for spec in specs.exercises if spec.slug == "is-etcd-conflict").stub
    (tmp_path / "a.ipynb").write_bytes(
        samples.to_bytes(samples.copy_cell(make_notebook(), "is-etcd-conflict", stub + "\n"))
    )
    assert [each.source for each in find(specs, read_only_submission(tmp_path))[0]] == [ANSWER]
    (tmp_path / "a.ipynb").write_bytes(
        samples.to_bytes(samples.copy_cell(samples.load_notebook(LESSON), "is-etcd-conflict", ANSWER))
    )
    assert [each.source for each in find(specs, read_only_submission(tmp_path))[0]] == [ANSWER]


def test_of_two_answers_both_are_kept_the_original_first(tmp_path: Path, specs: ExerciseSpecs) -> None:
    (tmp_path / "a.ipynb").write_bytes(
        samples.to_bytes(samples.copy_cell(make_notebook(), "is-etcd-conflict", ANSWER + "  # again"))
    )
    first, second = find(specs, read_only_submission(tmp_path))[0]
    assert (first.how, second.how) == ("its id", "the slug in its metadata")


def test_an_empty_cell_is_not_attempted(tmp_path: Path, specs: ExerciseSpecs) -> None:
    (tmp_path / "a.ipynb").write_bytes(samples.to_bytes(make_notebook("\n  \n")))
    assert find(specs, read_only_submission(tmp_path))[0] == []


def test_the_learner_s_own_cells_come_along_and_the_course_s_do_not(tmp_path: Path, specs: ExerciseSpecs) -> None:
    notebook = make_notebook()
    place = notebook["cells"].index(notebooks.find_exercise_cells(notebook)["is-etcd-conflict"])
    for where, source in ((place + 1, "below = 1"), (3, "above = 1"), (3, "### BEGIN SOLUTION\nx = 1")):
        notebook["cells"].insert(where, {"cell_type": "code", "id": source, "metadata": {}, "source": source})
    (tmp_path / "a.ipynb").write_bytes(samples.to_bytes(notebook))
    found = find(specs, read_only_submission(tmp_path))[0][0]
    stubs = {spec.stub for spec in specs.exercises}
    assert [[text for text in texts if text not in stubs] for texts in (found.above, found.below)] == [
        ["above = 1"],
        ["below = 1"],
    ]


def test_the_other_lesson_s_function_of_that_name_is_no_answer(tmp_path: Path, specs: ExerciseSpecs) -> None:
    notebook = samples.fill_in(LESSON, {"run-pod": "def run_pod(registry, pod, machine):\n    return 1"})
    (tmp_path / "ann.ipynb").write_bytes(samples.to_bytes(notebook))
    if "nobody-stranded" in samples.list_built_slugs():
        assert find(specs, read_only_submission(tmp_path), "nobody-stranded") == ([], False)


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "it is empty"),
    "text": (b"hello", "it is not JSON"),
    "cut": (samples.to_bytes(make_notebook())[:5000], "it is not JSON"),
    "merge": (b"<<<<<<< HEAD\n{}", "it is not JSON"),
    "list": (b"[1, 2]", "it is JSON, and not a notebook"),
    "number": (b"17", "it is JSON, and not a notebook"),
    "no cells": (b'{"nbformat": 4}', "it has no list of cells"),
    "cells a text": (b'{"cells": "many"}', "it has no list of cells"),
    "utf-16": ('{"cells": []}'.encode("utf-16"), ""),
    "binary": (bytes(range(256)) * 20, "it is not text in UTF-8, UTF-16 or Latin-1"),
    "cut in a string": (b'["' + b'\\"' * 2_000_000, "it is not JSON"),
    "cut behind a backslash": (b'["' + b'\\"' * 2_000_000 + b"\\", "it is not JSON"),
    "deep": (b'{"cells": ' + b"[" * 200_000, "nested too deep"),
    "many": (b'{"cells": [' + b"[]," * 400_000 + b"[]]}", "more than 300,000 values"),
    "cells": (json.dumps({"cells": [{}] * 2001}).encode(), "2,001 cells"),
    "large": (b'"' + b" " * size_limits.NOTEBOOK + b'"', "more than the 16,000,000"),
    "long number": (b'{"cells": [], "x": ' + b"9" * 5000 + b"}", ""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_notebook_says_why(name: str, tmp_path: Path, specs: ExerciseSpecs) -> None:
    data, reason = BROKEN[name]
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "x.ipynb").write_bytes(data)
    submission = read_only_submission(tmp_path)
    if reason:
        assert reason in submission.list_unreadable_files()[0]
    assert find(specs, submission) == ([], False)


def test_what_is_no_notebook_at_all_says_so(tmp_path: Path) -> None:
    (tmp_path / "ann").mkdir()
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "work.docx").write_bytes(b"PK")
    found = {name: each.list_unreadable_files() for name, each in read_all(tmp_path).items()}
    assert found["ann"] == ["no notebook: there is (an empty folder), and no file that ends in .ipynb"]
    assert found["bob"] == ["no notebook: there is work.docx, and no file that ends in .ipynb"]
    with pytest.raises(NoSubmissions, match="nothing at"):
        find_submissions(tmp_path / "nowhere", LESSONS)
    (tmp_path / "none").mkdir()
    with pytest.raises(NoSubmissions, match="no submission"):
        find_submissions(tmp_path / "none", LESSONS)


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(samples.to_bytes(make_notebook("# secret")))
    class_ = tmp_path / "class"
    (class_ / "ann").mkdir(parents=True)
    (class_ / "ann" / "x.ipynb").symlink_to(secret)
    (class_ / "bob.ipynb").symlink_to(secret)
    (class_ / "cas").symlink_to(tmp_path)
    (class_ / "dan.zip").symlink_to(secret)
    for learner, submission in read_all(class_).items():
        assert "links are not followed" in submission.list_unreadable_files()[0], learner
        assert not any(file.cells for file in submission.files)


def test_pipes_and_unreadable_files_do_not_stop_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ann.ipynb")
    assert read_only_submission(tmp_path).list_unreadable_files() == ["ann.ipynb: it is no plain file"]


def test_paths_in_a_zip_stay_inside(tmp_path: Path) -> None:
    names = ["../up.ipynb", "/etc/abs.ipynb", "a/../../b.ipynb", "C:\\win.ipynb", "..\\..\\w.ipynb"]
    before = sorted(path for path in tmp_path.rglob("*"))
    (tmp_path / "class.zip").write_bytes(samples.make_zip({name: samples.to_bytes(make_notebook()) for name in names}))
    for submission in read_all(tmp_path / "class.zip").values():
        assert all("leads out of its folder" in file.error for file in submission.files), submission
    assert sorted(path for path in tmp_path.rglob("*")) == sorted([*before, tmp_path / "class.zip"])


def test_a_link_in_a_zip_is_not_followed(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("ann/x.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr(link, "/etc/passwd")
    (tmp_path / "class.zip").write_bytes(data.getvalue())
    assert read_only_submission(tmp_path / "class.zip").list_unreadable_files() == [
        "x.ipynb: it is a link, and links are not followed"
    ]


def test_a_bomb_is_stopped_before_it_goes_off(tmp_path: Path) -> None:
    (tmp_path / "class.zip").write_bytes(samples.make_zip({"ann/x.ipynb": b" " * 200_000_000}))
    assert "more than the 64,000,000" in read_only_submission(tmp_path / "class.zip").list_unreadable_files()[0]
    many = {f"ann/{number}.txt": b"" for number in range(size_limits.FILES + 1)}
    (tmp_path / "many.zip").write_bytes(samples.make_zip(many))
    with pytest.raises(NoSubmissions, match="more than the 3,000"):
        find_submissions(tmp_path / "many.zip", LESSONS)
    (tmp_path / "ann").mkdir()
    (tmp_path / "many.zip").rename(tmp_path / "ann" / "many.zip")
    assert "more than the 3,000" in read_only_submission(tmp_path / "ann").list_unreadable_files()[0]


def test_a_zip_may_lie_about_its_sizes(tmp_path: Path) -> None:
    data = bytearray(samples.make_zip({"ann/x.ipynb": b" " * 100_000}))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    (tmp_path / "class.zip").write_bytes(bytes(data))
    assert read_only_submission(tmp_path / "class.zip").list_unreadable_files()


def test_an_encrypted_zip_says_so(tmp_path: Path) -> None:
    data = bytearray(samples.make_zip({"ann/x.ipynb": b"{}"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    (tmp_path / "class.zip").write_bytes(bytes(data))
    assert read_only_submission(tmp_path / "class.zip").list_unreadable_files() == ["x.ipynb: it is encrypted"]


def test_only_the_last_few_zips_stay_open(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"l{number}.zip").write_bytes(samples.make_zip({"x.ipynb": samples.to_bytes(make_notebook())}))
    before = len(list(Path("/proc/self/fd").iterdir()))
    found = find_submissions(tmp_path, LESSONS)
    assert len(found) == 30
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 4
    assert all(not read_submission(name, entries).list_unreadable_files() for name, entries in found.items())


def test_the_digest_tells_submissions_apart(tmp_path: Path) -> None:
    (tmp_path / "ann.ipynb").write_bytes(samples.to_bytes(make_notebook()))
    first = read_only_submission(tmp_path).digest
    assert read_only_submission(tmp_path).digest == first
    (tmp_path / "ann.ipynb").write_bytes(samples.to_bytes(make_notebook(ANSWER + " ")))
    assert read_only_submission(tmp_path).digest != first


def test_of_two_thousand_candidates_the_first_few_bring_their_notebook(specs: ExerciseSpecs) -> None:
    """Each with all other cells would be four million cells."""
    cells = tuple(Cell(number, f"c{number}", True, ANSWER) for number in range(2000))
    found, _ = find(specs, Submission("ann", (NotebookFile("a.ipynb", cells),), ""))
    assert len(found) == 2000
    assert [bool(each.above) for each in found[:5]] == [True] * MAX_CANDIDATES + [False] * 2
    assert len(reasons.explain_choice(found, 0, "failed")) < 2_000


def test_definitions_are_found_by_patterns() -> None:
    text = """import a.b, c as d
from e import (f,
    g as h)  # i
@wrap
def j(k):
    l = 1
async def m(): pass
class N(O): pass
p = q = 3
r, s = 1, 2
t: int = 4
u == 5
if v:
    w = 6
else:
    x = 7
"""
    assert find_defined_names(text) == {"a", "d", "f", "h", "j", "m", "N", "p", "r", "s", "t"}
    assert [block.text for block in split_blocks(text)][2].startswith("@wrap\ndef j(k):\n    l = 1")
