"""Nobody gains a point by cheating, nothing outside is reached, and who is graded next is not affected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.grading.cheats import Cheat, cheats
from tests.grading.cheats.evening import ROOM, Evening, held

pytestmark = [pytest.mark.slow, pytest.mark.sandbox, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def evening(bubblewrap: str) -> Iterator[Evening]:
    with held() as found:
        yield found


def _title(cheat: Cheat) -> str:
    return f"{cheat.kind}: {cheat.title}"


def test_there_are_more_than_forty() -> None:
    assert len(cheats()) >= 40
    assert len({cheat.title for cheat in cheats()}) == len(cheats())


@pytest.mark.parametrize("cheat", cheats(), ids=_title)
def test_it_gains_nothing(cheat: Cheat, evening: Evening) -> None:
    row = evening.row(cheat.folder, cheat.slug)
    assert row["points"] == "0", row
    if cheat.kind == "harming" and row["status"] == "time-out":
        return  # what wastes time may come to its limit first, where the machine is busy
    assert row["status"] in cheat.statuses, row
    assert cheat.says in row["reason"], row


@pytest.mark.parametrize("cheat", cheats(), ids=_title)
def test_no_other_exercise_gains_by_it_either(cheat: Cheat, evening: Evening) -> None:
    marks = evening.whole[cheat.folder]["exercises"]
    assert [mark["slug"] for mark in marks if mark["status"] == "passed"] == []


@pytest.mark.parametrize("cheat", cheats(), ids=_title)
def test_its_neighbour_is_not_affected(cheat: Cheat, evening: Evening) -> None:
    slug = "warm-up" if cheat.kind == "kernels" else "is-etcd-conflict"
    row = evening.row(cheat.neighbour, slug)
    assert row["status"] == "passed", row
    mark = next(mark for mark in evening.whole[cheat.neighbour]["exercises"] if mark["slug"] == slug)
    assert mark["nbval"] == ("passed" if cheat.kind == "kernels" else ""), mark


@pytest.mark.parametrize("cheat", cheats(), ids=_title)
def test_it_does_not_last(cheat: Cheat, evening: Evening) -> None:
    # benchmarks/grading.py measures it; here it is only that nothing hangs.
    assert sum(evening.whole[cheat.folder]["seconds"].values()) < ROOM


def test_nothing_outside_was_reached(evening: Evening) -> None:
    assert (evening.folder / "canary").read_text() == "alive"
    assert sorted(path.name for path in evening.folder.iterdir()) == ["canary", "first", "kernels", "second"]
    assert evening.connected == []


def test_no_process_outlives_the_run(evening: Evening) -> None:
    left = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                words = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if evening.marker.encode() in words or str(evening.folder).encode() in words:
                left.append(words)
    assert left == []


def test_no_page_runs_what_a_learner_wrote(evening: Evening) -> None:
    pages = [
        page for part in ("first", "second", "kernels") for page in (evening.folder / part / "report").rglob("*.html")
    ]
    assert len(pages) > len(cheats())
    for page in pages:
        assert "<script" not in page.read_text(encoding="utf-8").lower(), page


def test_the_report_stays_small(evening: Evening) -> None:
    for learner, whole in evening.whole.items():
        assert len(str(whole)) < 1_000_000, learner
