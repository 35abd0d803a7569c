"""string-set: insert, delete, has, list sorted; deletes what is absent; copies in and out."""

from __future__ import annotations

from dataclasses import dataclass

from kubeish.checks import Call, Construct, Create, Draw, Examination, Operation, Ref, Result, Verdict
from kubeish.checks.models.set_history import History, describe_operation, draw_history, find_fault, is_wanted, shorten
from kubeish.checks.scheduler_under_test import advise_error, advise_kind
from kubeish.wording import say

GENERATIONS, MANY = 50, 250
_GONE = say("a new set must know nothing of one that is gone: keep the items in the set itself, on `self`.")


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
            say("a new set is empty, and its list is a list: make what it keeps in __init__, for each set anew."),
        ),
        Case(
            f"s, t = StringSet(), StringSet(); t.insert({a!r}); s.list()",
            (_construct(), Construct("t", "StringSet"), Call("t", "insert", (a,)), _call("list")),
            [],
            say("two sets share nothing: make what a set keeps in __init__, for each one anew."),
        ),
        Case(
            f"s = StringSet(); s.insert({a!r}); s.list()",
            (_construct(), _call("insert", a), _call("list")),
            [a],
            say("insert adds each item that it is given, `*items`; list returns them, as a list."),
        ),
        _make_case_of_gone(a),
        Case(
            f"s = StringSet(); s.insert({', '.join(map(repr, many))}); s.list()",
            (_construct(), _call("insert", *many), _call("list")),
            sorted(many),
            say("insert takes as many items as it is given, `*items`, and list is sorted, as Python sorts texts."),
        ),
        Case(
            say("s = StringSet(); s.insert of {many:,} items; len(s.list())", many=MANY),
            (
                _construct(),
                _call("insert", *(f"{a}{number}" for number in range(MANY))),
                Construct("got", Create("call_method", (Ref("s"), "list"))),
                Call("got", "__len__"),
            ),
            MANY,
            say("a set holds as many items as were inserted."),
        ),
        Case(
            f"s = StringSet({a!r}, {b!r}, {a!r}); s.insert({b!r}); s.insert(); s.list()",
            (_construct(a, b, a), _call("insert", b), _call("insert"), _call("list")),
            sorted([a, b]),
            say(
                "StringSet(*items) begins with items (#289), insert adds to what is there, and each item is in it once."
            ),
        ),
        *_make_lookup_cases(a, b, c, d),
        *_make_later_cases(a, b, c),
    ]


def _make_lookup_cases(a: str, b: str, c: str, d: str) -> list[Case]:
    """What has says, and what delete takes out."""
    return [
        Case(
            f"StringSet({a!r}).has({a!r})",
            (_construct(a), _call("has", a)),
            True,
            say("has returns True for what is there."),
        ),
        Case(
            f"StringSet({a!r}).has({c!r})",
            (_construct(a), _call("has", c)),
            False,
            say("has returns False, not None, for what is not there."),
        ),
        Case(
            f"StringSet({d!r}).has({d[:-1]!r})",
            (_construct(d), _call("has", d[:-1])),
            False,
            say("a part of an item is not an item: ask a set, not a string."),
        ),
        Case(
            f"s = StringSet({a!r}, {b!r}); s.delete({a!r}); s.list()",
            (_construct(a, b), _call("delete", a), _call("list")),
            [b],
            say("delete takes one item out, and leaves the others."),
        ),
        Case(
            f"s = StringSet({a!r}); s.delete({b!r})",
            (_construct(a), _call("delete", b)),
            None,
            say("to delete what is not there is fine, and changes nothing."),
        ),
        Case(
            f"s = StringSet({a!r}, {a!r}); s.delete({a!r}); s.has({a!r})",
            (_construct(a, a), _call("delete", a), _call("has", a)),
            False,
            say("an item that was inserted twice is in the set once, and goes at once."),
        ),
    ]


def _make_case_of_gone(item: str) -> Case:
    """Sets that are gone, one after the other, before any set has held another item.

    What an id brings back of a set that is gone would else depend on the machine's memory.
    """
    return Case(
        say(
            "{generations} times: {code}",
            generations=GENERATIONS,
            code=f"s = StringSet(); s.list(); s.insert({item!r}); del s",
        ),
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
                say("list shows what is in the set now, whatever it showed before."),
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
                say("hand out a new list each time: whatever is done to it must not change the set."),
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
        if failed or not is_wanted(results[-1].value, case.wanted):
            result = failed[0] if failed else results[-1]
            wanted = say("no error.") if case.wanted is None else say("{value!r}.", value=case.wanted)
            advice = _GONE if _holds_more(case, result) else _advise(result, case.advice, isinstance(case.wanted, list))
            return exam.reject(
                say("{sentence}.", sentence=case.ran),
                say("it {result}{location}.", result=result.describe(), location=result.location),
                wanted,
                advice,
            )
    return _check_history(exam, draw_history(draw)) or exam.accept(
        say("each item once, sorted, whatever was inserted and deleted, and what it keeps is its own.")
    )


def _holds_more(case: Case, result: Result) -> bool:
    """Whether a list has what is wanted, and items that no call of this case has named."""
    named = {item for operation in case.operations for item in operation.args}
    values = result.value if isinstance(result.value, (list, tuple)) else []
    wanted = case.wanted if isinstance(case.wanted, list) else None
    return wanted is not None and set(map(repr, wanted)) < set(map(repr, values)) and not named.issuperset(values)


def _advise(result: Result, otherwise: str, wants_list: bool = False) -> str:
    words = advise_error(result) or advise_kind(result)
    if result.error == "NeverReturned":
        words = say("a loop there has no way out.")
    if not words and not result.error and result.value is None and wants_list:
        words = say(
            "it returned None: is a `return` missing? And `sort()` of a list sorts it in place and "
            "returns None; `sorted(...)` returns a new list."
        )
    return words or otherwise


def _find_failed(case: Case, results: list[Result]) -> list[Result]:
    """The calls of the set that raised. What it handed out may refuse: a tuple has no append."""
    return [r for o, r in zip(case.operations, results) if r.error and not (isinstance(o, Call) and o.on == "got")]


def _check_history(exam: Examination, history: History) -> Verdict | None:
    """Compare with Python's own set. The calls that are shown are those that are needed for the fault."""
    fault = find_fault(exam, history)
    if fault is None:
        return None
    history = history[: fault[0] + 1]
    history = shorten(exam, history)
    found = find_fault(exam, history) or fault
    _, result, want = found
    return exam.reject(
        say("{sentence}.", sentence="; ".join(map(describe_operation, history[-30:]))),
        say("it {result}{location}.", result=result.describe(), location=result.location),
        say("{value!r}.", value=want) if want is not None else say("no error."),
        _advise(
            result,
            say("each item is a text that is kept to the letter. Compare it with what Python's own set would say."),
        ),
    )
