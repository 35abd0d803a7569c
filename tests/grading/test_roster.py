"""A roster gives submissions their names, numbers and times, and says who handed in nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kubeish.classroom.grading.reading.folders import find_submissions
from kubeish.classroom.grading.reading.layouts import SubmissionFiles
from kubeish.classroom.grading.reading.roster import NOTHING, BadRoster, apply_roster, read_roster
from tests.grading.formats import BLANK, Files, layouts
from tests.grading.formats.test_formats import LESSONS, lay_out

ROSTER = """id,name,mail,pattern,submitted
17,Ann Lee,ann@example.org,,
18,"Ráy, Bob",bray@example.org,,
19,Cas Kim,,*2345_cas*,2026-03-01T22:10:00+00:00
20,Dan Ott,,,
21,Dan Ott,,,
"""


def find(files: Files, roster: str, folder: Path) -> SubmissionFiles:
    (folder / "in").mkdir()
    (folder / "roster.csv").write_text(roster, encoding="utf-8")
    return apply_roster(find_submissions(lay_out(files, folder / "in"), LESSONS), read_roster(folder / "roster.csv"))


def test_names_numbers_and_who_is_missing(tmp_path: Path) -> None:
    names = ["leeann_12345_678_x.ipynb", "Bob Ray.ipynb", "2345_cas_kim/x.ipynb", "eve.ipynb"]
    found = find(dict.fromkeys(names, BLANK), ROSTER, tmp_path)
    notes = {learner: found.notes.get(learner, []) for learner in found}
    assert notes == {
        "Ann Lee": [],
        "Ráy, Bob": [],
        "Cas Kim": [],
        "eve": ["not on the roster"],
        "Dan Ott (20)": [NOTHING],
        "Dan Ott (21)": [NOTHING],
    }
    assert (found.identities["Ann Lee"].id, found.identities["Ann Lee"].mail) == ("12345", "ann@example.org")
    assert [entry.when for entry in found["Cas Kim"]] == [1772403000]


@pytest.mark.parametrize("name", ["ann.ipynb", "17.ipynb", "LEE_ANN.ipynb", "annlee.ipynb", "Lee, Ann - hw.ipynb"])
def test_every_spelling_of_a_name(name: str, tmp_path: Path) -> None:
    assert "Ann Lee" in find({name: BLANK, "bray.ipynb": BLANK}, ROSTER, tmp_path)


def test_a_similar_name_is_another_learner(tmp_path: Path) -> None:
    found = find({"annalee.ipynb": BLANK, "ann lee young.ipynb": BLANK}, ROSTER, tmp_path)
    assert {"annalee", "ann lee young"} <= set(found)


def test_what_excel_writes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes("\ufeffName;ID\r\nJörg;7\r\n".encode())
    assert [(each.name, each.id) for each in read_roster(path)] == [("Jörg", "7")]
    path.write_bytes("name\nJörg\n".encode("latin-1"))
    assert read_roster(path)[0].name == "Jörg"


MISTAKES = {
    "id,mail\n1,a": "wanted a first line such as id,name,mail,pattern",
    "name\n": "names nobody",
    "name,submitted\nann,soon": "line 2: wanted a time such as 2026-03-01T22:10:00",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_a_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(text)
    with pytest.raises(BadRoster, match=re.escape(MISTAKES[text])):
        read_roster(tmp_path / "r.csv")
    with pytest.raises(BadRoster, match="cannot be read"):
        read_roster(tmp_path / "none.csv")


def test_schools_tell_their_numbers(tmp_path: Path) -> None:
    cases = {name: files for name, files, _ in layouts.CASES}
    wanted = {
        "canvas": {"annlee": "12345", "bobray": "12346", "caskim": "12347"},
        "moodle": {"Lee Ann": "12345", "Ray Bob": "12346"},
        "blackboard": {"alee": "alee", "bray": "bray"},
        "gradescope": {"Ann Lee": "17", "Bob Ray": "18", "Cas Kim": "19"},
    }
    for name, numbers in wanted.items():
        (tmp_path / name).mkdir()
        learners = find_submissions(lay_out(cases[name], tmp_path / name), LESSONS)
        assert {learner: each.id for learner, each in learners.identities.items()} == numbers
    when = {entry.when for entry in learners["Ann Lee"]}
    assert when == {1772431800}, "the latest attempt's time, and not that of an earlier one in its history"
