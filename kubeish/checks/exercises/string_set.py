"""string-set: insert, delete, has, list sorted; deletes what is absent; copies in and out."""

from __future__ import annotations

from dataclasses import dataclass

from kubeish.checks import Call, Construct, Create, Draw, Examination, Operation, Ref, Result, Verdict
from kubeish.checks.scheduler_under_test import advise_error, advise_kind

CALLS, SETS, GENERATIONS, MANY = 300, 3, 50, 250
_GONE = "a new set must know nothing of one that is gone: keep the items in the set itself, on `self`."
_ODD = tuple("| |m1|m1s| m1|m1 |M1|m10|m2|10|9|ä|a\u0308|Ä|名前|\n|None|a,b|'".split("|"))
"""Texts of which some differ only by a blank, by case, or by how they are written in Unicode."""


@dataclass(frozen=True)
class Case:
    """``ran``: the operations in words. ``wanted``: of the last one; None: any value will do."""

    ran: str
    operations: tuple[Operation, ...]
    wanted: object
    advice: str


def _call(method: str, *args: object) -> Call:
    """A call on the set ``s``."""
    return Call("s", method, args)


def _construct(*items: str) -> Construct:
    """``s = StringSet(*items)``."""
    return Construct("s", "StringSet", items)


def _make_cases(draw: Draw) -> list[Case]:
    a, b, c, d = draw.draw_ids(4)
    many = tuple(draw.shuffle_list([f"{a}{number}" for number in range(1, 12)]))
    return [
        Case(
            "StringSet().list()",
            (_construct(), _call("list")),
            [],
            "a new set is empty, and its list is a list: make what it keeps in __init__, for each set anew.",
        ),
        Case(
            f"s, t = StringSet(), StringSet(); t.insert({a!r}); s.list()",
            (_construct(), Construct("t", "StringSet"), Call("t", "insert", (a,)), _call("list")),
            [],
            "two sets share nothing: make what a set keeps in __init__, for each one anew.",
        ),
        Case(
            f"s = StringSet(); s.insert({a!r}); s.list()",
            (_construct(), _call("insert", a), _call("list")),
            [a],
            "insert adds each item that it is given, `*items`; list returns them, as a list.",
        ),
        _make_case_of_gone(a),
        Case(
            f"s = StringSet(); s.insert({', '.join(map(repr, many))}); s.list()",
            (_construct(), _call("insert", *many), _call("list")),
            sorted(many),
            "insert takes as many items as it is given, `*items`, and list is sorted, as Python sorts texts.",
        ),
        Case(
            f"s = StringSet(); s.insert of {MANY:,} items; len(s.list())",
            (
                _construct(),
                _call("insert", *(f"{a}{number}" for number in range(MANY))),
                Construct("got", Create("call_method", (Ref("s"), "list"))),
                Call("got", "__len__"),
            ),
            MANY,
            "a set holds as many items as were inserted.",
        ),
        Case(
            f"s = StringSet({a!r}, {b!r}, {a!r}); s.insert({b!r}); s.insert(); s.list()",
            (_construct(a, b, a), _call("insert", b), _call("insert"), _call("list")),
            sorted([a, b]),
            "StringSet(*items) begins with items (#289), insert adds to what is there, and each item is in it once.",
        ),
        Case(
            f"StringSet({a!r}).has({a!r})",
            (_construct(a), _call("has", a)),
            True,
            "has returns True for what is there.",
        ),
        Case(
            f"StringSet({a!r}).has({c!r})",
            (_construct(a), _call("has", c)),
            False,
            "has returns False, not None, for what is not there.",
        ),
        Case(
            f"StringSet({d!r}).has({d[:-1]!r})",
            (_construct(d), _call("has", d[:-1])),
            False,
            "a part of an item is not an item: ask a set, not a string.",
        ),
        Case(
            f"s = StringSet({a!r}, {b!r}); s.delete({a!r}); s.list()",
            (_construct(a, b), _call("delete", a), _call("list")),
            [b],
            "delete takes one item out, and leaves the others.",
        ),
        Case(
            f"s = StringSet({a!r}); s.delete({b!r})",
            (_construct(a), _call("delete", b)),
            None,
            "to delete what is not there is fine, and changes nothing.",
        ),
        Case(
            f"s = StringSet({a!r}, {a!r}); s.delete({a!r}); s.has({a!r})",
            (_construct(a, a), _call("delete", a), _call("has", a)),
            False,
            "an item that was inserted twice is in the set once, and goes at once.",
        ),
        *_make_later_cases(a, b, c),
    ]


def _make_case_of_gone(item: str) -> Case:
    """Sets that are gone, one after the other, before any set has held another item.

    What an id brings back of a set that is gone would else depend on the machine's memory.
    """
    return Case(
        f"{GENERATIONS} times: s = StringSet(); s.list(); s.insert({item!r}); del s",
        (Construct("found", Create("fill_and_drop", (Ref("StringSet"), item, GENERATIONS))), Call("found", "copy")),
        [],
        _GONE,
    )


def _make_later_cases(a: str, b: str, c: str) -> list[Case]:
    """What a set shows later: after a change, and when its list was changed."""
    return [
        *[
            Case(
                f"s = StringSet({a!r}, {b!r}); s.list(); s.delete({a!r}); {more}s.list()",
                (_construct(a, b), _call("list"), _call("delete", a), *inserts, _call("list")),
                wanted,
                "list shows what is in the set now, whatever it showed before.",
            )
            for more, inserts, wanted in (
                ("", (), [b]),
                (f"s.insert({c!r}); ", (_call("insert", c),), sorted([b, c])),
            )
        ],
        *[
            Case(
                f"s = StringSet({a!r}, {b!r}); s.list().{method}({', '.join(map(repr, args))}); s.list()",
                (
                    _construct(a, b),
                    Construct("got", Create("call_method", (Ref("s"), "list"))),
                    Call("got", method, args),
                    _call("list"),
                ),
                sorted([a, b]),
                "hand out a new list each time: whatever is done to it must not change the set.",
            )
            for method, args in (("append", (c,)), ("clear", ()), ("reverse", ()))
        ],
    ]


