"""Whatever is handed in, the reader does not stumble: it finds what can be found, or says why not, in a sentence."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from kubeish.errors import NotebookUnreadable
from kubeish.grading.papers import Paper, Papers
from kubeish.grading.reaching import reached_for
from kubeish.grading.reading import limits
from kubeish.grading.reading.definitions import mentioned
from kubeish.grading.reading.entry import Entry
from kubeish.grading.reading.finding import candidates
from kubeish.grading.reading.folders import NoSubmissions, Pile, pile
from kubeish.grading.reading.submission import Submission, read
from kubeish.grading.sameness import fingerprint
from tests.grading import handing_in as hand
from tests.grading import mutating

LESSON = "02_compare_and_swap"
BATCH, NOTEBOOKS, ZIPS = 600, 8_400, 2_400


@pytest.fixture(scope="module")
def base() -> hand.Notebook:
    """A notebook with an answer in it, and of its other cells only the first few: small ones are quick to read."""
    answer = "LIMIT = 101\n\n\ndef is_etcd_conflict(error):\n    # mine\n    return error.code == LIMIT\n"
    book = hand.filled_in(LESSON, {"is-etcd-conflict": answer})
    own = [cell for cell in book["cells"] if hand.notebooks.own(cell).get("exercise") == "is-etcd-conflict"]
    return {**book, "cells": [*book["cells"][:4], *own, *book["cells"][-2:]]}


@pytest.fixture(scope="module")
def mine(papers: Papers) -> list[Paper]:
    return [paper for paper in papers.exercises if paper.lesson == LESSON][:2]


def sentence(text: str) -> bool:
    """Whether it can stand in a report: a line of plain text, neither empty nor a page."""
    return 0 < len(text) < 3_000 and "Traceback" not in text and not any(unicodedata.category(c) == "Cs" for c in text)


def learners_in(path: Path) -> Pile:
    """Who handed something in; nobody, where the zip has nothing in it, which is said in a sentence too."""
    try:
        return pile(path, [LESSON])
    except NoSubmissions as error:
        reason = str(error)
    assert sentence(reason)
    return {}


def went_well(submission: Submission, papers: list[Paper]) -> None:
    """Each notebook was read or has its reason, and what was found of it can be worked with."""
    assert submission.sheets
    for sheet in submission.sheets:
        assert not (sheet.cells and sheet.trouble), sheet
        assert not sheet.trouble or sentence(sheet.trouble), sheet.trouble
        sheet.name.encode()
        assert all(len(cell.source) <= limits.CELL and cell.source.encode() is not None for cell in sheet.cells)
    for paper in papers:
        found, untouched = candidates(paper, submission)
        for each in found:
            assert sentence(each.words()), each
            paper.needed(set().union(*map(mentioned, [each.source, *each.helpers])))
            reached_for([each.source, *each.helpers])
            fingerprint(each.source).encode()
        assert isinstance(untouched, bool)


@pytest.mark.parametrize("first", range(0, NOTEBOOKS, BATCH))
def test_mutated_notebooks(first: int, base: hand.Notebook, mine: list[Paper]) -> None:
    for number in range(first, first + BATCH):
        data = mutating.notebook(base, number)
        entry = Entry((f"{number}.ipynb",), 0.0, lambda most, data=data: data[: most + 1])
        went_well(read(f"learner {number}", [entry]), mine)


@pytest.mark.parametrize("first", range(0, ZIPS, BATCH))
def test_mutated_zips(first: int, base: hand.Notebook, mine: list[Paper], tmp_path: Path) -> None:
    text = hand.text_of(base)
    inner = hand.zipped({"bob/deep.ipynb": text})
    files = {"class/ann/02_compare_and_swap.ipynb": text, "class/notes.txt": b"hello", "class/bob.zip": inner}
    for number in range(first, first + BATCH):
        path = tmp_path / f"{number}.zip"  # each its own: the reader keeps the last few open, by their paths
        path.write_bytes(mutating.zipped(files, number))
        for learner, entries in learners_in(path).items():
            assert sentence(learner) or learner.encode()
            went_well(read(learner, entries), mine)


def test_the_mutations_reach_what_they_are_meant_to_reach(base: hand.Notebook) -> None:
    """Some are read, and the others fail in many ways: else the mutations above would test one line of the reader."""
    reasons = set()
    whole = 0
    for number in range(BATCH):
        data = mutating.notebook(base, number)
        (sheet,) = read("x", [Entry(("x.ipynb",), 0.0, lambda most, data=data: data)]).sheets
        whole += bool(sheet.cells)
        reasons.add(sheet.trouble.partition(":")[0])
    assert BATCH // 5 < whole < BATCH
    assert {"it is not JSON", "it is not UTF-8 text", "it has no list of cells", ""} <= reasons


def test_an_entry_that_cannot_be_read_is_no_news(mine: list[Paper]) -> None:
    def broken(most: int) -> bytes:
        raise NotebookUnreadable("it is gone")

    submission = read("ann", [Entry(("x.ipynb",), 0.0, broken)])
    assert submission.troubles == ["x.ipynb: it is gone"]
    went_well(submission, mine)
