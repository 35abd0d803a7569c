"""No cheat gains a point, reaches anything outside, or affects the next submission."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.grading.cheats import Cheat, cheats
from tests.grading.cheats.graded_cheats import MAX_SECONDS, GradedCheats, grade_cheats

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]


@pytest.fixture(scope="module")
def graded(bubblewrap: str) -> Iterator[GradedCheats]:
    with grade_cheats() as found:
        yield found


def _title(cheat: Cheat) -> str:
    return f"{cheat.kind}: {cheat.title}"


def test_there_are_more_than_forty() -> None:
    assert len(cheats()) >= 40
    assert len({cheat.title for cheat in cheats()}) == len(cheats())


@pytest.mark.parametrize("cheat", [cheat for cheat in cheats() if "kubeish" in cheat.cell], ids=_title)
def test_what_it_imports_and_patches_of_kubeish_is_there(cheat: Cheat) -> None:
    """A cheat that stumbles over a name that is no longer there would try nothing."""
    namespace: dict[str, object] = {}
    tree = ast.parse(cheat.cell.replace("@", ""))
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            exec(ast.unparse(node), namespace)
    for node in ast.walk(tree):
        for target in node.targets if isinstance(node, ast.Assign) else []:
            path = ast.unparse(target).split(".")
            found = namespace.get(path[0])
            is_ours = str(getattr(found, "__module__", getattr(found, "__name__", ""))).startswith("kubeish")
            for name in path[1:] if is_ours else []:
                assert hasattr(found, name), ast.unparse(target)
                found = getattr(found, name)


@pytest.mark.parametrize("cheat", cheats(), ids=_title)
def test_it_gains_nothing(cheat: Cheat, graded: GradedCheats) -> None:
    row = graded.row(cheat.folder, cheat.slug)
    assert row["points"] == "0", row
    if cheat.kind == "harming" and row["status"] == "time-out":
        return  # what wastes time may come to its limit first, where the machine is busy
    assert row["status"] in cheat.statuses, row
    assert cheat.says in row["reason"], row


@pytest.mark.parametrize("cheat", cheats(), ids=_title)
def test_no_other_exercise_gains_by_it_either(cheat: Cheat, graded: GradedCheats) -> None:
    marks = graded.whole[cheat.folder]["exercises"]
    assert [mark["slug"] for mark in marks if mark["status"] == "passed"] == []


@pytest.mark.parametrize("cheat", cheats(), ids=_title)
def test_its_neighbour_is_not_affected(cheat: Cheat, graded: GradedCheats) -> None:
    slug = "warm-up" if cheat.kind == "kernels" else "is-etcd-conflict"
    row = graded.row(cheat.neighbour, slug)
    assert row["status"] == "passed", row
    mark = next(mark for mark in graded.whole[cheat.neighbour]["exercises"] if mark["slug"] == slug)
    assert mark["nbval"] == ("passed" if cheat.kind == "kernels" else ""), mark


@pytest.mark.parametrize("cheat", cheats(), ids=_title)
def test_it_does_not_last(cheat: Cheat, graded: GradedCheats) -> None:
    # benchmarks/grading.py measures it; here it is only that nothing hangs.
    assert sum(graded.whole[cheat.folder]["seconds"].values()) < MAX_SECONDS


def test_nothing_outside_was_reached(graded: GradedCheats) -> None:
    assert (graded.folder / "canary").read_text() == "alive"
    assert sorted(path.name for path in graded.folder.iterdir()) == ["canary", "first", "kernels", "second"]
    assert graded.connected == []


def test_no_process_outlives_the_run(graded: GradedCheats) -> None:
    left = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                words = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if graded.marker.encode() in words or str(graded.folder).encode() in words:
                left.append(words)
    assert left == []


def test_no_page_runs_what_a_learner_wrote(graded: GradedCheats) -> None:
    pages = [
        page for part in ("first", "second", "kernels") for page in (graded.folder / part / "report").rglob("*.html")
    ]
    assert len(pages) > len(cheats())
    for page in pages:
        assert "<script" not in page.read_text(encoding="utf-8").lower(), page


def test_the_report_stays_small(graded: GradedCheats) -> None:
    for learner, whole in graded.whole.items():
        assert len(str(whole)) < 1_000_000, learner
