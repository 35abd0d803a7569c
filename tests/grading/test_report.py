"""The report: points by the scheme, and files that hold whatever learners may have called things."""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kubeish.classroom.grading import results
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.marking_scheme import LatePolicy, MarkingScheme, PartialCredit
from kubeish.classroom.grading.marking_scheme_file import BadScheme, read_scheme
from kubeish.classroom.grading.report.learner_report import make_learner_report
from kubeish.classroom.grading.report.write_report import write_report
from kubeish.classroom.grading.results import ExerciseMark, SubmissionMark
from kubeish.classroom.grading.results_db import ResultsDatabase
from kubeish.classroom.grading.similarity import fingerprint
from tests.browser import chromium
from tests.grading import notebook_samples as samples

COURSE = samples.ROOT / "course.toml"
DUE = datetime(2026, 3, 1, 12, tzinfo=UTC)
NASTY = '=HYPERLINK("http://x")<script>alert(1)</script>\x00\x1b[31m\ud800"\'&,\n../../etc'


def make_marks(specs: ExerciseSpecs, learner: str = "ann", when: float = 0.0, **statuses: str) -> SubmissionMark:
    """A learner with these statuses, by slug with underscores; all others passed."""
    given = {slug.replace("_", "-"): status for slug, status in statuses.items()}
    marks = [
        ExerciseMark(p.slug, given.get(p.slug, results.PASSED), f"{p.slug}: why", "x = 1") for p in specs.exercises
    ]
    return SubmissionMark(learner, "digest", when, tuple(marks))


def make_scheme(specs: ExerciseSpecs, **more: object) -> MarkingScheme:
    return MarkingScheme({spec.slug: spec.points for spec in specs.exercises}, **more)  # type: ignore[arg-type]


def test_points_are_the_sum_of_what_passed(specs: ExerciseSpecs) -> None:
    found = make_learner_report(
        make_marks(specs, run_pod=results.FAILED, warm_up=results.DISPUTED), specs, make_scheme(specs)
    )
    assert found.of == sum(spec.points for spec in specs.exercises)
    assert found.points == found.of - 4 - 1


@pytest.mark.parametrize("status", [status for status in results.STATUSES if status != results.PASSED])
def test_no_other_status_earns_a_point(status: str, specs: ExerciseSpecs) -> None:
    slugs = [spec.slug.replace("-", "_") for spec in specs.exercises]
    assert make_learner_report(make_marks(specs, **dict.fromkeys(slugs, status)), specs, make_scheme(specs)).points == 0


def test_partial_credit_goes_by_the_check_s_words_and_never_by_the_answer_s(specs: ExerciseSpecs) -> None:
    scheme = make_scheme(
        specs,
        partial=(PartialCredit(0.5, "run-pod", "why"), PartialCredit(0.25, "", ""), PartialCredit(1, "warm-up", "no")),
    )
    marks = make_marks(specs, run_pod=results.FAILED, warm_up=results.FAILED, string_set=results.TIME_OUT)
    said = {"reason": "ValueError: no", "ran": "no", "saw": "no", "printed": "no", "answer": "no", "picture_text": "no"}
    changes = {"run-pod": {"wanted": "why"}, "warm-up": said}
    marks = replace(marks, exercises=tuple(replace(m, **changes.get(m.slug, {})) for m in marks.exercises))
    earned = {row.mark.slug: row.points for row in make_learner_report(marks, specs, scheme).rows}
    assert (earned["run-pod"], earned["warm-up"], earned["string-set"]) == (2, 0.25, 0)


@pytest.mark.parametrize(
    ("after", "days", "points"),
    [(-1, 0, 4.0), (0, 0, 4.0), (10, 0, 4.0), (11, 1, 3.6), (1440, 1, 3.6), (1441, 2, 3.2), (1440 * 9, 9, 2.0)],
)
def test_lateness_is_counted_in_days_begun(after: float, days: int, points: float, specs: ExerciseSpecs) -> None:
    late = LatePolicy(DUE, timedelta(minutes=10), per_day=0.1, at_most=0.5)
    scheme = make_scheme(specs, late=late)
    found = make_learner_report(make_marks(specs, when=(DUE + timedelta(minutes=after)).timestamp()), specs, scheme)
    assert late.count_days("ann", (DUE + timedelta(minutes=after)).timestamp()) == days
    assert next(row.points for row in found.rows if row.mark.slug == "run-pod") == points
    assert bool(found.late) == bool(days)


