"""What can be made of an outcome: a diagram, JSON, one order run again."""

from __future__ import annotations

import json
import re

import pytest

from kubeish.errors import ConnectionTimeoutError
from kubeish.explorer import BadInvariant, BadOrder, Outcome, explore, replay_order
from tests.explorer.schedulers import all_listed, bare_swap, named, one_pod, set_obj
from tests.explorer.test_always_and_sometimes import half_a_transfer, open_accounts, sum_is_kept

LOST_POD = explore(named(set_obj, 2), one_pod, all_listed(2), breaking="lose a pod")


def test_the_diagram_of_the_lost_pod():
    assert LOST_POD.as_mermaid() == (
        "sequenceDiagram\n"
        "    participant c0 as A\n"
        "    participant store\n"
        "    participant c1 as B\n"
        "    c0->>store: reads [web]\n"
        "    store-->>c0: at index 2\n"
        "    c1->>store: reads [web]\n"
        "    store-->>c1: at index 2\n"
        "    c0->>store: writes [web, a]\n"
        "    store-->>c0: index 3\n"
        "    c1->>store: writes [web, b]\n"
        "    store-->>c1: index 4\n"
        "    Note over c1: a is gone#58; over index 3, which B never read\n"
        "    Note over c0,store: a is listed 0 times"
    )


def test_the_diagram_of_a_given_order_with_faults():
    outcome = explore(named(set_obj, 3), one_pod, all_listed(3), crashes=1, lost_replies=2)
    said = outcome.as_mermaid("A B C A? B~ C!")
    assert "    c0->>store: writes [web, a]\n    store--xc0: index 3, no reply\n" in said
    assert "    c1-xstore: writes [web, b]\n" in said
    assert "    Note over c2: crashes\n" in said
    assert "stops with ConnectionTimeoutError" in said
    assert ConnectionTimeoutError.__name__ in said


def test_what_mermaid_would_read_as_its_own_is_written_otherwise():
    outcome = explore({"A": lambda client: client.put("k", "a;b:#<x>\nend")}, invariant=lambda client: ["no: x;y"])
    lines = outcome.as_mermaid().splitlines()
    assert lines[-1] == "    Note over c0,store: no#58; x#59;y"
    assert len(lines) == 6
    for line in lines:
        assert not re.search(r"[<>;:#]", re.sub(r"#\w+;|-->>|->>|: ", "", line)), line


def test_without_a_counterexample_there_is_no_diagram_but_of_an_order():
    outcome = explore(named(bare_swap, 2), one_pod, all_listed(2))
    assert outcome.as_mermaid() == ""
    assert outcome.as_mermaid("A A B B").count("->>store") == 4
    with pytest.raises(BadOrder, match="A has already ended"):
        outcome.as_mermaid("A A A")


def test_the_json_holds_every_number_and_the_order():
    data = json.loads(LOST_POD.as_json())
    assert (data["interleavings"], data["broken"], data["states"]) == (6, 4, LOST_POD.states)
    assert (data["is_ok"], data["is_complete"], data["complaints"]) == (False, True, LOST_POD.complaints)
    found = data["counterexample"]
    assert (found["order"], found["complaints"]) == ("A B A B", ["a is listed 0 times"])
    assert [step["verb"] for step in found["steps"]] == ["reads", "reads", "writes", "writes"]
    assert found["steps"][3]["note"] == "a is gone: over index 3, which B never read"
    assert found["steps"][0]["keys"] == ["/registry/hosts/m1/kubelet"]
    assert "helper.extract_obj(LIST" in found["steps"][0]["code"]
    assert found["ends"] == {"A": "has returned", "B": "has returned"}


def test_the_json_of_a_large_number_is_exact():
    outcome = explore(named(bare_swap, 4), one_pod, all_listed(4))
    assert json.loads(outcome.as_json())["interleavings"] == outcome.interleavings == 1_033_272
    assert json.loads(outcome.as_json())["counterexample"] is None


def test_a_counterexample_is_run_again_by_its_order():
    again = LOST_POD.run("A B A B")
    assert LOST_POD.counterexample is not None
    assert str(again) == str(LOST_POD.counterexample)
    assert LOST_POD.run("A A B B").complaints == ()
    assert LOST_POD.run("A B").complaints == ()  # not all have ended
    assert str(replay_order(named(set_obj, 2), "ABAB", one_pod, all_listed(2))) == str(again)


def test_always_is_asked_on_the_way_of_one_order():
    outcome = explore({"A": half_a_transfer}, open_accounts, always=sum_is_kept)
    assert outcome.run("A").complaints == ()
    assert outcome.run("A A").complaints == ("90 in all",)
    assert outcome.run("A A A A").complaints == ("90 in all",)


def test_an_end_by_an_error_is_a_complaint_of_one_order():
    found = replay_order({"A": lambda client: client.get("n")[0].decode()}, "A")
    assert found.complaints == ("A stopped with AttributeError: 'NoneType' object has no attribute 'decode'",)


def test_a_rule_that_stops_in_one_order():
    with pytest.raises(BadInvariant, match="the invariant stopped with ZeroDivisionError"):
        replay_order({"A": half_a_transfer}, "A A A A", open_accounts, lambda client: [1 / 0])


def test_an_outcome_of_no_exploration_has_no_clients():
    with pytest.raises(BadOrder, match="was not made by explore"):
        Outcome(1, 0, 1, None).run("A")
