"""Timeline as text: aligned, blind writes marked, values summarised; its order gives it back."""

from __future__ import annotations

from typing import Any

import pytest

from kubeish.errors import KubeishError
from kubeish.explorer import (
    BadOrder,
    Crashed,
    Raised,
    Returned,
    Run,
    as_program,
    explore,
    read_order,
    run_order,
    run_setup,
)
from tests.explorer.schedulers import (
    LIST,
    all_listed,
    bare_swap,
    named,
    one_pod,
    run_pod,
    set_obj,
    swap,
)


def run_of(clients: dict[str, Any], setup: Any = one_pod) -> Run:
    return Run({name: as_program(name, client) for name, client in clients.items()}, run_setup(setup))


def text_of(clients: dict[str, Any], order: str, setup: Any = one_pod) -> str:
    return str(run_order(run_of(clients, setup), order).make_timeline())


def test_the_lost_pod():
    assert str(explore(named(set_obj, 2), one_pod, all_listed(2), breaking="lose a pod")) == (
        "6 orders · 4 lose a pod\n"
        "\n"
        "A  reads   [web]     at index 2\n"
        "B  reads   [web]     at index 2\n"
        "A  writes  [web, a]  index 3\n"
        "B  writes  [web, b]  index 4      a is gone: over index 3, which B never read\n"
        "→ a is listed 0 times"
    )


def test_a_swap_that_is_refused():
    assert text_of(named(swap, 2), "A B A B B B") == (
        "A  reads       [web]        at index 2\n"
        "B  reads       [web]        at index 2\n"
        "A  swaps       [web, a]     index 2 → 3\n"
        "B  is refused  [web, b]     index 2 is gone\n"
        "B  reads       [web, a]     at index 3\n"
        "B  swaps       [web, a, b]  index 3 → 4"
    )


def test_keys_are_named_where_there_are_several():
    assert text_of(named(run_pod, 1), "AAA") == (
        "A  reads    [web]  kubelet     at index 2\n"
        "A  creates  a  pods/a          index 3\n"
        "A  swaps    [web, a]  kubelet  index 2 → 4"
    )


def test_the_first_write():
    assert text_of(named(swap, 2), "ABAB", setup=None) == (
        "A  reads   nothing  index 0\n"
        "B  reads   nothing  index 0\n"
        "A  writes  [a]      index 2\n"
        "B  writes  [b]      index 3   a is gone: over index 2, which B never read"
    )


def test_crashes_and_lost_replies():
    assert text_of(named(run_pod, 2), "A A! B?") == (
        "A  reads    [web]  kubelet  at index 2\n"
        "A  crashes\n"
        "B  reads    [web]  kubelet  at index 2, no reply   "
        "B stops with ConnectionTimeoutError: no reply came; the request may have happened"
    )


def patient(client: Any) -> None:
    for _ in range(3):
        try:
            client.put("k", "v")
            client.delete("k")
            client.put_if_not_exists("k", "w")
            client.transaction(
                [client.transactions.mod("k") == 7], [client.transactions.put("k", "x")], [client.transactions.get("k")]
            )
            client.get_prefix("k")
            return
        except KubeishError:
            continue


def test_what_never_arrives_has_words_too():
    assert text_of({"A": patient}, "A~ A A~ A A A~", setup=None) == (
        "A  writes   v   never arrives\n"
        "A  writes   v   index 2\n"
        "A  deletes      never arrives\n"
        "A  writes   v   index 3\n"
        "A  deletes  it  index 4\n"
        "A  creates  w   never arrives"
    )
    assert text_of({"A": patient}, "A A A A~", setup=None).endswith("\nA  swaps    x   never arrives")
    assert text_of({"A": patient}, "A A A A A~", setup=None).endswith("\nA  lists           never arrives")


def test_a_write_whose_reply_was_lost_was_never_seen_by_its_own_writer():
    assert text_of({"A": patient, "B": set_obj("b")}, "A? A", setup=None) == (
        "A  writes  v  index 2, no reply\nA  writes  v  index 3             over index 2, which A never read"
    )


@pytest.mark.parametrize("marks", ["A B A B", "A! B B", "A B! A", "A? B B", "A B A? B", "A B A~ B", "A B~"])
def test_an_order_read_back_gives_the_same_run(marks):
    one = run_order(run_of(named(set_obj, 2)), marks).make_timeline()
    two = run_order(run_of(named(set_obj, 2)), one.order).make_timeline()
    assert one.order == marks
    assert [step.words for step in one.steps] == [step.words for step in two.steps]
    assert [step.after for step in one.steps] == [step.after for step in two.steps]
    assert {who: type(end) for who, end in one.ends.items()} == {who: type(end) for who, end in two.ends.items()}


@pytest.mark.parametrize(("work", "many"), [(set_obj, 2), (set_obj, 3), (swap, 2)])
def test_the_order_of_a_counterexample_breaks_the_rule_again(work, many):
    outcome = explore(named(work, many), None, all_listed(many), crashes=1, lost_replies=1)
    again = run_order(run_of(named(work, many), None), outcome.counterexample.order)
    assert str(outcome.counterexample).startswith(str(again.make_timeline()))


def test_ends():
    def stops(client: Any) -> None:
        client.get("k")
        raise ValueError("no more")

    run = run_order(
        run_of({"A": set_obj("a"), "B": stops, "C": lambda client: 7, "D": set_obj("d"), "E": stops}), "AABE!"
    )
    ends = run.ends
    assert isinstance(ends["A"], Returned)
    assert isinstance(ends["B"], Raised)
    assert ends["C"] == Returned(7)
    assert ends["D"] is None
    assert ends["E"] == Crashed()
    assert "B stops with ValueError: no more" in str(run.make_timeline())


