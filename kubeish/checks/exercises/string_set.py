"""string-set: insert, delete, has, list sorted; absent delete is fine; values are copied in and out."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from kubeish.checks.answer import Answer, Do, Make, New, Operation, Ref, Result
from kubeish.checks.verdict import Teller, Verdict

_NAMES = ("web", "db", "cache", "mail", "log", "m1", "m10", "m2", "", "ä", "Web")


@dataclass(frozen=True)
class Case:
    """``told``: the calls in words; ``operations``, the last of which is looked at; ``wanted`` of it; ``advice``."""

    told: str
    operations: tuple[Operation, ...]
    wanted: object
    advice: str


def _do(method: str, *args: object) -> Do:
    """A call on the set ``s``."""
    return Do("s", method, args)


def _new(*items: str) -> New:
    """``s = StringSet(*items)``."""
    return New("s", "StringSet", items)


_MACHINES = tuple(f"m{number}" for number in (4, 8, 1, 9, 3, 6, 2, 7, 5))

CASES = (
    Case(
        "StringSet().list()",
        (_new(), _do("list")),
        [],
        "a new set is empty, and its list is a list: make what it keeps in __init__, for each set anew.",
    ),
    Case(
        "s, t = StringSet(), StringSet(); t.insert('web'); s.list()",
        (_new(), New("t", "StringSet"), Do("t", "insert", ("web",)), _do("list")),
        [],
        "two sets share nothing: make what a set keeps in __init__, for each one anew.",
    ),
    Case(
        "s = StringSet(); s.insert('web'); s.list()",
        (_new(), _do("insert", "web"), _do("list")),
        ["web"],
        "insert adds each item that it is given, `*items`; list returns them, as a list.",
    ),
    Case(
        f"s = StringSet(); s.insert({', '.join(map(repr, _MACHINES))}); s.list()",
        (_new(), _do("insert", *_MACHINES), _do("list")),
        sorted(_MACHINES),
        "insert takes as many items as it is given, `*items`, and list is sorted.",
    ),
    Case(
        "s = StringSet('web', 'db', 'web'); s.insert('db'); s.list()",
        (_new("web", "db", "web"), _do("insert", "db"), _do("list")),
        ["db", "web"],
        "StringSet(*items) begins with items (#289), insert adds to what is there, and each item is in it once.",
    ),
    Case("StringSet('web').has('web')", (_new("web"), _do("has", "web")), True, "has returns True for what is there."),
    Case(
        "StringSet('web').has('db')",
        (_new("web"), _do("has", "db")),
        False,
        "has returns False, not None, for what is not there.",
    ),
    Case(
        "StringSet('web').has('we')",
        (_new("web"), _do("has", "we")),
        False,
        "a part of an item is no item: ask the set, not a text.",
    ),
    Case(
        "s = StringSet('web', 'db'); s.delete('web'); s.list()",
        (_new("web", "db"), _do("delete", "web"), _do("list")),
        ["db"],
        "delete takes one item out, and leaves the others.",
    ),
    Case(
        "s = StringSet('web'); s.delete('db')",
        (_new("web"), _do("delete", "db")),
        None,
        "to delete what is not there is fine, and changes nothing.",
    ),
    Case(
        "s = StringSet('web', 'web'); s.delete('web'); s.has('web')",
        (_new("web", "web"), _do("delete", "web"), _do("has", "web")),
        False,
        "an item that was inserted twice is in the set once, and goes at once.",
    ),
    Case(
        "s = StringSet('web'); s.list().append('db'); s.list()",
        (_new("web"), New("got", Make("result_of", (Ref("s"), "list"))), Do("got", "append", ("db",)), _do("list")),
        ["web"],
        "hand out a new list each time: whoever changes it must not change the set.",
    ),
)


def examine(answer: Answer, tell: Teller, seed: int) -> Verdict:
    """Case by case; then many calls at random, compared with what a set would say."""
    for case in CASES:
        result = answer.session(list(case.operations))
        if not _as_wanted(case, result):
            return _wrong(tell, case, next(iter(_failed(case, result)), result[-1]))
    return _at_random(answer, tell, seed) or tell.passed(
        "each item once, sorted, whatever was inserted and deleted, and nobody holds its insides."
    )


def _as_wanted(case: Case, results: list[Result]) -> bool:
    """True if the set did nothing wrong and the last call returned what was wanted (None: whatever it likes)."""
    last = results[-1].value
    if _failed(case, results):
        return False
    if case.wanted is None or isinstance(case.wanted, bool):
        return case.wanted is None or last is case.wanted
    return isinstance(last, (list, tuple)) and list(last) == case.wanted


def _failed(case: Case, results: list[Result]) -> list[Result]:
    """The calls of the set that raised. What is done to a list that it handed out may fail: a tuple has no append."""
    return [r for o, r in zip(case.operations, results) if r.error and not (isinstance(o, Do) and o.on == "got")]


def _wrong(tell: Teller, case: Case, seen: Result) -> Verdict:
    at = f", at {seen.where}" if seen.where and seen.error else ""
    wanted = "no error." if case.wanted is None else f"{case.wanted!r}."
    return tell.not_yet(f"{case.told}.", f"it {seen.words()}{at}.", wanted, case.advice)


def _at_random(answer: Answer, tell: Teller, seed: int) -> Verdict | None:
    """Two hundred calls, drawn from ``seed``, against Python's own set."""
    draw, model = random.Random(seed), set[str]()
    operations: list[Operation] = [_new()]
    wanted: list[object] = [None]
    for _ in range(200):
        method = draw.choice(["insert", "insert", "delete", "has", "list"])
        items = tuple(draw.choices(_NAMES, k=draw.randint(0, 3) if method == "insert" else 1))
        operations.append(_do(method, *(() if method == "list" else items)))
        wanted.append(_model(model, method, items))
    results = answer.session(operations)
    for number, (operation, result, want) in enumerate(zip(operations, results, wanted)):
        if number and (result.error or (want is not None and _plain(result.value) != want)):
            return tell.not_yet(
                f"{number} calls drawn by lot, the last of them {_told(operation)}.",
                f"it {result.words()}.",
                f"{want!r}." if want is not None else "no error.",
                "compare it with what Python's own set would say.",
            )
    return None


def _model(model: set[str], method: str, items: Sequence[str]) -> object:
    if method == "has":
        return items[0] in model
    if method == "list":
        return sorted(model)
    model.update(items) if method == "insert" else model.discard(items[0])
    return None


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _told(operation: Operation) -> str:
    return f"s.{operation.method}({', '.join(map(repr, operation.args))})" if isinstance(operation, Do) else ""
