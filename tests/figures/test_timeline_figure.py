"""Drawn timeline: described, each step on it, a blind write by shape, word and colour."""

from __future__ import annotations

from html import unescape
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from kubeish.explorer import Outcome, Timeline
from kubeish.figures import Figure
from kubeish.figures.colours import BACKGROUND, CLIENTS, INK, LOST, QUIET
from tests.widgets.scenes import explore_scene

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module", params=["race", "race of three", "crash"])
def outcome(request: pytest.FixtureRequest) -> Outcome:
    return explore_scene(request.param)


@pytest.fixture
def run(outcome: Outcome) -> Timeline:
    assert outcome.counterexample is not None
    return outcome.counterexample


def words_in(figure: Figure) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(figure.svg).iter(f"{SVG}text")]


def test_it_has_a_role_a_title_and_a_description(run: Timeline) -> None:
    root = ElementTree.fromstring(run.draw().svg)
    assert root.get("role") == "img"
    assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == f"The order {run.order}"
    assert root[1].text == str(run)


def test_every_step_is_there_in_words(run: Timeline) -> None:
    words = words_in(run.draw())
    for who, verb, what, index, note in run.rows:
        for part in filter(None, (f"{who} {verb}", what, index, note)):
            assert part in words
    assert [complaint for complaint in run.complaints if complaint in words] == list(run.complaints)


def test_a_blind_write_is_a_square_with_a_cross(run: Timeline) -> None:
    root = ElementTree.fromstring(run.draw().svg)
    marks = [r for r in root.iter(f"{SVG}rect") if r.get("fill") == LOST and r.get("width") == r.get("height")]
    crosses = [p for p in root.iter(f"{SVG}path") if p.get("stroke") == "#ffffff"]
    assert len(marks) == len(crosses) == sum(bool(step.blind) for step in run.steps)


def test_its_colours_need_no_style_sheet_which_only_makes_it_dark(run: Timeline) -> None:
    root = ElementTree.fromstring(run.draw().svg)
    assert [element.tag.rpartition("}")[2] for element in root.iter() if "class" in element.attrib] == ["svg"]
    (style,) = [element.text or "" for element in root.iter() if element.tag.endswith("style")]
    light, _, dark = style.partition("@media(prefers-color-scheme:dark)")
    assert light.startswith(":is([data-jp-theme-light='false'],.vscode-dark) .kubeish-svg{")
    assert dark.startswith("{:root:not([data-jp-theme-light],:has([data-jp-theme-light])) .kubeish-svg{")


def test_a_notebook_gets_the_picture_and_everyone_else_the_words(outcome: Outcome, run: Timeline) -> None:
    figure = run.draw(outcome.headline())
    assert figure._repr_mimebundle_() == {"text/html": figure.html, "text/plain": str(outcome)}
    assert unquote(figure.html.split("svg+xml,")[1].split('"')[0]) == figure.svg
    assert unescape(figure.html.split('alt="')[1].split('"')[0]) == str(outcome)
    assert outcome._repr_html_() == figure.html


def test_without_a_counterexample_an_outcome_is_its_words() -> None:
    assert explore_scene("swap")._repr_html_() is None


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("ink", "paper"),
    [(INK, BACKGROUND), (QUIET, BACKGROUND), (INK, "#fdece0"), (QUIET, "#fdece0"), *((p.ink, p.fill) for p in CLIENTS)],
)
def test_words_can_be_read(ink: str, paper: str) -> None:
    assert contrast(ink, paper) >= 4.5  # WCAG 2.2, success criterion 1.4.3


def test_the_mark_of_a_loss_can_be_seen() -> None:
    assert contrast(LOST, BACKGROUND) >= 3  # WCAG 2.2, success criterion 1.4.11