@pytest.mark.parametrize(
    ("order", "steps"),
    [
        ("", []),
        ("A", [("A", "step", True)]),
        ("ABBA", [("A", "step", True), ("B", "step", True), ("B", "step", True), ("A", "step", True)]),
        ("A, B", [("A", "step", True), ("B", "step", True)]),
        ("A!B?A~", [("A", "crash", True), ("B", "lost", True), ("A", "lost", False)]),
        ("A! B? A~", [("A", "crash", True), ("B", "lost", True), ("A", "lost", False)]),
    ],
)
def test_orders_as_text(order, steps):
    assert [step[:3] for step in read_order(order, ["A", "B"])] == steps


@pytest.mark.parametrize("order", ["A B% A%2 B^ A%", "A1 A1% A1%12 B2^"])
def test_orders_with_the_end_of_a_time(order):
    steps = read_order(order, ["A", "B", "A1", "B2"])
    assert " ".join(map(str, steps)) == order
    assert read_order("AB%A%2B^A%", ["A", "B"]) == read_order("A B% A%2 B^ A%", ["A", "B"])


def test_orders_of_longer_names():
    assert [step[:3] for step in read_order("north south! north", ["north", "south"])] == [
        ("north", "step", True),
        ("south", "crash", True),
        ("north", "step", True),
    ]
    assert read_order("AB", ["AB", "C"]) == [("AB", "step", True, 0)]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("A B C", "the order names 'C', and there are A and B: write for instance 'A B A B'."),
        ("ABC", "the order names 'C', and there are A and B: write for instance 'A B A B'."),
        ("!", "the order names '', and there are A and B: write for instance 'A B A B'."),
        ("A A A", "A has already ended and has no step left: leave its further steps out of the order."),
        ("A! A", "A has already ended and has no step left: leave its further steps out of the order."),
    ],
)
def test_orders_that_cannot_be_run(order, said):
    with pytest.raises(BadOrder) as error:
        run_order(run_of(named(set_obj, 2)), order)
    assert str(error.value) == said


def test_a_client_that_is_not_there():
    with pytest.raises(BadOrder, match="there is no client 'Z': there are A and B"):
        run_of(named(set_obj, 2)).step("Z")
    with pytest.raises(BadOrder, match="there is no client 'Z': there is only A"):
        run_of(named(set_obj, 1)).step("Z")


# Which writes are blind.


def blind(client: Any, rival: Any, order: str) -> list[tuple[bytes, ...]]:
    run = run_order(run_of({"A": client, "B": rival}, lambda client: client.put("k", "old")), order)
    return [step.blind for step in run.steps if step.who == "A"]


def rival(client: Any) -> None:
    client.put("k", "rival")


def test_a_write_after_a_read_that_still_holds_is_not_blind():
    def writes(client: Any) -> None:
        client.get("k")
        client.put("k", "new")
        client.put("k", "newer")

    assert blind(writes, rival, "A A A") == [(), (), ()]
    assert blind(writes, rival, "A B A A") == [(), (b"k",), ()]
    assert blind(writes, rival, "A A B A") == [(), (), (b"k",)]


def test_a_write_without_any_read_is_blind_unless_nothing_is_there():
    def writes(client: Any) -> None:
        client.put("k", "new")
        client.put("other", "new")

    assert blind(writes, rival, "A A") == [(b"k",), ()]


def test_a_write_that_compares_first_is_not_blind():
    def replaces(client: Any) -> None:
        client.get("k")
        client.replace("k", "rival", "new")

    assert blind(replaces, rival, "A B A") == [(), ()]


def test_a_delete_is_blind_only_over_what_changed_since_it_was_read():
    def deletes(client: Any) -> None:
        client.delete("k")

    def reads_and_deletes(client: Any) -> None:
        client.get_prefix("k")
        client.delete_prefix("k")

    assert blind(deletes, rival, "A") == [()]
    assert blind(reads_and_deletes, rival, "A A") == [(), ()]
    assert blind(reads_and_deletes, rival, "A B A") == [(), (b"k",)]


def test_a_write_over_an_unseen_delete():
    def writes(client: Any) -> None:
        client.get("k")
        client.put("k", "new")

    run = run_order(
        run_of({"A": writes, "B": lambda client: client.delete("k")}, lambda client: client.put("k", "old")), "A B A"
    )
    assert run.steps[-1].blind == (b"k",)
    assert run.steps[-1].note == "it was deleted, unseen by A"


def test_a_reply_that_was_lost_tells_nothing():
    def writes(client: Any) -> None:
        for _ in range(2):
            try:
                client.get("k")
                break
            except KubeishError:
                pass
        client.put("k", "new")

    run = run_order(run_of({"A": writes, "B": rival}, lambda client: client.put("k", "old")), "A? A A")
    assert [step.blind for step in run.steps] == [(), (), ()]
    assert run_order(run_of({"A": bare_swap("a")}), "A A?").steps[-1].blind == ()


def test_the_shared_path_is_not_repeated():
    def writes(client: Any) -> None:
        client.put("/registry/hosts/m1/kubelet", "1")
        client.put("/registry/hosts/m10/kubelet", "2")

    timeline = run_order(run_of({"A": writes}, None), "AA").make_timeline()
    assert timeline.prefix == "/registry/hosts/"
    assert timeline.keys == [b"/registry/hosts/m1/kubelet", b"/registry/hosts/m10/kubelet"]
    assert run_order(run_of(named(set_obj, 1)), "A").make_timeline().prefix == LIST
    assert run_of(named(set_obj, 1)).make_timeline().prefix == ""
