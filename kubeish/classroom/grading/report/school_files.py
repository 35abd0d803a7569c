"""What goes back to the school: a table that its system imports, and pages as feedback files.

The forms are those of the systems' own documentation and importers:

- Canvas: https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807
  and lib/gradebook_importer.rb, which wants the columns Student, ID, ... Section in this order; a page
  is taken back where its name has the numbers of the learner and of the file that was handed in.
- Moodle: https://docs.moodle.org/en/Assignment_FAQ, mod/assign/feedback/offline/importgradeslib.php
  (Identifier, Grade and Last modified (grade) must be there), and mod/assign/feedback/file/importziplib.php
  (folders are called as in the download).
- Blackboard: https://help.blackboard.com/Learn/Instructor/Original/Grade/Grading_Tasks/Work_Offline_With_Grade_Data
- Brightspace: https://community.d2l.com/brightspace/kb/articles/3538-importing-grades
- Gradescope and Google Classroom import no marks: their tables have the columns of their own exports.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kubeish.classroom.grading.reading.learner_names import HandIn
from kubeish.classroom.grading.reading.roster import NOTHING
from kubeish.classroom.grading.report.learner_report import LearnerReport
from kubeish.classroom.grading.report.replace_file import replace_file
from kubeish.classroom.grading.report.tables import escape_formula, format_points

Row = list[str]


@dataclass(frozen=True)
class Learner:
    """A line of a table: ``who`` the school knows, and the ``points``, empty if nothing was handed in."""

    who: HandIn
    name: str
    points: str
    report: LearnerReport


@dataclass(frozen=True)
class _Form:
    """A school's table: its ``header`` for a column's name and its maximum, and a ``row``. ``bom``: for Excel."""

    header: Callable[[str, str], list[Row]]
    row: Callable[[Learner, str], Row]
    needs: str = "id"
    bom: bool = False


def _split_name(name: str) -> tuple[str, str]:
    first, _, last = name.rpartition(" ")
    return (first, last) if first else (last, "")


_FORMS: dict[str, _Form] = {
    "canvas": _Form(
        lambda column, of: [
            ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", column],
            ["    Points Possible", "", "", "", "", of],
        ],
        lambda each, of: [escape_formula(each.name), each.who.id, "", "", "", each.points],
    ),
    "moodle": _Form(
        lambda column, of: [["Identifier", "Full name", "Grade", "Maximum grade", "Last modified (grade)"]],
        lambda each, of: [f"Participant {each.who.id}", escape_formula(each.name), each.points, of, "-"],
        bom=True,
    ),
    "blackboard": _Form(
        lambda column, of: [["Last Name", "First Name", "Username", column]],
        lambda each, of: [*map(escape_formula, reversed(_split_name(each.name))), each.who.id, each.points],
    ),
    "brightspace": _Form(
        lambda column, of: [
            ["OrgDefinedId", f"{column} Points Grade <Numeric MaxPoints:{of}>", "End-of-Line Indicator"]
        ],
        lambda each, of: [f"#{each.who.id}", each.points, "#"],
    ),
    "classroom": _Form(
        lambda column, of: [["Last Name", "First Name", "Email Address", column]],
        lambda each, of: [*map(escape_formula, reversed(_split_name(each.name))), each.who.mail, each.points],
        needs="mail",
        bom=True,
    ),
    "gradescope": _Form(
        lambda column, of: [["Name", "SID", "Email", "Total Score", "Max Points"]],
        lambda each, of: [escape_formula(each.name), each.who.id, each.who.mail, each.points, of],
        bom=True,
    ),
}
SCHOOLS = tuple(_FORMS)


def write_school_files(
    folder: Path, school: str, reports: Iterable[LearnerReport], identities: Mapping[str, HandIn], column: str
) -> str:
    """Write ``SCHOOL.csv`` and, where it takes them back, ``SCHOOL-feedback.zip``. Returns a sentence on both."""
    form = _FORMS[school]
    learners = [_make_learner(report, identities) for report in reports]
    of = format_points(max((each.report.of for each in learners), default=0.0))
    encoding = "utf-8-sig" if form.bom else "utf-8"
    with replace_file(folder / f"{school}.csv") as path, path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([*form.header(column, of), *(form.row(each, of) for each in learners)])
    words = f"{folder / f'{school}.csv'} is for {school}."
    if unknown := sum(not getattr(each.who, form.needs) for each in learners):
        what = {"id": "number", "mail": "mail address"}[form.needs]
        words += (
            f" Of {unknown} learner{'' if unknown == 1 else 's'} the {what} is not known: name a --roster that has it."
        )
    if school in _FEEDBACK:
        _write_feedback(folder, school, learners)
        words += f" {folder / f'{school}-feedback.zip'} has the pages as feedback files."
    return words


def _make_learner(report: LearnerReport, identities: Mapping[str, HandIn]) -> Learner:
    points = "" if NOTHING in report.notes else format_points(report.points)
    return Learner(identities.get(report.learner, HandIn(report.learner)), report.learner, points, report)


def _name_for_canvas(each: Learner) -> str:
    """The file that was handed in, as Canvas called it, with another suffix: the numbers in it are read."""
    return f"{each.who.wrote.rpartition('.')[0] or each.who.wrote}.html"


def _name_for_moodle(each: Learner) -> str:
    """A page in the folder of the download."""
    return f"{each.who.wrote}/feedback.html"


_FEEDBACK: dict[str, Callable[[Learner], str]] = {"canvas": _name_for_canvas, "moodle": _name_for_moodle}


def _write_feedback(folder: Path, school: str, learners: Iterable[Learner]) -> None:
    with (
        replace_file(folder / f"{school}-feedback.zip") as path,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file,
    ):
        for each in learners:
            if each.who.id and each.who.wrote:
                info = zipfile.ZipInfo(_FEEDBACK[school](each))  # of 1980, so that equal marks make an equal file
                info.compress_type = zipfile.ZIP_DEFLATED
                file.writestr(info, (folder / "learners" / each.report.page).read_bytes())
