"""Each name that a lesson imports, with the cell that says what it is before any cell uses it."""

from __future__ import annotations

import re

import pytest

from tests.tools.lesson_cells import LESSONS, Cell, read_all_cells

# Names by the lesson that imports them first, each with the lesson and the slug of the cell that says what it is.
INTRODUCED = {
    # 00
    "TODO": "00 the-exercise",
    "check": "00 the-exercise",
    "connect": "00 how-to-run",
    "lose_an_update": "00 two-buttons",  # its cell is folded away: the picture speaks before any code does
    # 01
    "EtcdRegistry": "01 the-real-one",
    "Kubelet": "01 a-kubelet-listens",
    "explore": "01 try-them-all",
    "order_map": "01 all-at-once",
    "predict": "01 a-guess",
    "race_on": "01 a-race",
    "stepper": "01 step-it",
    # 02
    "EtcdError": "02 the-numbers",
    "EtcdRegistry265": "02 try-to-lose",
    "FakeEtcdClient": "02 the-tests-passed",
    "Pod": "01 the-real-one",
    "client_that_runs": "02 three-helpers",
    "every_pod_once": "02 three-helpers",
    "make_container_key": "02 a-transaction",
    "number_lines": "02 the-tests-passed",
    "one_pod": "02 three-helpers",
    "run_on_threads": "02 for-real",
    # 03
    "EtcdHelper": "02 exercise-swap",
    "KubeishError": "03 two-of-one-name",
    "SwappingRegistry": "03 the-first-of-all",
    "compare_and_swap_obj": "02 exercise-swap",
    "is_etcd_conflict": "02 exercise-conflict",
    "to_json": "03 what-you-have-first",
    # 04
    "ConnectionTimeoutError": "04 was-it-me",
    "EtcdRegistry694": "04 in-two-places",
    "OneTransactionRegistry": "04 was-it-me",
    "make_pod_key": "04 do-not-strand",
    "read_placements": "04 in-two-places",
    "table": "04 the-whole-table",
    # 06
    "Container": "06 a-port",
    "EtcdRegistry269": "06 the-path",
    "FakeMinionLister": "06 two-listers",
    "FakePodLister": "06 two-listers",
    "FirstFitScheduler": "06 first-fit",
    "NoFit": "06 why-this-one",
    "NoMachines": "06 why-this-one",
    "PodRegistryStorage": "06 the-path",
    "Port": "06 a-port",
    "scheduler_bench": "06 side-by-side",
    "why": "06 why-this-one",
    # 08
    "Job": "08 prove-it",
    "contention_chart": "08 how-it-grows",
    "count_conflicts": "08 without-an-end",
    "create_until_it_runs": "08 create-again",
    "open_fleet": "08 a-cluster",
    "place_pod": "08 prove-it",
    "virtual_fleet": "08 how-it-grows",
}
UNSAID = {"lose_an_update"}


CELLS = read_all_cells()
PLACES = [cell.place for cell in CELLS]
FROM = re.compile(r"^from kubeish import (.+)$", re.MULTILINE)


def list_imports() -> list[tuple[str, int]]:
    """Each name that a lesson imports, with the number of the importing cell: once for each lesson."""
    found: dict[tuple[str, str], int] = {}
    for number, cell in enumerate(CELLS):
        for line in FROM.findall(cell.text) if cell.is_code else []:
            for name in line.split(", "):
                found.setdefault((cell.place[:2], name), number)
    return [(name, number) for (_, name), number in found.items()]


def test_every_import_of_a_lesson_is_seen() -> None:
    in_text = [
        (lesson.name[:2], name)
        for lesson in LESSONS
        for line in FROM.findall(lesson.read_text(encoding="utf-8"))
        for name in line.split(", ")
    ]
    assert {(PLACES[number][:2], name) for name, number in list_imports()} == set(in_text)


def test_the_table_has_each_name_that_a_lesson_imports() -> None:
    assert {name for name, _ in list_imports()} == set(INTRODUCED)


@pytest.mark.parametrize("name", INTRODUCED)
def test_a_name_is_introduced_before_a_cell_uses_it(name: str) -> None:
    place = PLACES.index(INTRODUCED[name])
    assert CELLS[place].introduces(name) or name in UNSAID, f"{INTRODUCED[name]} does not say what it is"
    for number in [number for each, number in list_imports() if each == name]:
        lesson = PLACES[number][:2]
        using = [
            other
            for other, cell in enumerate(CELLS)
            if other >= number and cell.place.startswith(lesson) and cell.uses(name)
        ]
        assert using or name == "TODO", f"lesson {lesson} imports it, and uses it nowhere"  # the build adds stubs
        for first in using[:1]:
            assert place <= first, f"{PLACES[first]} uses it, and {INTRODUCED[name]} introduces it"


def test_a_use_before_the_introduction_would_be_found() -> None:
    early, late = Cell("00 a", True, "from kubeish import why\nwhy(1)"), Cell("00 b", False, "You can ask, with `why`.")
    assert early.uses("why")
    assert not Cell("00 c", True, "from kubeish import why").uses("why")
    assert not early.introduces("why")
    assert late.introduces("why")
    assert not Cell("00 d", False, "Ask why.").introduces("why")
