"""The widgets without a browser: what they show, what Python sees of them, and how they refuse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kubeish.explorer import BadOrder, NotAClient, build_state_graph, explore
from kubeish.scheduler import RoundRobinScheduler
from kubeish.widgets import contention_chart, order_map, scheduler_bench, stepper
from tests.widgets.scenes import race, swap


def test_a_cell_shows_a_page_and_words_and_no_view() -> None:
    shown = stepper(**race())
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == repr(shown) == str(shown)
    assert "0x" not in repr(shown)


def test_the_order_is_written_in_one_way_and_must_be_possible() -> None:
    shown = stepper(**race())
    shown.order = "ABAB"
    assert shown.order == "A B A B"
    assert shown.complaints == ["db is lost"]
    with pytest.raises(BadOrder, match="step 3 of 'A A A' is A, which is not possible there"):
        shown.order = "A A A"
    assert shown.order == "A B A B"
    shown.order = "A A B"
    assert shown.complaints is None


def test_the_same_again_has_a_name_of_its_own() -> None:
    one, other = stepper(**race()), stepper(**race())
    assert one.key.rpartition("-")[0] == other.key.rpartition("-")[0]
    assert one.key != other.key
    assert one.page.data["key"] == one.key


def test_a_timeline_and_an_outcome_open_one_step_before_the_harm() -> None:
    outcome = explore(**race())
    assert outcome.counterexample is not None
    for given in (outcome, outcome.counterexample):
        shown = stepper(given)
        assert outcome.counterexample.order == "A B A B"
        assert (shown.order, shown.complaints) == ("A B A", None)
        assert str(shown).endswith("→ db is lost"), "its text is of the whole run"
        shown.order = "A B A B"
        assert shown.complaints == ["db is lost"]


def test_of_a_safe_outcome_there_is_nothing_to_open() -> None:
    with pytest.raises(Exception, match="not one of the 20 orders would lose a pod") as caught:
        stepper(explore(**swap()))
    assert type(caught.value).__name__ == "NothingToShow"


def test_what_is_too_large_for_a_page_is_explored_and_its_counterexample_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def small(*args: Any, **named: Any) -> dict[str, Any]:
        return build_state_graph(*args, **named, most=10)

    monkeypatch.setattr("kubeish.widgets.stepper_widget.build_state_graph", small)
    assert stepper(**race()).order == "A B A"
    assert str(stepper(**race())).startswith("goal: 6 orders · 4 lose a pod")
    assert str(order_map(**race())) == (
        "6 orders · 4 lose a pod\n\nlose a pod         ✖ 4  db is lost\ndo not lose a pod  ○ 2"
    )


def test_an_atlas_is_taken_as_it_is() -> None:
    graph = build_state_graph(**race())
    assert str(stepper(graph)) == str(stepper(**race()))
    assert str(order_map(graph)) == str(order_map(**race()))
    assert order_map(graph).order == ""


def test_the_bench_takes_numbers_for_machines_and_pods() -> None:
    shown = scheduler_bench({"turns": RoundRobinScheduler()}, machines=3, pods=7)
    assert (shown.chosen, shown.shown) == ("turns", 0)
    assert str(shown).splitlines()[-1].split() == ["turns", "3", "2", "2"]


def measured() -> Iterator[tuple[int, str, int, float]]:
    for writers in (1, 2, 4):
        yield writers, "plain loop", writers - 1, 0.1


async def measured_slowly() -> AsyncIterator[tuple[int, str, int, float]]:
    for point in measured():
        await asyncio.sleep(0)
        yield point


def test_nothing_is_measured_before_somebody_starts() -> None:
    chart = contention_chart(measured, total=3, recorded=[(1, "plain loop", 0, 1.0)])
    assert [point.writers for point in chart.points] == [1]
    assert "plain loop" in str(chart)
    assert chart.run().progress == 1
    assert [point.conflicts for point in chart.points] == [0, 1, 3]
    assert chart.said == "Done."
    assert str(chart.figure).splitlines()[-1].split() == ["4", "plain", "loop", "3", "40"]


def run(coroutine: Any) -> Any:
    """In a loop of its own, in a thread of its own: a browser test before this one keeps a loop running in ours."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@pytest.mark.parametrize("threads", [True, False])
@pytest.mark.parametrize("measure", [measured, measured_slowly])
def test_started_it_measures_in_the_kernel_s_loop(monkeypatch: pytest.MonkeyPatch, measure: Any, threads: bool) -> None:
    monkeypatch.setattr("kubeish.widgets.contention_chart_widget._can_start_threads", lambda: threads)

    async def press_start() -> Any:
        chart = contention_chart(measure, total=3)
        chart.running = True
        await chart._task
        return chart

    chart = run(press_start())
    assert [point.writers for point in chart.points] == [1, 2, 4]
    assert (chart.said, chart.progress, chart.running) == ("Done.", 1.0, False)
    assert chart.picture == chart.figure.svg


def test_stop_is_heard_after_the_point_that_is_being_measured() -> None:
    async def press_both() -> Any:
        def measure() -> Iterator[tuple[int, str, int, float]]:
            yield 1, "plain loop", 0, 0.1
            chart.running = False
            yield 2, "plain loop", 1, 0.1
            raise AssertionError("it went on")

        chart = contention_chart(measure, total=3)
        chart.running = True
        await chart._task
        return chart

    chart = run(press_both())
    assert len(chart.points) == 2
    assert chart.said == "Stopped after 2 of 3 measurements."
    assert chart.progress == pytest.approx(2 / 3)


def test_a_measurement_may_be_a_list_of_points() -> None:
    async def press_start() -> Any:
        chart = contention_chart(lambda: list(measured()))
        chart.running = True
        await chart._task
        return chart

    assert [point.writers for point in run(press_start()).points] == [1, 2, 4]


def test_a_measurement_that_fails_says_so_in_the_chart() -> None:
    async def press_start() -> Any:
        def measure() -> Iterator[Any]:
            yield 1, "plain loop", 0, 0.1
            raise OSError("etcd is gone")

        chart = contention_chart(measure)
        chart.running = True
        await chart._task
        return chart

    chart = run(press_start())
    assert chart.said == "The measurement stopped with OSError: etcd is gone"
    assert chart.running is False


def test_what_has_no_name_is_told_to_have_one() -> None:
    with pytest.raises(NotAClient, match="clients are given by name, not as a function"):
        stepper(lambda client: None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="schedulers are given by name, not as a list"):
        scheduler_bench([RoundRobinScheduler()])  # type: ignore[arg-type]