def test_the_time_that_the_school_noted_goes_before_that_of_the_file(specs: ExerciseSpecs, tmp_path: Path) -> None:
    (tmp_path / "times.csv").write_text("learner,time\nann,2026-03-03T11:00:00+00:00\n")
    (tmp_path / "own.toml").write_text(
        '[late]\ndue = 2026-03-01T12:00:00Z\nper_day = 0.2\nsubmitted = "times.csv"\n[points]\nrun-pod = 10\n'
        '[[partial]]\nexercise = "run-pod"\nshare = 0.5\n'
    )
    scheme = read_scheme(specs, COURSE, tmp_path / "own.toml")
    found = make_learner_report(make_marks(specs, when=0.0, run_pod=results.FAILED), specs, scheme)
    row = next(row for row in found.rows if row.mark.slug == "run-pod")
    assert (row.points, row.of) == (3, 10)
    assert found.late == "2 days late: 40% off"
    assert "2 days late" in row.reason
    assert make_learner_report(make_marks(specs, "bob"), specs, scheme).late == ""


def test_the_course_itself_may_say_how_it_is_graded(specs: ExerciseSpecs, tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(COURSE.read_text() + "\n[grading.points]\nrun-pod = 7\nwarm-up = 2\n")
    (tmp_path / "own.toml").write_text("[points]\nwarm-up = 0\n")
    scheme = read_scheme(specs, tmp_path / "course.toml", tmp_path / "own.toml")
    assert (scheme.points["run-pod"], scheme.points["warm-up"], scheme.points["string-set"]) == (7, 0, 3)


MISTAKES = {
    "[points]\nrun-pot = 3": "nothing is called 'run-pot'",
    "[points]\nrun-pod = 'many'": "wanted a number, 0 or more",
    "[points]\nrun-pod = -1": "wanted a number, 0 or more",
    "points = 3": "wanted a table [points]",
    "[point]\nx = 1": "nothing is called 'point'; there is late, partial, points",
    "[late]\nper_day = 0.1": "wanted due = ",
    "[late]\ndue = 2026-03-01": "wanted due = ",
    "[late]\ndue = 2026-03-01T12:00:00\nsubmitted = 'no.csv'": "no.csv cannot be read",
    "[partial]\nshare = 1": "wanted tables, each below [[partial]]",
    "[[partial]]\nshare = 2\nexercise = 'run-pod'": "wanted a share up to 1",
    "[[partial]]\nshare = 1": "an exercise or words that a verdict says",
    "[[partial]]\nshare = 1\nexercise = 'x'": "nothing is called 'x'",
    "[[partial]]\nshare = 1\nexercise = 'run-pod'\nstatus = 'wrong'": "nothing is called 'wrong'",
    "no toml": "is not TOML",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_in_the_scheme_is_a_sentence(text: str, specs: ExerciseSpecs, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(BadScheme, match=re.escape(MISTAKES[text])):
        read_scheme(specs, COURSE, tmp_path / "own.toml")


def write(folder: Path, specs: ExerciseSpecs, marks: list[SubmissionMark], sandbox: bool = True) -> Path:
    with contextlib.closing(ResultsDatabase(folder)) as database:
        for each in marks:
            database.write(each, "key")
        write_report(folder, database, specs, make_scheme(specs), sandbox)
    return folder


def make_nasty_marks(specs: ExerciseSpecs) -> SubmissionMark:
    """Everything that a learner has a hand in says something nasty."""
    marks = make_marks(specs, run_pod=results.FAILED, warm_up=results.ERROR).exercises
    words = dict.fromkeys(("reason", "answer", "chosen", "ran", "saw", "wanted", "try_next", "picture_text"), NASTY)
    words |= {"printed": NASTY, "nbval": NASTY, "picture": f"<svg onload='alert(1)'>{NASTY}</svg>"}
    found = tuple(replace(mark, **words, steps=(NASTY,)).replace_control_characters() for mark in marks)
    return SubmissionMark("=1+1 <b>", "digest", 0.0, found, ("<script>",))


def test_nothing_that_a_learner_wrote_gets_out_of_its_place(specs: ExerciseSpecs, tmp_path: Path) -> None:
    out = write(tmp_path / "out", specs, [make_nasty_marks(specs), make_marks(specs, "../../../up")])
    for page in [out / "index.html", *(out / "learners").iterdir()]:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "<b>" not in text
        assert not re.search(r"<svg|\son\w+=", text)
        assert "default-src 'none'" in text
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * len(specs.exercises)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(tuple("=+-@"))]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert len(list((out / "learners").iterdir())) == 2


def test_junit_is_xml_with_a_case_for_each_exercise(specs: ExerciseSpecs, tmp_path: Path) -> None:
    one = make_marks(specs, "bob", run_pod=results.FAILED, warm_up=results.NOT_ATTEMPTED, string_set=results.TIME_OUT)
    tree = ElementTree.parse(write(tmp_path, specs, [make_nasty_marks(specs), one]) / "junit.xml")
    suite = next(suite for suite in tree.iter("testsuite") if suite.get("name") == "bob")
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": str(len(specs.exercises)), "failures": "1", "errors": "1", "skipped": "1",
    }  # fmt: skip
    messages = {case.get("name"): [child.get("message") for child in case] for case in suite}
    assert (messages["run-pod"], messages["round-robin"]) == (["failed: run-pod: why"], [])


def test_the_pages_need_nothing_but_themselves(specs: ExerciseSpecs, tmp_path: Path) -> None:
    write(tmp_path, specs, [make_marks(specs, "ann"), make_marks(specs, "Bob B. Boe")])
    names = {path.name for path in (tmp_path / "learners").iterdir()}
    links = set()
    for page in [tmp_path / "index.html", *(tmp_path / "learners").iterdir()]:
        found = re.findall(r'(?:href|src)="([^"]*)"', page.read_text(encoding="utf-8"))
        links |= {link.removeprefix("learners/") for link in found if not link.startswith(("#", "data:"))}
    assert links == names | {"../index.html"}


def test_marks_made_without_a_sandbox_say_so_everywhere(specs: ExerciseSpecs, tmp_path: Path) -> None:
    marks = [make_marks(specs, "ann", run_pod=results.FAILED)]
    for sandbox in (False, True):
        folder = write(tmp_path / str(sandbox), specs, marks, sandbox)
        pages = [folder / "index.html", *(folder / "learners").iterdir()]
        for path in pages:
            assert ("Marked without a sandbox" in path.read_text(encoding="utf-8")) is not sandbox, path
        rows = (folder / "grades.csv").read_text().splitlines()[1:]
        assert all(("Marked without a sandbox" in row) is not sandbox for row in rows)
        assert ("Marked without a sandbox" in (folder / "junit.xml").read_text()) is not sandbox


def test_the_class_page_says_what_was_hard_and_what_was_wrong(specs: ExerciseSpecs, tmp_path: Path) -> None:
    wrong = [make_marks(specs, f"w{n}", run_pod=results.FAILED, string_set=results.FAILED) for n in range(3)]
    page = write(tmp_path, specs, [*wrong, make_marks(specs, "r", string_set=results.FAILED)]) / "index.html"
    text = page.read_text(encoding="utf-8").partition("Hardest exercises first")[2]
    assert text.index('href="#string-set"') < text.index('href="#run-pod"') < text.index('href="#warm-up"')
    assert "3 × run-pod: why" in text
    assert "4 × string-set: why" in text


def test_the_class_page_says_what_to_talk_about_without_a_name(specs: ExerciseSpecs, tmp_path: Path) -> None:
    marks = []
    for learner, advice in (("Ann Lee", "lock it"), ("Bob", "lock it"), ("Cas", "sort it")):
        failed = [
            replace(mark, try_next=advice, answer=f"# by {learner}") if mark.slug == "run-pod" else mark
            for mark in make_marks(specs, run_pod=results.FAILED).exercises
        ]
        marks.append(SubmissionMark(learner, "digest", 0.0, tuple(failed)))
    text = (write(tmp_path, specs, marks) / "index.html").read_text(encoding="utf-8")
    topics = text.partition('id="tomorrow"')[2].partition("<h2")[0]
    assert "2 × <a" in topics
    assert "lock it" in topics
    assert "# by ... ..." in topics
    assert "sort it" not in topics, "one learner's answer is no common one"


def test_answers_that_are_the_same_up_to_names_are_found() -> None:
    one = "def f(a, b):\n    # sum\n    return a + b\n"
    assert fingerprint(one) == fingerprint('def g(x,  y):\n\n    """Sum."""\n    return x + y')
    assert fingerprint(one) != fingerprint("def f(a, b):\n    return b + a\n")
    assert fingerprint("def f('") == ""


def test_who_is_gone_from_the_class_has_no_page_any_more(specs: ExerciseSpecs, tmp_path: Path) -> None:
    write(tmp_path, specs, [make_marks(specs, "ann"), make_marks(specs, "bob")])
    with contextlib.closing(ResultsDatabase(tmp_path)) as database:
        database.keep_only({"ann"})
        write_report(tmp_path, database, specs, make_scheme(specs), True)
    assert [path.name[:3] for path in (tmp_path / "learners").iterdir()] == ["ann"]
    assert "bob" not in (tmp_path / "grades.csv").read_text()


def test_the_class_page_begins_with_a_grid_of_learners_by_exercises(specs: ExerciseSpecs, tmp_path: Path) -> None:
    ann = make_marks(specs, "ann", run_pod=results.FAILED, warm_up=results.NOT_ATTEMPTED)
    text = (write(tmp_path, specs, [ann, make_marks(specs, "bob")]) / "index.html").read_text(encoding="utf-8")
    grid = text[text.index('<table class="grid">') : text.index("</table>")]
    assert text.index("<table") == text.index('<table class="grid">')
    rows = [re.findall(r'class="mark s-([\w-]+)"><span aria-hidden="true">(.)<', row) for row in grid.split("<tr>")[2:]]
    assert [len(row) for row in rows] == [len(specs.exercises)] * 2
    found = dict(zip([spec.slug for spec in specs.exercises], rows[0]))
    assert found["run-pod"] == ("failed", "✗")
    assert found["warm-up"] == ("not-attempted", "–")
    assert set(rows[1]) == {("passed", "✓")}
    assert 'class="n">time-out<' not in text, "what no learner has is no column"
    hardest = text[text.index('id="hardest"') :]
    heads = re.findall(r'<th scope="col"(?: colspan="(\d)")?[^>]*>(.*?)</th>', hardest[: hardest.index("</thead>")])
    assert heads == [("", "exercise"), ("3", "passed"), ("", "failed"), ("", "not attempted")]
    cells = re.findall(r"<td", hardest[hardest.index("<tbody>") : hardest.index("</tr>", hardest.index("<tbody>"))])
    assert 1 + len(cells) == sum(int(span or 1) for span, _ in heads)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    """One that ends with this file: its loop is that of the thread, in which other tests run loops of their own."""
    if chromium.find_chromium() is None:
        pytest.skip("no Chromium here: install it (apt install chromium), or name it in KUBEISH_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_everybody_can_read_the_report(
    specs: ExerciseSpecs, tmp_path: Path, playwright: Any, scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    statuses = [results.FAILED, results.NOT_ATTEMPTED, results.TIME_OUT, results.ERROR, results.DISPUTED]
    marks = [make_marks(specs, f"learner {i}", run_pod=status) for i, status in enumerate(statuses)]
    folder = write(tmp_path, specs, [*marks, make_nasty_marks(specs)])
    browser = chromium.launch(playwright)
    try:
        page = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
        for path in [folder / "index.html", *(folder / "learners").iterdir()]:
            page.goto(path.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") == width
        page.goto((folder / "index.html").as_uri())
        page.screenshot(path=tmp_path / "class.png", full_page=True)
    finally:
        browser.close()
