"""Histories of sets: drawn calls on several sets, compared with Python's own set."""

from __future__ import annotations

from kubeish.checks import Call, Construct, Draw, Examination, Result

CALLS, SETS = 300, 3
_ODD = tuple("| |m1|m1s| m1|m1 |M1|m10|m2|10|9|ä|a\u0308|Ä|名前|\uffee|\U00010348|\n|None|a,b|\0|m1\0m2|'".split("|"))
"""Texts of which some differ only by a blank, by case, or by how they are written in Unicode.

Two of them have another order where texts are compared by halves, as in UTF-16.
"""


def is_wanted(value: object, wanted: object) -> bool:
    """Whether a call returned what was wanted; None: any value will do."""
    if wanted is None or isinstance(wanted, int):
        return wanted is None or (type(value) is type(wanted) and value == wanted)
    return isinstance(value, (list, tuple)) and list(value) == wanted


History = list[Construct | Call]


def draw_history(draw: Draw) -> History:
    """Many calls on three sets, of items that differ by little, some with many items."""
    items = [*_ODD, *draw.draw_ids(3)]
    history: History = [Construct(f"s{n}", "StringSet", tuple(draw.choices(items, k=n))) for n in range(SETS)]
    for _ in range(CALLS):
        method = draw.choice(["insert", "insert", "delete", "has", "has", "list"])
        many = draw.choice([0, 1, 1, 2, 3, 40]) if method == "insert" else int(method != "list")
        history.append(Call(f"s{draw.randrange(SETS)}", method, tuple(draw.choices(items, k=many))))
    return history


def find_fault(exam: Examination, history: History) -> tuple[int, Result, object] | None:
    """The number of the first operation whose result is wrong, its result, and what was wanted."""
    models: dict[str, set[str]] = {}
    for number, (operation, result) in enumerate(zip(history, exam.answer.run_session([*history]))):
        want = _apply(models, operation)
        if result.error or not is_wanted(result.value, want):
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


def shorten(exam: Examination, history: History) -> History:
    """``history`` without the calls without which its last operation is wrong all the same."""
    size = len(history) // 2
    while size:
        at = len(history) - 1
        while at > SETS:
            shorter = history[: max(SETS, at - size)] + history[at:]
            fault = find_fault(exam, shorter)
            if fault and fault[0] == len(shorter) - 1:
                history = shorter
            at = min(at - size, len(history) - 1)
        size //= 2
    return history


def describe_operation(operation: Construct | Call) -> str:
    """The operation as code."""
    args = ", ".join(map(repr, operation.args))
    if isinstance(operation, Construct):
        return f"{operation.name} = {operation.what}({args})"
    return f"{operation.on}.{operation.method}({args})"
