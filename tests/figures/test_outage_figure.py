"""The picture of a killed leader says when it died, how long no pod was placed, and who led then."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from kubeish.figures import Outage, draw_outage
from kubeish.lessons.fleet import virtual_fleet

BEFORE, AFTER = [0.1, 0.2, 0.3, 0.41], [0.9, 1.0, 1.1]


def test_the_silence_is_the_longest_one_after_the_leader_s_death() -> None:
    outage = Outage([0.05, *BEFORE, *AFTER], 0.4, "member 2", "member 3")
    assert outage.silence == (0.41, 0.9), "an answer that was under way came after the death"
    text = draw_outage(outage).text
    assert text.splitlines() == [
        "Member 2 was killed after 0.40 s, when 4 of 8 pods were placed.",
        "No pod was placed for 0.49 s, from 0.41 s to 0.90 s.",
        "Member 3 led from then on.",
        "The last pod was placed after 1.10 s.",
    ]


@pytest.mark.parametrize("moments", [[], [0.1], BEFORE])
def test_a_run_that_ends_with_the_leader_is_no_error(moments: list[float]) -> None:
    outage = Outage(moments, 0.5)
    assert outage.silence == (0.5, 0.5)
    assert ElementTree.fromstring(draw_outage(outage).svg) is not None


def test_its_words_stay_on_its_card() -> None:
    svg = ElementTree.fromstring(draw_outage(Outage([*BEFORE, *AFTER], 0.4, "member 2", "member 3")).svg)
    width = float(svg.get("width", 0))
    for text in svg.iter("{http://www.w3.org/2000/svg}text"):
        x, long = float(text.get("x", 0)), 7.5 * len(text.text or "")
        left = {"middle": x - long / 2, "end": x - long}.get(text.get("text-anchor", ""), x)
        assert left >= 0
        assert left + long <= width


def test_a_fleet_whose_leader_is_killed_draws_its_death() -> None:
    with virtual_fleet(4) as fleet:
        killed = fleet.place(6, kill_leader=True, show=False)
    assert "The leader was killed after" in killed.draw().html
    assert killed.outage is not None
    start, stop = killed.outage.silence
    assert stop - start == pytest.approx(0.3, abs=0.1)
