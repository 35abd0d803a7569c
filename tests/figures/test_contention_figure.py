"""Contention chart: each point where its numbers put it, on an axis that holds them all."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from kubeish.figures import draw_contention
from kubeish.figures.contention_figure import HEIGHT, TOP, Point, _round_up

POINTS = [(1, "plain loop", 0, 0.5), (4, "plain loop", 10, 1.0), (1, "back-off", 0, 0.5), (4, "back-off", 2, 0.5)]


def paths(svg: str) -> list[list[tuple[float, float]]]:
    found = re.findall(r'<path d="M([^"]+)"', svg)
    return [[tuple(map(float, dot.split())) for dot in path.split("L")] for path in found]  # type: ignore[misc]


def test_points_lie_as_high_as_their_numbers() -> None:
    svg = draw_contention(POINTS).svg
    plain, backed, plain_speed, backed_speed = paths(svg)
    bottom = TOP + HEIGHT
    heights = [
        [round((bottom - y) / HEIGHT, 3) for _, y in path] for path in (plain, backed, plain_speed, backed_speed)
    ]
    assert heights == [[0, round(10 / 12, 3)], [0, round(2 / 12, 3)], [0.25, 0.5], [0.25, 1.0]]
    assert [x for x, _ in plain] == [x for x, _ in backed]


def test_what_is_measured_again_is_drawn_as_its_median_and_its_spread() -> None:
    again = [*POINTS, (4, "plain loop", 4, 1.0), (4, "plain loop", 12, 1.0)]
    svg = draw_contention(again).svg
    plain = paths(svg)[0]
    assert [round((TOP + HEIGHT - y) / HEIGHT, 3) for _, y in plain] == [0, round(10 / 12, 3)]
    bars = re.findall(r'<line x1="([\d.]+)" x2="\1" y1="([\d.]+)" y2="([\d.]+)" [^>]*opacity', svg)
    assert [[round((TOP + HEIGHT - float(y)) / HEIGHT, 2) for y in bar[1:]] for bar in bars] == [[0.33, 1.0]]
    assert 'opacity="' not in draw_contention(POINTS).svg, "one measurement has no spread"


def test_a_recorded_run_is_kept_faintly_behind() -> None:
    svg = draw_contention([], [Point(*point) for point in POINTS]).svg
    assert len(paths(svg)) == svg.count("stroke-dasharray") == 2, "of each kind, among the conflicts alone"


@given(st.floats(0, 1e9))
def test_the_axis_holds_them_all_and_not_much_more(most: float) -> None:
    top = _round_up(most)
    assert top >= most
    assert top <= max(4, 2 * most)
    assert top % 4 == 0


def test_throughput_counts_writes() -> None:
    assert Point(4, "x", 0, 2.0).throughput == 2
    assert Point(4, "x", 0, 2.0, 100).throughput == 50
    assert Point(4, "x", 0, 0.0).throughput == 0


def test_it_says_its_numbers() -> None:
    figure = draw_contention(POINTS)
    assert str(figure).splitlines()[2].split() == ["4", "plain", "loop", "10", "4"]
    assert ElementTree.fromstring(figure.svg)[1].text == str(figure)
    assert str(draw_contention([])) == "contention · nothing measured yet"
