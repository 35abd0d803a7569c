"""Answers as learners place them: helpers in other cells, merged and split cells, IPython's lines, imports."""

from __future__ import annotations

import json

from kubeish.classroom import notebooks
from tests.grading import notebook_samples as samples
from tests.grading.formats import (
    BLANK,
    LESSON,
    NB,
    RIGHT,
    RIGHT_ANSWER,
    SLUG,
    WRONG,
    Case,
    Files,
    N,
    P,
    Wanted,
    edit,
    hand_in,
    make_code_cell,
)

SWAP_LESSON, RANDOM_LESSON = samples.find_lesson("is-etcd-conflict"), samples.find_lesson("random-scheduler")
SWAP, CONFLICT = samples.get_right_answer("compare-and-swap-obj"), samples.get_right_answer("is-etcd-conflict")
TIDY = edit(RIGHT_ANSWER, ("sorted(self.items)", "tidy(self.items)"))
TIDY_FUNCTION = "def tidy(items):\n    return sorted(items)"
ORDERED = edit(
    RIGHT_ANSWER,
    ("set(items)", "OrderedDict.fromkeys(items)"),
    ("update(items)", "update(OrderedDict.fromkeys(items))"),
    ("discard(item)", "pop(item, None)"),
)
LOGGED = edit(RIGHT_ANSWER, ("has(self, item):", "has(self, item):\n        logger.debug('%s', item)"))
TODO_BEHIND = edit(RIGHT_ANSWER, ("sorted(self.items)", "sorted(self.items)\n        return TODO"))
HEAD, METHOD, TAIL = RIGHT_ANSWER.partition("    def has")
CONTINUED = """def has(self, item):
    return item in self.items


StringSet.has = has
StringSet.list = lambda self: sorted(self.items)
"""
LOCKED = edit(
    samples.get_right_answer("random-scheduler"),
    ("self.random, self.lock = random, threading.Lock()", "self.random = random"),
    ("with self.lock", "with lock"),
)
CROWDED = edit(
    samples.get_right_answer("random-scheduler"),
    ("machines = minion_lister.list()", "machines = fullest(minion_lister)"),
)


def ann(data: bytes, lesson: str = LESSON) -> Files:
    return {f"ann/{lesson}.ipynb": data}


def change_cell(data: bytes, slug: str, **changes: object) -> bytes:
    notebook = json.loads(data)
    notebooks.find_exercise_cells(notebook)[slug].update(changes)
    return samples.to_bytes(notebook)


def delete_cell(data: bytes, slug: str) -> bytes:
    notebook = json.loads(data)
    notebook["cells"].remove(notebooks.find_exercise_cells(notebook)[slug])
    return samples.to_bytes(notebook)


def split_cell(first: str, second: str) -> bytes:
    """As Jupyter does: the second half has the same metadata, and another id."""
    notebook = samples.fill_in(LESSON, {SLUG: first})
    cell = notebooks.find_exercise_cells(notebook)[SLUG]
    half = {**cell, "id": "0a1b2c3d", "source": second}
    notebook["cells"].insert(notebook["cells"].index(cell) + 1, half)
    return samples.to_bytes(notebook)