def examine(exam: Examination) -> Verdict:
    """Case by case; then many calls on several sets, drawn, compared with Python's own set."""
    draw = exam.draw()
    for case in _make_cases(draw):
        results = exam.answer.run_session(list(case.operations))
        failed = _find_failed(case, results)
        if failed or not _is_wanted(results[-1].value, case.wanted):
            result = failed[0] if failed else results[-1]
            wanted = "no error." if case.wanted is None else f"{case.wanted!r}."
            advice = _GONE if _holds_more(case, result) else _advise(result, case.advice)
            return exam.reject(f"{case.ran}.", f"it {result.describe()}{result.location}.", wanted, advice)
    return _check_history(exam, _draw_history(draw)) or exam.accept(
        "each item once, sorted, whatever was inserted and deleted, and what it keeps is its own."
    )


def _holds_more(case: Case, result: Result) -> bool:
    """Whether a list has what is wanted, and items that no call of this case has named."""
    named = {item for operation in case.operations for item in operation.args}
    values = result.value if isinstance(result.value, (list, tuple)) else []
    wanted = case.wanted if isinstance(case.wanted, list) else None
    return wanted is not None and set(map(repr, wanted)) < set(map(repr, values)) and not named.issuperset(values)


def _advise(result: Result, otherwise: str) -> str:
    words = advise_error(result) or advise_kind(result)
    if result.error == "NeverReturned":
        words = "a loop there has no way out."
    if not words and not result.error and result.value is None:
        words = (
            "it returned None: is a `return` missing? And `sort()` of a list sorts it in place and returns None; "
            "`sorted(...)` returns a new list."
            if "list" in otherwise
            else ""
        )
    return words or otherwise


def _is_wanted(value: object, wanted: object) -> bool:
    if wanted is None or isinstance(wanted, int):
        return wanted is None or (type(value) is type(wanted) and value == wanted)
    return isinstance(value, (list, tuple)) and list(value) == wanted


def _find_failed(case: Case, results: list[Result]) -> list[Result]:
    """The calls of the set that raised. What it handed out may refuse: a tuple has no append."""
    return [r for o, r in zip(case.operations, results) if r.error and not (isinstance(o, Call) and o.on == "got")]


History = list[Construct | Call]


def _draw_history(draw: Draw) -> History:
    """Many calls on three sets, of items that differ by little, some with many items."""
    items = [*_ODD, *draw.draw_ids(3)]
    history: History = [Construct(f"s{n}", "StringSet", tuple(draw.choices(items, k=n))) for n in range(SETS)]
    for _ in range(CALLS):
        method = draw.choice(["insert", "insert", "delete", "has", "has", "list"])
        many = draw.choice([0, 1, 1, 2, 3, 40]) if method == "insert" else int(method != "list")
        history.append(Call(f"s{draw.randrange(SETS)}", method, tuple(draw.choices(items, k=many))))
    return history


def _check_history(exam: Examination, history: History) -> Verdict | None:
    """Compare with Python's own set. The calls that are shown are those that are needed for the fault."""
    fault = _find_fault(exam, history)
    if fault is None:
        return None
    history = history[: fault[0] + 1]
    history = _shorten(exam, history)
    found = _find_fault(exam, history) or fault
    _, result, want = found
    return exam.reject(
        f"{'; '.join(map(_describe, history[-30:]))}.",
        f"it {result.describe()}{result.location}.",
        f"{want!r}." if want is not None else "no error.",
        _advise(
            result,
            "each item is a text that is kept to the letter. Compare it with what Python's own set would say.",
        ),
    )


def _find_fault(exam: Examination, history: History) -> tuple[int, Result, object] | None:
    """The number of the first operation whose result is wrong, its result, and what was wanted."""
    models: dict[str, set[str]] = {}
    for number, (operation, result) in enumerate(zip(history, exam.answer.run_session([*history]))):
        want = _apply(models, operation)
        if result.error or not _is_wanted(result.value, want):
            return number, result, want
    return None


def _apply(models: dict[str, set[str]], operation: Construct | Call) -> object:
    """What the operation must return, as Python's own set has it; None: any value will do."""
    if isinstance(operation, Construct):
        models[operation.name] = set(operation.args)
        return None
    model, items = models[operation.on], operation.args
    if operation.method == "has":
        return items[0] in model
    if operation.method == "list":
        return sorted(model)
    model.update(items) if operation.method == "insert" else model.discard(items[0])
    return None


def _shorten(exam: Examination, history: History) -> History:
    """``history`` without the calls without which its last operation is wrong all the same."""
    size = len(history) // 2
    while size:
        at = len(history) - 1
        while at > SETS:
            shorter = history[: max(SETS, at - size)] + history[at:]
            fault = _find_fault(exam, shorter)
            if fault and fault[0] == len(shorter) - 1:
                history = shorter
            at = min(at - size, len(history) - 1)
        size //= 2
    return history


def _describe(operation: Construct | Call) -> str:
    args = ", ".join(map(repr, operation.args))
    if isinstance(operation, Construct):
        return f"{operation.name} = {operation.what}({args})"
    return f"{operation.on}.{operation.method}({args})"
