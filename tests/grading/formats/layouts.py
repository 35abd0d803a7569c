"""Layouts of schools' downloads: folders, files and zips, and who is to be found in them."""

from __future__ import annotations

from kubeish.classroom import notebooks
from tests.grading import notebook_samples as samples
from tests.grading.formats import BLANK, LESSON, NB, RIGHT, Case, N, P, U, put_under
from tests.grading.notebook_samples import make_zip

SOLUTION = samples.to_bytes(notebooks.read(samples.ROOT / "solutions" / f"{LESSON}.ipynb"))
MOODLE = "Lee Ann_12345_assignsubmission_file_"
GRADESCOPE = b"""---
submission_101:
  :submitters:
  - :name: Ann Lee
    :sid: '17'
    :email: ann@example.org
  :created_at: 2026-03-01 22:10:00.000000000 -08:00
  :score: 0.0
  :history:
    submission_99:
      :created_at: 2026-02-01 22:10:00.000000000 -08:00
submission_102:
  :submitters:
  - :name: Bob Ray
    :sid: '18'
  - :name: Cas Kim
    :sid: '19'
  :created_at: 2026-03-02 09:00:00.000000000 -08:00
"""
CLONE = {"course.toml": b"", f"solutions/{NB}": SOLUTION, f"notebooks/{NB}": BLANK}

