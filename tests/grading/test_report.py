"""The report: points by the scheme, and files that hold whatever learners may have called things."""

from __future__ import annotations

import contextlib
import csv
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kubeish.grading import results
from kubeish.grading.journal import Journal
from kubeish.grading.papers import Papers
from kubeish.grading.report import writing
from kubeish.grading.report.sheet import sheet
from kubeish.grading.results import Examined, Marked
from kubeish.grading.sameness import fingerprint
from kubeish.grading.scheme import Late, Partial, Scheme
from kubeish.grading.scheme_file import BadScheme, read
from tests.grading import handing_in as hand

COURSE = hand.ROOT / "course.toml"
DUE = datetime(2026, 3, 1, 12, tzinfo=UTC)
NASTY = '=HYPERLINK("http://x")<script>alert(1)</script>\x00\x1b[31m\ud800"\'&,\n../../etc'


def marked(papers: Papers, learner: str = "ann", when: float = 0.0, **statuses: str) -> Marked:
    """A learner with these statuses, by slug with underscores; all others passed."""
    given = {slug.replace("_", "-"): status for slug, status in statuses.items()}
    marks = [Examined(p.slug, given.get(p.slug, results.PASSED), f"{p.slug}: why", "x = 1") for p in papers.exercises]
    return Marked(learner, "digest", when, tuple(marks))


def plain(papers: Papers, **more: object) -> Scheme:
    return Scheme({paper.slug: paper.points for paper in papers.exercises}, **more)  # type: ignore[arg-type]


def test_points_are_the_sum_of_what_passed(papers: Papers) -> None:
    found = sheet(marked(papers, run_pod=results.FAILED, warm_up=results.DISPUTED), papers, plain(papers))
    assert found.of == sum(paper.points for paper in papers.exercises)
    assert found.points == found.of - 4 - 1


@pytest.mark.parametrize("status", [status for status in results.STATUSES if status != results.PASSED])
def test_no_other_status_earns_a_point(status: str, papers: Papers) -> None:
    slugs = [paper.slug.replace("-", "_") for paper in papers.exercises]
    assert sheet(marked(papers, **dict.fromkeys(slugs, status)), papers, plain(papers)).points == 0


def test_partial_credit_goes_by_what_the_verdict_says(papers: Papers) -> None:
    scheme = plain(papers, partial=(Partial(0.5, "run-pod", "why"), Partial(0.25, "", ""), Partial(1, "warm-up", "no")))
    marks = marked(papers, run_pod=results.FAILED, warm_up=results.FAILED, string_set=results.TIME_OUT)
    earned = {row.slug: row.points for row in sheet(marks, papers, scheme).rows}
    assert (earned["run-pod"], earned["warm-up"], earned["string-set"]) == (2, 0.25, 0)


@pytest.mark.parametrize(
    ("after", "days", "points"),
    [(-1, 0, 4.0), (0, 0, 4.0), (10, 0, 4.0), (11, 1, 3.6), (1440, 1, 3.6), (1441, 2, 3.2), (1440 * 9, 9, 2.0)],
)
def test_lateness_is_counted_in_days_begun(after: float, days: int, points: float, papers: Papers) -> None:
    late = Late(DUE, timedelta(minutes=10), per_day=0.1, at_most=0.5)
    scheme = plain(papers, late=late)
    found = sheet(marked(papers, when=(DUE + timedelta(minutes=after)).timestamp()), papers, scheme)
    assert late.days("ann", (DUE + timedelta(minutes=after)).timestamp()) == days
    assert next(row.points for row in found.rows if row.slug == "run-pod") == points
    assert bool(found.late) == bool(days)


def test_the_time_that_the_school_noted_goes_before_that_of_the_file(papers: Papers, tmp_path: Path) -> None:
    (tmp_path / "times.csv").write_text("learner,time\nann,2026-03-03T11:00:00+00:00\n")
    (tmp_path / "own.toml").write_text(
        '[late]\ndue = 2026-03-01T12:00:00Z\nper_day = 0.2\nsubmitted = "times.csv"\n[points]\nrun-pod = 10\n'
        '[[partial]]\nexercise = "run-pod"\nshare = 0.5\n'
    )
    scheme = read(papers, COURSE, tmp_path / "own.toml")
    found = sheet(marked(papers, when=0.0, run_pod=results.FAILED), papers, scheme)
    row = next(row for row in found.rows if row.slug == "run-pod")
    assert (row.points, row.of) == (3, 10)
    assert found.late == "2 days late: 40% off"
    assert "2 days late" in row.reason
    assert sheet(marked(papers, "bob"), papers, scheme).late == ""