def make_new_notebook(*sources: str) -> bytes:
    cells = [make_code_cell(source, number) for number, source in enumerate(sources)]
    return samples.to_bytes({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


def make_other_year() -> bytes:
    notebook = json.loads(RIGHT)
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"old-{number}"
        if cell["cell_type"] == "markdown":
            cell["source"] = "In 2025: " + notebooks.get_source(cell)
    return samples.to_bytes(notebook)


MERGED = hand_in(f"{SWAP}\n\n{CONFLICT}", slug="compare-and-swap-obj")
BOTH: Wanted = {"ann": (4, "passed, passed")}

# What the answer needs stands in another cell: above it, or below.
HELPERS: dict[str, tuple[str, list[str], list[str]]] = {
    "import": (ORDERED, ["from collections import OrderedDict"], []),
    "star import": (ORDERED, ["from collections import *"], []),
    "import in try": (ORDERED, ["try:\n    from collections import OrderedDict\nexcept ImportError:\n    raise"], []),
    "function": (TIDY, [TIDY_FUNCTION], []),
    "function below": (TIDY, [], [TIDY_FUNCTION]),
    "base class below": (f"class StringSet(Base):\n{METHOD}{TAIL}", [], [edit(HEAD, ("StringSet", "Base"))]),
    "lambda": (TIDY, ["tidy = lambda items: sorted(items)"], []),
    "logger": (LOGGED, ["import logging", "logger = logging.getLogger('x')\nlogger.setLevel(logging.INFO)"], []),
    "if above": (TIDY, [f"if True:\n    {TIDY_FUNCTION.replace(chr(10), chr(10) + '    ')}"], []),
    "for above": (TIDY, ["for each in [sorted]:\n    tidy = each"], []),
    "with above": (TIDY, ["import contextlib\nwith contextlib.suppress(KeyError):\n    tidy = sorted"], []),
    "namedtuple": (
        edit(TIDY, ("tidy(self.items)", "[each.name for each in map(Item, sorted(self.items))]")),
        ["from collections import namedtuple; Item = namedtuple('Item', 'name')"],
        [],
    ),
    "dataclass": (
        edit(RIGHT_ANSWER, ("self.items = set(items)", "self.items = Box(set(items)).items")),
        ["from dataclasses import dataclass\n\n\n@dataclass\nclass Box:\n    items: set"],
        [],
    ),
    "constant that is computed": (
        edit(TIDY, ("tidy(self.items)", "sorted(self.items)[:MOST]")),
        ["MOST = int('999')"],
        [],
    ),
    "constant that grows": (
        edit(TIDY, ("tidy(self.items)", "sorted(self.items)[:MOST]")),
        ["MOST = 1", "MOST += 998"],
        [],
    ),
    "table that is filled": (edit(TIDY, ("tidy(", "WAYS[0](")), ["WAYS = []", "WAYS.append(sorted)"], []),
    "global of a function": (TIDY, ["def prepare():\n    global tidy\n    tidy = sorted\n\n\nprepare()"], []),
    "magic above": (TIDY, ["%matplotlib inline\ntidy = sorted"], []),
    "experiments beside": (TIDY, ["import time\ntime.sleep(1000)", "while True:\n    pass", TIDY_FUNCTION], ["1 / 0"]),
    "methods set below": (HEAD, [], [CONTINUED]),
    "inherited from a cell above": (f"class StringSet(Base):\n{METHOD}{TAIL}", [edit(HEAD, ("StringSet", "Base"))], []),
    "inherited from itself": (f"class StringSet(StringSet):\n{METHOD}{TAIL}", [HEAD], []),
}

FIGURE = """from kubeish import *


def put(client):
    client.put("a", "1")


stepper({"A": put, "B": put})
explore({"A": put, "B": put})
"""

# What stands in the answer's own cell, and costs nothing.
CELLS = {
    "TODO left in a comment": f"{RIGHT_ANSWER}\n# TODO: tidy up\n",
    "TODO left behind a return": TODO_BEHIND,
    "a call that fails below": f"{RIGHT_ANSWER}\nprint(StringSet('a').foo)\n",
    "%%time on top": f"%%time\n{RIGHT_ANSWER}",
    "!pip install on top": f"!pip install x\n{RIGHT_ANSWER}",
    "x = !ls": f"x = !ls\n{RIGHT_ANSWER}",
    "%timeit -o": f"took = %timeit -o 1 + 1\n{RIGHT_ANSWER}\nStringSet?\n",
    "get_ipython()": f"get_ipython().run_line_magic('matplotlib', 'inline')\n{RIGHT_ANSWER}",
    "an import that is missing here": f"import no_such_package.x as nsp\nfrom no_such_package import y\n{RIGHT_ANSWER}",
    "a variable called modules": f"modules = 1\n{RIGHT_ANSWER}",
    "a figure of kubeish": f"{FIGURE}{RIGHT_ANSWER}",
}

CASES: list[Case] = [
    *((f"helper: {name}", ann(hand_in(*parts)), {"ann": P}) for name, parts in HELPERS.items()),
    *((f"cell: {name}", ann(hand_in(answer)), {"ann": P}) for name, answer in CELLS.items()),
    (
        "lock as a global of another cell",
        ann(hand_in(LOCKED, ["lock = threading.Lock()"], slug="random-scheduler"), RANDOM_LESSON),
        {"ann": (4, "passed")},
    ),
    (
        "helper called as the reference's",
        ann(
            hand_in(CROWDED, ["def fullest(lister):\n    return lister.list()"], slug="random-scheduler"), RANDOM_LESSON
        ),
        {"ann": (4, "passed")},
    ),
    ("function renamed", ann(hand_in(RIGHT_ANSWER.replace("StringSet", "MyStringSet"))), {"ann": (0, "error")}),
    ("answer in a new cell", ann(hand_in(None, below=[RIGHT_ANSWER])), {"ann": P}),
    ("answer in a new cell, the stub deleted", ann(delete_cell(hand_in(None, below=[RIGHT_ANSWER]), SLUG)), {"ann": P}),
    ("answer made markdown", ann(change_cell(RIGHT, SLUG, cell_type="markdown")), {"ann": N}),
    ("split by Jupyter", ann(split_cell("import bisect\nfrom collections import OrderedDict", ORDERED)), {"ann": P}),
    ("split by Jupyter, continued", ann(split_cell(HEAD, CONTINUED)), {"ann": P}),
    ("two answers merged into one cell", ann(delete_cell(MERGED, "is-etcd-conflict"), SWAP_LESSON), BOTH),
    ("two answers merged, the stub left", ann(MERGED, SWAP_LESSON), BOTH),
    (
        "all in one new notebook",
        {"ann/Untitled.ipynb": make_new_notebook(RIGHT_ANSWER, SWAP)},
        {"ann": (6, "passed, passed")},
    ),
    (
        "all in one cell",
        {"ann/Untitled.ipynb": make_new_notebook(f"{RIGHT_ANSWER}\n{SWAP}\n{CONFLICT}")},
        {"ann": (7, "passed, passed, passed")},
    ),
    ("notebook of another year", ann(make_other_year()), {"ann": P}),
    ("an earlier attempt below", ann(hand_in(RIGHT_ANSWER, below=[samples.get_wrong_answer(SLUG)])), {"ann": P}),
    (
        "sixty notebooks, the right one last",
        {**{f"ann/{n:02}.ipynb": WRONG for n in range(59)}, "ann/zz.ipynb": RIGHT, f"bob/{NB}": BLANK},
        {"ann": P, "bob": N},
    ),
]