CASES: list[Case] = [
    (
        "canvas",
        {
            f"annlee_12345_678901_{NB}": RIGHT,
            f"bobray_LATE_12346_678902_{NB}": BLANK,
            f"caskim_12347_678903_{LESSON}-1.ipynb": RIGHT,
        },
        {"annlee": P, "bobray": N, "caskim": P},
    ),
    (
        "canvas, own file names",
        {"annlee_12345_678901_homework.ipynb": RIGHT, "bobray_12346_678902_homework.ipynb": BLANK},
        {"annlee": P, "bobray": N},
    ),
    (
        "canvas, two files each",
        {"annlee_12345_678901_a.ipynb": RIGHT, "annlee_12345_678909_b.ipynb": BLANK},
        {"annlee": P},
    ),
    (
        "moodle",
        {f"{MOODLE}/{NB}": RIGHT, f"Ray Bob_12346_assignsubmission_file_/{NB}": BLANK},
        {"Lee Ann": P, "Ray Bob": N},
    ),
    (
        "moodle with online text",
        {f"{MOODLE}/{NB}": RIGHT, "Lee Ann_12345_assignsubmission_onlinetext_/onlinetext.html": b"<p>here"},
        {"Lee Ann": P},
    ),
    ("moodle, flat", {f"{MOODLE}{NB}": RIGHT}, {"Lee Ann": P}),
    (
        "blackboard",
        {
            f"HW4_alee_attempt_2026-03-01-22-10-00_{NB}": RIGHT,
            "HW4_alee_attempt_2026-03-01-22-10-00.txt": b"Name: Ann Lee (alee)",
            f"HW4_bray_attempt_2026-03-01-23-10-00_{NB}": BLANK,
        },
        {"alee": P, "bray": N},
    ),
    (
        "blackboard, two attempts",
        {"HW4_alee_attempt_2026-03-01-22-10-00_x.ipynb": RIGHT, "HW4_alee_attempt_2026-03-02-22-10-00_x.ipynb": BLANK},
        {"alee": N},
    ),
    (
        "brightspace",
        {
            f"101-202 - Ann Lee - Mar 1, 2026 1010 PM/{NB}": RIGHT,
            f"101-202 - Ann Lee - Feb 1, 2026 1010 PM/{NB}": BLANK,
            "index.html": b"",
        },
        {"Ann Lee": P},
    ),
    (
        "google classroom",
        {f"{LESSON} - Ann Lee.ipynb": RIGHT, f"Bob Ray - {NB}": BLANK, f"Copy of {NB}": RIGHT},
        {"Ann Lee": P, "Bob Ray": N, "Copy of": P},
    ),
    (
        "google drive zip",
        {"class.zip!": b"", "HW4/Ann Lee.ipynb": RIGHT, "HW4/Bob Ray.ipynb": BLANK},
        {"Ann Lee": P, "Bob Ray": N},
    ),
    (
        "zip of a folder of files",
        {"hw4.zip!": b"", "hw4/ann.ipynb": RIGHT, "hw4/bob.ipynb": BLANK},
        {"ann": P, "bob": N},
    ),
    (
        "zip of a folder of folders",
        {"hw4.zip!": b"", f"hw4/ann/{NB}": RIGHT, f"hw4/bob/{NB}": BLANK},
        {"ann": P, "bob": N},
    ),
    ("unzipped into a folder", {"hw4/ann/x.ipynb": RIGHT, "hw4/bob/x.ipynb": BLANK}, {"ann": P, "bob": N}),
    (
        "a readme beside",
        {"ann.ipynb": RIGHT, "bob.ipynb": BLANK, "README.txt": b"the class of 2026"},
        {"ann": P, "bob": N},
    ),
    (
        "github classroom",
        {**put_under("hw4-ann", {f"notebooks/{NB}": RIGHT}), **put_under("hw4-bob", {f"notebooks/{NB}": BLANK})},
        {"hw4-ann": P, "hw4-bob": N},
    ),
    (
        "github classroom, a fork of the course",
        {**put_under("hw4-ann", {**CLONE, f"work/{NB}": RIGHT}), **put_under("hw4-bob", CLONE)},
        {"hw4-ann": P, "hw4-bob": N},
    ),
    ("the course's solution, renamed", {"ann/my own work.ipynb": SOLUTION}, {"ann": N}),
    (
        "nbgrader submitted/",
        {f"ann/hw4/{NB}": RIGHT, "ann/hw4/timestamp.txt": b"2026", f"bob/hw4/{NB}": BLANK},
        {"ann": P, "bob": N},
    ),
    (
        "nbgrader exchange inbound/",
        {
            f"ann+hw4+2026-03-01 22:10:00.000000 UTC+aa/{NB}": BLANK,
            f"ann+hw4+2026-03-02 22:10:00.000000 UTC+bb/{NB}": RIGHT,
            f"bob+hw4+2026-03-01 22:10:00.000000 UTC+cc/{NB}": BLANK,
        },
        {"ann": P, "bob": N},
    ),
    (
        "gradescope",
        {f"submission_101/{NB}": RIGHT, f"submission_102/{NB}": BLANK, "submission_metadata.yml": GRADESCOPE},
        {"Ann Lee": P, "Bob Ray": N, "Cas Kim": N},
    ),
    ("7z", {"ann/x.7z": b"7z"}, {"ann": U}),
    ("PDF", {"ann/x.pdf": b"%PDF"}, {"ann": U}),
    ("Chinese names", {f"张伟/{NB}": RIGHT, f"李娜/{NB}": BLANK}, {"张伟": P, "李娜": N}),
    (
        "macOS zip",
        {"c.zip!": b"", f"ann/{NB}": RIGHT, "__MACOSX/ann/._x.ipynb": b"\0", f"bob/{NB}": BLANK, ".DS_Store": b""},
        {"ann": P, "bob": N},
    ),
    ("a right checkpoint of a wrong notebook", {f"ann/{NB}": BLANK, f"ann/.ipynb_checkpoints/{NB}": RIGHT}, {"ann": N}),
    ("x (1).ipynb", {"ann/x.ipynb": BLANK, "ann/x (1).ipynb": RIGHT}, {"ann": P}),
    (
        "versions, flat",
        {f"ann{mark}.ipynb": BLANK for mark in (" (1)", "-Copy1", " - Copy", " copy")} | {"ann_v2.ipynb": RIGHT},
        {"ann": P},
    ),
    (
        "canvas, sent again under the same name",
        {f"annlee_12345_678901_{NB}": BLANK, f"annlee_12345_678999_{LESSON}-1.ipynb": RIGHT},
        {"annlee": P},
    ),
    (
        "canvas, sent again, and the later one is blank",
        {f"annlee_12345_678999_{LESSON}.ipynb": RIGHT, f"annlee_12345_678901_{LESSON}-1.ipynb": BLANK},
        {"annlee": N},
    ),
    (
        "canvas, parts with numbers of their own",
        {"annlee_12345_678901_part-1.ipynb": RIGHT, "annlee_12345_678902_part-2.ipynb": BLANK},
        {"annlee": P},
    ),
    (
        "blackboard, a user name with a line",
        {
            f"HW 4_ann_lee_attempt_2026-03-01-22-10-00_{NB}": RIGHT,
            "HW 4_ann_lee_attempt_2026-03-01-22-10-00.txt": b"Name: Ann Lee (ann_lee)\r\nAssignment: HW 4",
        },
        {"ann_lee": P},
    ),
    (
        "brightspace, the day first",
        {f"101-202 - Ann Lee - 1 March, 2026 1010 PM/{NB}": RIGHT},
        {"Ann Lee": P},
    ),
    (
        "google classroom, one title",
        {"Ann Lee - hw.ipynb": RIGHT, "Bob Ray - hw.ipynb": BLANK},
        {"Ann Lee": P, "Bob Ray": N},
    ),
    ("one title behind a line", {"ann_hw4.ipynb": RIGHT, "bob_hw4.ipynb": BLANK}, {"ann": P, "bob": N}),
    (
        "zips with the lesson's name",
        {f"Ann Lee - {LESSON}.zip": make_zip({NB: RIGHT}), "bob.ipynb": BLANK},
        {"Ann Lee": P, "bob": N},
    ),
    ("ann.zip and ann/", {"ann.zip": make_zip({"x.ipynb": RIGHT}), "ann/x.ipynb": BLANK}, {"ann": P}),
    (
        "copies in other languages",
        {"ann.ipynb": BLANK, "ann - Kopie.ipynb": RIGHT, "Bob.ipynb": BLANK, "bob (copy).ipynb": BLANK},
        {"ann": P, "Bob": N},
    ),
    (
        "hidden files alone",
        {"ann/.DS_Store": b"", f"cas/.ipynb_checkpoints/{NB}": RIGHT, f"bob/{NB}": BLANK},
        {"ann": U, "bob": N, "cas": U},
    ),
    ("nothing at all", {"ann/": b"", f"bob/{NB}": BLANK}, {"ann": U, "bob": N}),
    (".ipynb_checkpoints", {f"ann/{NB}": RIGHT, f"ann/.ipynb_checkpoints/{NB}": BLANK}, {"ann": P}),
    ("backslashes in a zip", {"c.zip!": b"", f"ann\\{NB}": RIGHT, f"bob\\{NB}": BLANK}, {"ann": P, "bob": N}),
    (
        "github classroom, work/",
        {**put_under("hw4-ann", {f"notebooks/{NB}": BLANK, f"work/{NB}": RIGHT}), f"hw4-bob/notebooks/{NB}": BLANK},
        {"hw4-ann": P, "hw4-bob": N},
    ),
    ("NFC and NFD of one name", {"J\u00f6rg 1.ipynb": RIGHT, "Jo\u0308rg 1.ipynb": BLANK}, {"J\u00f6rg 1": P}),
]
