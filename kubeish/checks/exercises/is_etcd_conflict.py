"""is-etcd-conflict: true for an EtcdError with code 101 alone; not for other codes, errors and objects."""

from __future__ import annotations

from kubeish.checks import Call, Create, Draw, Examination, Operation, Result, Verdict
from kubeish.errors import NODE_EXIST, NOT_FOUND, TEST_FAILED
from kubeish.wording import say

_Case = tuple[str, object, bool]
"""Words for what is given, what is given, and whether it is a conflict."""

_TIMES = 3
"""How often each is asked, in a drawn order, since an answer may remember its calls."""


_DERIVED = say("an object of a derived class is an EtcdError too: `isinstance(error, EtcdError)`.")


def examine(exam: Examination) -> Verdict:
    """EtcdErrors of many codes and causes, other errors, and what is no error."""
    draw = exam.draw()
    cases = draw.shuffle_list(_draw_cases(draw) * _TIMES)
    calls: list[Operation] = [Call("", "is_etcd_conflict", (error,)) for _, error, _ in cases]
    for (words, error, wanted), result in zip(cases, exam.answer.run_session(calls)):
        if result.error or bool(result.value) is not wanted:  # a Strange counts as true, as an object does
            return exam.reject(
                ran=say("is_etcd_conflict on {error}.", error=words),
                saw=say("it {result}{location}.", result=result.describe(), location=result.location),
                wanted=say("{value}.", value=wanted),
                try_next=_DERIVED if wanted and _is_derived(error) else _advise(result, wanted),
            )
    return exam.accept(say("true for 101 and for nothing else: a retry on any other error would hide it."))


def _draw_cases(draw: Draw) -> list[_Case]:
    key = draw.draw_keys(1)[0]
    codes = [NOT_FOUND, NODE_EXIST, 102, 103, 104, 110, 111, 1, 10, 0, -101, 1_010, 1_101, 201, 301, 401, 501]
    causes = ["", key, "[8 != 5]", "[x]", "100", "/registry/hosts/m101", "Key not found", "EtcdError"]
    cases: list[_Case] = []
    for code in codes:
        cause = draw.choice([*causes, "101", "101: Compare failed"])
        cases.append((f"EtcdError({code}, {cause!r})", _make("EtcdError", code, cause, draw.choice([0, 101])), False))
    for cause in causes:
        words = f"EtcdError({TEST_FAILED}, {cause!r})"
        cases += [(words, _make("EtcdError", TEST_FAILED, cause, index), True) for index in (0, draw.randint(1, 200))]
    for code in (TEST_FAILED, NOT_FOUND):
        words = say("{call}, whose class is derived from EtcdError", call=f"CompareFailed({code}, {key!r})")
        cases.append((words, Create("subclass_error", (code, key)), code == TEST_FAILED))
    for name in ("ValueError", "KeyError", "OSError", "RuntimeError", "Exception"):
        cases.append((f"{name}({TEST_FAILED})", _make(name, TEST_FAILED), False))
        words = say(
            "an {name} with a code of {code}" if name[0] in "EO" else "a {name} with a code of {code}",
            name=name,
            code=TEST_FAILED,
        )
        cases.append((words, Create("error_with_code", (name, TEST_FAILED)), False))
    for name in ("ConnectionTimeoutError", "PreconditionFailedError", "InternalServerError"):
        cases.append((f"{name}('101: Compare failed')", _make(name, "101: Compare failed"), False))
    for code, cause in ((NOT_FOUND, "101: Compare failed"), (NODE_EXIST, "[101 != 8]"), (102, "Compare failed")):
        cases.append((f"EtcdError({code}, {cause!r})", _make("EtcdError", code, cause), False))
    cases += [
        ("RequestRefused('101', 'Compare failed')", _make("RequestRefused", "101", "Compare failed"), False),
        (say("an object with a code of 101 that is no error"), Create("object_with_code", (TEST_FAILED,)), False),
        *[
            (say("{value!r}, which is no error", value=each), each, False)
            for each in (TEST_FAILED, "101", "", 0, [TEST_FAILED], True)
        ],
        (say("None, no error at all"), None, False),
    ]
    return cases


def _is_derived(error: object) -> bool:
    return isinstance(error, Create) and error.factory == "subclass_error"


def _make(*arguments: str | int) -> Create:
    return Create("error", arguments)


def _advise(result: Result, wanted: bool) -> str:
    if result.error == "AttributeError":
        return say("not everything that comes here has a code. Ask first whether it is an EtcdError at all.")
    if result.error:
        return say("look at that line: whatever is given, the answer is True or False, at once.")
    if result.value is None and wanted:
        return say("a function without `return` returns None. Return the comparison itself.")
    if wanted:
        return say("101 is in `error.code`.")
    return say("two things must hold: it is an EtcdError, and its code is 101.")