def test_the_course_itself_may_say_how_it_is_graded(papers: Papers, tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(COURSE.read_text() + "\n[grading.points]\nrun-pod = 7\nwarm-up = 2\n")
    (tmp_path / "own.toml").write_text("[points]\nwarm-up = 0\n")
    scheme = read(papers, tmp_path / "course.toml", tmp_path / "own.toml")
    assert (scheme.of("run-pod"), scheme.of("warm-up"), scheme.of("string-set")) == (7, 0, 3)


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
def test_a_mistake_in_the_scheme_is_a_sentence(text: str, papers: Papers, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(BadScheme, match=re.escape(MISTAKES[text])):
        read(papers, COURSE, tmp_path / "own.toml")


def written(folder: Path, papers: Papers, marks: list[Marked], sandbox: bool = True) -> Path:
    with contextlib.closing(Journal(folder)) as journal:
        for each in marks:
            journal.write(each, "key")
        writing.write(folder, journal, papers, plain(papers), sandbox)
    return folder


def nasty(papers: Papers) -> Marked:
    """Everything that a learner has a hand in says something nasty."""
    marks = marked(papers, run_pod=results.FAILED, warm_up=results.ERROR).exercises
    words = dict.fromkeys(("reason", "answer", "taken", "ran", "saw", "wanted", "try_next", "told"), NASTY)
    words |= {"printed": NASTY, "nbval": NASTY, "drawn": f"<svg onload='alert(1)'>{NASTY}</svg>"}
    found = tuple(results.legible(replace(mark, **words, steps=(NASTY,))) for mark in marks)
    return Marked("=1+1 <b>", "digest", 0.0, found, ("<script>",))


def test_nothing_that_a_learner_wrote_gets_out_of_its_place(papers: Papers, tmp_path: Path) -> None:
    out = written(tmp_path / "out", papers, [nasty(papers), marked(papers, "../../../up")])
    for page in [out / "index.html", *(out / "learners").iterdir()]:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "<b>" not in text
        assert not re.search(r"<svg|\son\w+=", text)
        assert "default-src 'none'" in text
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * len(papers.exercises)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(tuple("=+-@"))]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert len(list((out / "learners").iterdir())) == 2


def test_junit_is_xml_with_a_case_for_each_exercise(papers: Papers, tmp_path: Path) -> None:
    one = marked(papers, "bob", run_pod=results.FAILED, warm_up=results.NOT_ATTEMPTED, string_set=results.TIME_OUT)
    tree = ElementTree.parse(written(tmp_path, papers, [nasty(papers), one]) / "junit.xml")
    suite = next(suite for suite in tree.iter("testsuite") if suite.get("name") == "bob")
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": str(len(papers.exercises)), "failures": "1", "errors": "1", "skipped": "1",
    }  # fmt: skip
    said = {case.get("name"): [child.get("message") for child in case] for case in suite}
    assert (said["run-pod"], said["round-robin"]) == (["failed: run-pod: why"], [])


def test_the_pages_need_nothing_but_themselves(papers: Papers, tmp_path: Path) -> None:
    written(tmp_path, papers, [marked(papers, "ann"), marked(papers, "Bob B. Boe")])
    names = {path.name for path in (tmp_path / "learners").iterdir()}
    links = set()
    for page in [tmp_path / "index.html", *(tmp_path / "learners").iterdir()]:
        found = re.findall(r'(?:href|src)="([^"]*)"', page.read_text(encoding="utf-8"))
        links |= {link.removeprefix("learners/") for link in found if not link.startswith(("#", "data:"))}
    assert links == names


def test_marks_made_without_a_sandbox_say_so_everywhere(papers: Papers, tmp_path: Path) -> None:
    marks = [marked(papers, "ann", run_pod=results.FAILED)]
    for sandbox in (False, True):
        folder = written(tmp_path / str(sandbox), papers, marks, sandbox)
        pages = [folder / "index.html", *(folder / "learners").iterdir()]
        for path in pages:
            assert ("Marked without a sandbox" in path.read_text(encoding="utf-8")) is not sandbox, path
        rows = (folder / "grades.csv").read_text().splitlines()[1:]
        assert all(("Marked without a sandbox" in row) is not sandbox for row in rows)
        assert ("Marked without a sandbox" in (folder / "junit.xml").read_text()) is not sandbox


def test_the_class_page_says_what_was_hard_and_what_was_wrong(papers: Papers, tmp_path: Path) -> None:
    wrong = [marked(papers, f"w{n}", run_pod=results.FAILED, string_set=results.FAILED) for n in range(3)]
    page = written(tmp_path, papers, [*wrong, marked(papers, "r", string_set=results.FAILED)]) / "index.html"
    text = page.read_text(encoding="utf-8")
    assert text.index('href="#string-set"') < text.index('href="#run-pod"') < text.index('href="#warm-up"')
    assert "3 × run-pod: why" in text
    assert "4 × string-set: why" in text


def test_answers_that_are_the_same_up_to_names_are_found() -> None:
    one = "def f(a, b):\n    # sum\n    return a + b\n"
    assert fingerprint(one) == fingerprint('def g(x,  y):\n\n    """Sum."""\n    return x + y')
    assert fingerprint(one) != fingerprint("def f(a, b):\n    return b + a\n")
    assert fingerprint("def f('") == ""


def test_who_is_gone_from_the_class_has_no_page_any_more(papers: Papers, tmp_path: Path) -> None:
    written(tmp_path, papers, [marked(papers, "ann"), marked(papers, "bob")])
    with contextlib.closing(Journal(tmp_path)) as journal:
        journal.keep_only({"ann"})
        writing.write(tmp_path, journal, papers, plain(papers), True)
    assert [path.name[:3] for path in (tmp_path / "learners").iterdir()] == ["ann"]
    assert "bob" not in (tmp_path / "grades.csv").read_text()
