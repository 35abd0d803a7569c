"""The reader finds each learner's answers whatever has happened to the files, and says why where it cannot."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kubeish.grading.papers import Papers
from kubeish.grading.reading import limits
from kubeish.grading.reading.definitions import blocks, defined
from kubeish.grading.reading.finding import Candidate, candidates
from kubeish.grading.reading.folders import NoSubmissions, pile
from kubeish.grading.reading.submission import Submission, read
from tests.grading import handing_in as hand

LESSON = "02_compare_and_swap"
LESSONS = ["00_start_here", LESSON]
ANSWER = "def is_etcd_conflict(error):\n    return error == 'mine'"


def handed_in(path: Path) -> dict[str, Submission]:
    return {learner: read(learner, entries) for learner, entries in pile(path, LESSONS).items()}


def notebook(answer: str = ANSWER) -> hand.Notebook:
    return hand.filled_in(LESSON, {"is-etcd-conflict": answer})


def found_in(papers: Papers, submission: Submission, slug: str = "is-etcd-conflict") -> tuple[list[Candidate], bool]:
    return candidates(next(paper for paper in papers.exercises if paper.slug == slug), submission)


def only(path: Path) -> Submission:
    (submission,) = handed_in(path).values()
    return submission


def test_a_folder_a_learner(tmp_path: Path) -> None:
    for learner in ("ann", "bob"):
        (tmp_path / learner / "deep").mkdir(parents=True)
        (tmp_path / learner / "deep" / "my work.ipynb").write_bytes(hand.text_of(notebook()))
    (tmp_path / "bob" / "notes.txt").write_text("no notebook")
    (tmp_path / "bob" / ".ipynb_checkpoints").mkdir()
    (tmp_path / "bob" / ".ipynb_checkpoints" / "old.ipynb").write_text("{}")
    found = handed_in(tmp_path)
    assert [(name, len(each.sheets), each.troubles) for name, each in found.items()] == [("ann", 1, []), ("bob", 1, [])]


def test_a_file_a_learner(tmp_path: Path) -> None:
    for name in ("ann", "bob_02_compare_and_swap", "02_compare_and_swap-cas (1)", "bob_00_start_here"):
        (tmp_path / f"{name}.ipynb").write_bytes(hand.text_of(notebook()))
    assert {name: len(each.sheets) for name, each in handed_in(tmp_path).items()} == {"ann": 1, "bob": 2, "cas": 1}


def test_the_folder_of_one_learner(tmp_path: Path) -> None:
    work = tmp_path / "dora"
    work.mkdir()
    for lesson in LESSONS:
        (work / f"{lesson}.ipynb").write_bytes(hand.text_of(notebook()))
    assert {name: len(each.sheets) for name, each in handed_in(work).items()} == {"dora": 2}


@pytest.mark.parametrize("wrapper", ["", "Submissions from Moodle/"])
def test_a_zip_of_folders(tmp_path: Path, wrapper: str) -> None:
    files = {f"{wrapper}{name}/x.ipynb": hand.text_of(notebook()) for name in ("ann", "bob")}
    files[f"{wrapper}__MACOSX/ann/._x.ipynb"] = b"\0\0"
    (tmp_path / "class.zip").write_bytes(hand.zipped(files))
    assert {name: each.troubles for name, each in handed_in(tmp_path / "class.zip").items()} == {"ann": [], "bob": []}


def test_zips_in_a_folder_and_in_a_zip(tmp_path: Path) -> None:
    one = hand.zipped({"some/where/x.ipynb": hand.text_of(notebook())})
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ann.zip").write_bytes(one)
    assert {name: each.troubles for name, each in handed_in(tmp_path / "in").items()} == {"ann": []}
    (tmp_path / "class.zip").write_bytes(hand.zipped({"ann.zip": one, "bob.ZIP": one}))
    assert {name: each.troubles for name, each in handed_in(tmp_path / "class.zip").items()} == {"ann": [], "bob": []}


def test_a_zip_in_a_zip_in_a_zip_is_not_read(tmp_path: Path) -> None:
    deep = hand.zipped({"c.zip": hand.zipped({"x.ipynb": b"{}"})})
    (tmp_path / "class.zip").write_bytes(hand.zipped({"ann.zip": deep}))
    assert only(tmp_path / "class.zip").troubles == ["c.zip.ipynb: it is a zip in a zip in a zip"]


@pytest.mark.parametrize(
    "change",
    [hand.ids_lost, hand.metadata_stripped, hand.bare, hand.through_colab, hand.of_2014, hand.upside_down,
     hand.with_damage, hand.without_checks],
    ids=lambda change: change.__name__,
)  # fmt: skip
def test_an_answer_is_found_whatever_has_happened(
    change: Callable[[hand.Notebook], hand.Notebook], tmp_path: Path, papers: Papers
) -> None:
    (tmp_path / "ann.ipynb").write_bytes(hand.text_of(change(notebook())))
    found, _ = found_in(papers, only(tmp_path))
    assert found[0].source == ANSWER
    others = [slug for slug in hand.built_slugs() if hand.lesson_of(slug) == LESSON and slug != "is-etcd-conflict"]
    for slug in others:
        assert found_in(papers, only(tmp_path), slug) == ([], True), slug


def test_how_it_was_found_is_said(tmp_path: Path, papers: Papers) -> None:
    ways = {hand.upside_down: "its id", hand.ids_lost: "the slug in its metadata", hand.bare: "what it defines"}
    for change, how in ways.items():
        (tmp_path / "ann.ipynb").write_bytes(hand.text_of(change(notebook())))
        assert found_in(papers, only(tmp_path))[0][0].how == how


def test_a_byte_order_mark_and_carriage_returns_do_no_harm(tmp_path: Path, papers: Papers) -> None:
    text = hand.text_of(notebook(ANSWER.replace("\n", "\r\n")))
    (tmp_path / "ann.ipynb").write_bytes(b"\xef\xbb\xbf" + text)
    assert found_in(papers, only(tmp_path))[0][0].source == ANSWER


def test_an_untouched_copy_is_no_answer(tmp_path: Path, papers: Papers) -> None:
    stub = next(paper for paper in papers.exercises if paper.slug == "is-etcd-conflict").stub
    (tmp_path / "a.ipynb").write_bytes(hand.text_of(hand.copied(notebook(), "is-etcd-conflict", stub + "\n")))
    assert [each.source for each in found_in(papers, only(tmp_path))[0]] == [ANSWER]
    (tmp_path / "a.ipynb").write_bytes(hand.text_of(hand.copied(hand.handed_out(LESSON), "is-etcd-conflict", ANSWER)))
    assert [each.source for each in found_in(papers, only(tmp_path))[0]] == [ANSWER]


def test_of_two_answers_both_are_kept_the_original_first(tmp_path: Path, papers: Papers) -> None:
    (tmp_path / "a.ipynb").write_bytes(hand.text_of(hand.copied(notebook(), "is-etcd-conflict", ANSWER + "  # again")))
    first, second = found_in(papers, only(tmp_path))[0]
    assert (first.how, second.how) == ("its id", "the slug in its metadata")


def test_an_empty_cell_is_not_attempted(tmp_path: Path, papers: Papers) -> None:
    (tmp_path / "a.ipynb").write_bytes(hand.text_of(notebook("\n  \n")))
    assert found_in(papers, only(tmp_path))[0] == []


def test_what_the_answer_needs_of_other_cells_comes_along(tmp_path: Path, papers: Papers) -> None:
    book = notebook("def is_etcd_conflict(error):\n    return helper(error) and LIMIT and math.pi")
    own = "import math\nLIMIT = 3\nprint('no')\nclient = 3\n"
    own += "def helper(error):\n    return other(error)\ndef other(e):\n    return e"
    book["cells"].insert(3, {"cell_type": "code", "id": "mine", "metadata": {}, "source": own})
    (tmp_path / "a.ipynb").write_bytes(hand.text_of(book))
    helpers = found_in(papers, only(tmp_path))[0][0].helpers
    assert [text.split("\n")[0] for text in helpers] == [
        "import math",
        "LIMIT = 3",
        "def helper(error):",
        "def other(e):",
    ]


def test_the_other_lesson_s_function_of_that_name_is_no_answer(tmp_path: Path, papers: Papers) -> None:
    book = hand.filled_in(LESSON, {"run-pod": "def run_pod(registry, pod, machine):\n    return 1"})
    (tmp_path / "ann.ipynb").write_bytes(hand.text_of(book))
    if "nobody-stranded" in hand.built_slugs():
        assert found_in(papers, only(tmp_path), "nobody-stranded") == ([], False)


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "it is empty"),
    "text": (b"hello", "it is not JSON"),
    "cut": (hand.text_of(notebook())[:5000], "it is not JSON"),
    "merge": (b"<<<<<<< HEAD\n{}", "it is not JSON"),
    "list": (b"[1, 2]", "it is JSON, and not a notebook"),
    "number": (b"17", "it is JSON, and not a notebook"),
    "no cells": (b'{"nbformat": 4}', "it has no list of cells"),
    "cells a text": (b'{"cells": "many"}', "it has no list of cells"),
    "utf-16": ('{"cells": []}'.encode("utf-16"), "it is not UTF-8 text"),
    "binary": (bytes(range(256)) * 20, "it is not UTF-8 text"),
    "deep": (b'{"cells": ' + b"[" * 200_000, "nested too deep"),
    "many": (b'{"cells": [' + b"[]," * 400_000 + b"[]]}", "more than 300,000 values"),
    "cells": (json.dumps({"cells": [{}] * 2001}).encode(), "2,001 cells"),
    "large": (b" " * (limits.NOTEBOOK + 1), "more than the 16,000,000"),
    "long number": (b'{"cells": [], "x": ' + b"9" * 5000 + b"}", ""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_notebook_says_why(name: str, tmp_path: Path, papers: Papers) -> None:
    data, reason = BROKEN[name]
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "x.ipynb").write_bytes(data)
    submission = only(tmp_path)
    if reason:
        assert reason in submission.troubles[0]
    assert found_in(papers, submission) == ([], False)


def test_what_is_no_notebook_at_all_says_so(tmp_path: Path) -> None:
    (tmp_path / "ann").mkdir()
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "work.docx").write_bytes(b"PK")
    found = {name: each.troubles for name, each in handed_in(tmp_path).items()}
    assert found["ann"] == ["no notebook: there is (an empty folder), and no file that ends in .ipynb"]
    assert found["bob"] == ["no notebook: there is work.docx, and no file that ends in .ipynb"]
    with pytest.raises(NoSubmissions, match="nothing at"):
        pile(tmp_path / "nowhere", LESSONS)
    (tmp_path / "none").mkdir()
    with pytest.raises(NoSubmissions, match="no submission"):
        pile(tmp_path / "none", LESSONS)


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(hand.text_of(notebook("# secret")))
    class_ = tmp_path / "class"
    (class_ / "ann").mkdir(parents=True)
    (class_ / "ann" / "x.ipynb").symlink_to(secret)
    (class_ / "bob.ipynb").symlink_to(secret)
    (class_ / "cas").symlink_to(tmp_path)
    (class_ / "dan.zip").symlink_to(secret)
    for learner, submission in handed_in(class_).items():
        assert "links are not followed" in submission.troubles[0], learner
        assert not any(sheet.cells for sheet in submission.sheets)


def test_pipes_and_unreadable_files_do_not_stop_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ann.ipynb")
    assert only(tmp_path).troubles == ["ann.ipynb: it is no plain file"]


def test_paths_in_a_zip_stay_inside(tmp_path: Path) -> None:
    names = ["../up.ipynb", "/etc/abs.ipynb", "a/../../b.ipynb", "C:\\win.ipynb", "..\\..\\w.ipynb"]
    before = sorted(path for path in tmp_path.rglob("*"))
    (tmp_path / "class.zip").write_bytes(hand.zipped({name: hand.text_of(notebook()) for name in names}))
    for submission in handed_in(tmp_path / "class.zip").values():
        assert all("leads out of its folder" in sheet.trouble for sheet in submission.sheets), submission
    assert sorted(path for path in tmp_path.rglob("*")) == sorted([*before, tmp_path / "class.zip"])


def test_a_link_in_a_zip_is_not_followed(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("ann/x.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr(link, "/etc/passwd")
    (tmp_path / "class.zip").write_bytes(data.getvalue())
    assert only(tmp_path / "class.zip").troubles == ["x.ipynb: it is a link, and links are not followed"]


def test_a_bomb_is_stopped_before_it_goes_off(tmp_path: Path) -> None:
    (tmp_path / "class.zip").write_bytes(hand.zipped({"ann/x.ipynb": b" " * 200_000_000}))
    assert "more than the 16,000,000" in only(tmp_path / "class.zip").troubles[0]
    many = {f"ann/{number}.txt": b"" for number in range(limits.FILES + 1)}
    (tmp_path / "many.zip").write_bytes(hand.zipped(many))
    assert "more than the 3,000" in only(tmp_path / "many.zip").troubles[0]


def test_a_zip_may_lie_about_its_sizes(tmp_path: Path) -> None:
    data = bytearray(hand.zipped({"ann/x.ipynb": b" " * 100_000}))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    (tmp_path / "class.zip").write_bytes(bytes(data))
    assert only(tmp_path / "class.zip").troubles


def test_an_encrypted_zip_says_so(tmp_path: Path) -> None:
    data = bytearray(hand.zipped({"ann/x.ipynb": b"{}"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    (tmp_path / "class.zip").write_bytes(bytes(data))
    assert only(tmp_path / "class.zip").troubles == ["x.ipynb: it is encrypted"]


def test_only_the_last_few_zips_stay_open(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"l{number}.zip").write_bytes(hand.zipped({"x.ipynb": hand.text_of(notebook())}))
    before = len(list(Path("/proc/self/fd").iterdir()))
    found = pile(tmp_path, LESSONS)
    assert len(found) == 30
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 4
    assert all(not read(name, entries).troubles for name, entries in found.items())


def test_the_digest_tells_submissions_apart(tmp_path: Path) -> None:
    (tmp_path / "ann.ipynb").write_bytes(hand.text_of(notebook()))
    first = only(tmp_path).digest
    assert only(tmp_path).digest == first
    (tmp_path / "ann.ipynb").write_bytes(hand.text_of(notebook(ANSWER + " ")))
    assert only(tmp_path).digest != first


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
    assert defined(text) == {"a", "d", "f", "h", "j", "m", "N", "p", "r", "s", "t"}
    assert [block.text for block in blocks(text)][2].startswith("@wrap\ndef j(k):\n    l = 1")
