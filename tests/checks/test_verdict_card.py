"""The card of a verdict: what it says beside the words, and what stays as it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kubeish import EtcdError, check
from kubeish.checks import PASSED, VerdictBuilder
from kubeish.checks.verdict_card import render_hint_card
from kubeish.classroom import course, notebooks
from kubeish.classroom.cell_address import make_address
from kubeish.widgets.pages.inline_markup import render_inline, render_paragraphs

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KUBEISH_PROGRESS", str(tmp_path / "progress.txt"))
    monkeypatch.delenv("KUBEISH_GRADE", raising=False)
    return tmp_path / "progress.txt"


def right(error: object) -> bool:
    return isinstance(error, EtcdError) and error.code == 101


def wrong(error: object) -> bool:
    return True


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("read it *inside* the loop", "read it <em>inside</em> the loop"),
        ("use `a * b * c` here", "use <code>a * b * c</code> here"),
        ("2 * 3 * 4 and [*pods]", "2 * 3 * 4 and [*pods]"),
        ("`<b>` & <i>", "<code>&lt;b&gt;</code> &amp; &lt;i&gt;"),
    ],
)
def test_code_and_emphasis_are_set_as_such(text: str, html: str) -> None:
    assert render_inline(text) == html


def test_the_large_number_is_large_with_its_word_and_in_its_sentence() -> None:
    line = "none of 438,285,840 orders of four schedulers, and 12 others."
    assert render_inline(line, large=True) == (
        'none of <strong class="k-large">438,285,840 orders</strong> of four schedulers, and 12 others.'
    )


def test_lines_with_a_blank_before_them_are_kept_as_they_are() -> None:
    assert render_paragraphs("it saw:\n  A  reads\n  B  reads\nno more") == (
        "<p>it saw:</p><pre>  A  reads\n  B  reads</pre><p>no more</p>"
    )


def test_a_pass_names_its_place_and_what_is_next() -> None:
    html = check("is-etcd-conflict", right)._repr_html_()
    assert "✔" in html
    assert "Exercise 2 of 4 in this lesson" in html
    assert 'href="02_compare_and_swap.ipynb#cell-id=02-run-pod"' in html
    assert "Hint 1" not in html


def test_each_link_to_what_is_next_leads_to_a_cell() -> None:
    for exercise in course.load(ROOT).exercises:
        file, place = make_address(exercise).split("#cell-id=")
        assert place in {cell["id"] for cell in notebooks.read(ROOT / "notebooks" / file)["cells"]}


def test_a_not_yet_has_its_hints_folded_one_in_the_other() -> None:
    html = check("is-etcd-conflict", wrong)._repr_html_()
    places = [html.index(f"Hint {rung} of 3") for rung in (1, 2, 3)]
    assert places == sorted(places)
    assert html.index("</details></details></details>") > places[-1]
    assert "%env KUBEISH_SEED=" in html
    assert "still counts" not in html


def test_what_was_passed_stays_passed(progress: Path) -> None:
    check("is-etcd-conflict", right)
    assert "You have passed it before, and that still counts." in check("is-etcd-conflict", wrong)._repr_html_()
    assert progress.read_text() == "is-etcd-conflict: passed\n"


def test_a_marked_run_shows_the_same_card_of_a_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_count(html: str) -> str:
        start = html.index('"key":')
        return html[:start] + html[html.index('"}', start) :]

    learner = check("is-etcd-conflict", right)._repr_html_()
    monkeypatch.setenv("KUBEISH_GRADE", "1")
    assert without_count(check("is-etcd-conflict", right)._repr_html_()) == without_count(learner)


def test_the_kernel_hears_of_a_hint_and_tells_what_is_passed(progress: Path) -> None:
    from kubeish.checks.verdict_card import CardContent, build_card
    from kubeish.checks.verdict_widget import VerdictCard

    check("compare-and-swap-obj", lambda *_: None)
    check("is-etcd-conflict", right)
    setting = check("is-etcd-conflict", wrong).setting
    assert setting is not None
    card = VerdictCard(build_card(CardContent("is-etcd-conflict", PASSED, ""), setting), setting)
    assert card.passed == ["is-etcd-conflict"]
    card.rung = 2
    assert progress.read_text().endswith("is-etcd-conflict: hint 2\n")


def test_a_verdict_outside_of_a_course_has_a_card_too() -> None:
    verdict = VerdictBuilder("shout").reject("a <run>.", "a fault.", "none.", "this.")
    assert "a &lt;run&gt;." in verdict._repr_html_()
    assert "in this lesson" not in verdict._repr_html_()
    assert str(replace(verdict, setting=None)) == str(verdict)


def test_a_hint_is_a_card_with_its_text_as_twin() -> None:
    html = render_hint_card("first-write · hint 1 of 3\n\nLook at `pr_265`.")
    assert "<b>first-write · hint 1 of 3</b>" in html
    assert "<code>pr_265</code>" in html
