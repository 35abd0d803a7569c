"""Which statements of a learner's other cells run with an answer: those that it needs, and no experiment."""

from __future__ import annotations

import pytest

from kubeish.classroom.grading.sandbox.guest.own_cells import choose_statements, split_statements

ANSWER = "def f():\n    return helper()"
CASES = {
    "a definition and what it needs": (
        ANSWER,
        ["import math\nLIMIT = 3\nprint('no')\nunused = 1", "def helper():\n    return other(LIMIT, math.pi)"],
        ["def other(*_): return 1"],
        (["import math", "LIMIT = 3", "def helper():\n    return other(LIMIT, math.pi)"], ["def other(*_): return 1"]),
    ),
    "nothing for a parameter of that name": ("def f(client):\n    return client", ["client = connect()"], [], ([], [])),
    "another exercise's name comes from the reference": (
        "def f():\n    return g()",
        ["def g(): return 1"],
        [],
        ([], []),
    ),
    "an earlier answer is no helper": (ANSWER, ["def f():\n    return 1"], ["def f():\n    return 2"], ([], [])),
    "an earlier part is": (
        "class f(f):\n    pass",
        ["class f:\n    pass"],
        ["f.x = 1", "f = 3"],
        (["class f:\n    pass"], ["f.x = 1"]),
    ),
    "what is set below": (
        ANSWER,
        ["f.x = 0"],
        ["setattr(f, 'y', g)\nf()\nf.z.append(1)"],
        ([], ["setattr(f, 'y', g)"]),
    ),
    "calls on a value, and never on a module": (
        "def f():\n    time, table",
        ["import time\ntime.sleep(9)", "table = []\ntable.append(1)"],
        [],
        (["import time", "table = []", "table.append(1)"], []),
    ),
    "statements of one line apart": (ANSWER, ["print(1); helper = 2; x = 3"], [], (["helper = 2"], [])),
    "a decorator comes along": (
        ANSWER,
        ["@wrap\ndef helper():\n    pass"],
        [],
        (["@wrap\ndef helper():\n    pass"], []),
    ),
    "a star import always": ("x = 1", ["from math import *"], [], (["from math import *"], [])),
    "a table filled by a loop, in a condition": (
        "def f():\n    return table",
        [
            "table = {}",
            "for name in 'ab':\n    if name:\n        table[name] = sorted",
            "for x in 'ab':\n    other[x] = 1",
        ],
        ["try:\n    table.update(c=1)\nfinally:\n    pass"],
        (
            ["table = {}", "for name in 'ab':\n    if name:\n        table[name] = sorted"],
            ["try:\n    table.update(c=1)\nfinally:\n    pass"],
        ),
    ),
    "a cell that is no Python": (ANSWER, ["this is ] no Python", "helper = 1"], [], (["helper = 1"], [])),
    "an answer that is none": ("def f(:", ["helper = 1"], [], ([], [])),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_chosen(name: str) -> None:
    answer, above, below, wanted = CASES[name]
    assert choose_statements(answer, above, below, ["f"], ["g"]) == wanted


def test_the_time_is_in_proportion_to_the_length() -> None:
    """A chain of 1,000 helpers is found, each looked at once: no list of statements is gone through for each name."""
    cells = [f"def helper{n}():\n    return helper{n + 1}()" for n in range(1000)]
    above, _ = choose_statements("def f():\n    return helper0()", cells, [], ["f"], [])
    assert above == cells
    deep = "\n".join(" " * n + "if 1:" for n in range(90)) + "\n" + " " * 90 + "table[0] = 1"
    assert choose_statements("def f():\n    table", [deep], [], ["f"], [])[0] == [deep]
    assert [each.text for each in split_statements("a = 1\n" * 3)] == ["a = 1"] * 3
