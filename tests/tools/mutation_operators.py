"""Mutation operators: small mechanical changes of a right answer, most of which must make it wrong.

An operator takes a node of the syntax tree and yields (what was changed, the new node or statements).
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

New = ast.AST | list[ast.stmt]
Change = tuple[str, New]

_COMPARES: dict[type[ast.cmpop], list[type[ast.cmpop]]] = {
    ast.Eq: [ast.NotEq, ast.LtE, ast.GtE],
    ast.NotEq: [ast.Eq, ast.Lt, ast.Gt],
    ast.Lt: [ast.LtE, ast.GtE],
    ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.LtE],
    ast.GtE: [ast.Gt, ast.Lt],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
}
_ARITHMETIC: dict[type[ast.operator], list[type[ast.operator]]] = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Add, ast.Pow],
    ast.Pow: [ast.Mult],
    ast.Mod: [ast.FloorDiv],
    ast.FloorDiv: [ast.Mod],
}
_ALIKE = [
    {"mod_revision", "version", "create_revision"},
    {"mod", "version", "create", "value"},
    {"id", "host"},
    {"put", "get", "delete"},
    {"success", "failure"},
    {"min", "max"},
    {"insert", "append"},
    {"load_manifests", "update_manifests"},
    {"set_obj", "create_obj"},
    {"randrange", "getrandbits"},
    {"uniform", "gauss"},
    {"step", "finish"},
]
_ERROR_CODES = {100, 101, 105}


def list_changes(node: ast.AST, names: list[str]) -> Iterator[Change]:
    """All changes of one node. ``names``: the parameters of the function that it stands in."""
    yield from _change_constant(node)
    yield from _change_compare(node)
    yield from _change_logic(node)
    yield from _change_arithmetic(node)
    yield from _change_name(node, names)
    yield from _change_call(node)
    yield from _change_collection(node)
    yield from _change_error_handling(node)
    yield from _change_flow(node)


def _change_constant(node: ast.AST) -> Iterator[Change]:
    if not isinstance(node, ast.Constant):
        return
    value, others = node.value, []
    if isinstance(value, bool):
        others = [not value]
    elif isinstance(value, int):
        others = sorted({value + 1, value - 1, *(_ERROR_CODES if value in _ERROR_CODES else ())} - {value})
    elif isinstance(value, float):
        others = [value * 2]
    elif isinstance(value, str) and value:
        others = ["", f"{value}x"]
    elif value is None:
        others = [0]
    for other in others:
        yield f"{value!r} -> {other!r}", ast.Constant(other)


def _change_compare(node: ast.AST) -> Iterator[Change]:
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return
    for kind in _COMPARES.get(type(node.ops[0]), []):
        yield f"compares by {kind.__name__}", ast.Compare(node.left, [kind()], node.comparators)
    if isinstance(node.ops[0], (ast.Is, ast.IsNot)) and ast.unparse(node.comparators[0]) == "None":
        is_none = isinstance(node.ops[0], ast.Is)
        yield "empty is taken for None", ast.UnaryOp(ast.Not(), node.left) if is_none else node.left


def _change_logic(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield f"{type(node.op).__name__} -> {type(other).__name__}", ast.BoolOp(other, node.values)
        for number, value in enumerate(node.values):
            yield f"only part {number + 1} of the condition", value
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "without not", node.operand
    elif isinstance(node, ast.IfExp):
        yield "always the first", node.body
        yield "always the second", node.orelse
    elif isinstance(node, ast.If):
        yield "if always", _replace(node, test=ast.Constant(True))
        yield "if never", _replace(node, test=ast.Constant(False))


def _change_arithmetic(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BinOp):
        for kind in _ARITHMETIC.get(type(node.op), []):
            yield f"{type(node.op).__name__} -> {kind.__name__}", ast.BinOp(node.left, kind(), node.right)
        yield "only the left side", node.left
        yield "only the right side", node.right
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        yield "Add -> Sub", _replace(node, op=ast.Sub())


def _change_name(node: ast.AST, names: list[str]) -> Iterator[Change]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        for other in names:
            if other not in (node.id, "self"):
                yield f"{node.id} -> {other}", ast.Name(other, ast.Load())
        if node.id in ("machine", "pod", "key"):
            yield f"{node.id} -> 'm1'", ast.Constant("m1")
    names_alike = [node.attr] if isinstance(node, ast.Attribute) else []
    for alike in _ALIKE:
        for name in names_alike:
            for other in sorted(alike - {name}) if name in alike else ():
                yield f".{name} -> .{other}", _replace(node, attr=other)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("min", "max"):
        other = "max" if node.func.id == "min" else "min"
        yield f"{node.func.id} -> {other}", _replace(node, func=ast.Name(other, ast.Load()))


def _change_call(node: ast.AST) -> Iterator[Change]:
    if not isinstance(node, ast.Call):
        return
    text = ast.unparse(node)
    if len(node.args) == 1 and not node.keywords:
        yield f"{text}: without the call", node.args[0]
    if isinstance(node.func, ast.Attribute) and not node.args:
        yield f"{text}: on what it is called", node.func.value
    for number in range(len(node.args)):
        rest = [*node.args[:number], *node.args[number + 1 :]]
        yield f"{text}: without argument {number + 1}", _replace(node, args=rest)
        if number and not isinstance(node.args[number], ast.Starred):
            swapped = [*node.args]
            swapped[number - 1 : number + 1] = swapped[number], swapped[number - 1]
            yield f"{text}: arguments {number} and {number + 1} exchanged", _replace(node, args=swapped)
    for keyword in node.keywords:
        yield f"{text}: without {keyword.arg}", _replace(node, keywords=[k for k in node.keywords if k is not keyword])
    if not node.args and not node.keywords:
        kept = ast.parse(f"_kept.setdefault({text!r}, None) or _kept.update({{{text!r}: {text}}}) or _kept[{text!r}]")
        yield f"{text}: called once and kept", kept.body[0].value  # type: ignore[attr-defined]  # an expression


def _change_collection(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        for number in range(len(node.elts)):
            yield f"without element {number + 1}", _replace(node, elts=[*node.elts[:number], *node.elts[number + 1 :]])
        if len(node.elts) > 1:
            yield "elements in reverse", _replace(node, elts=node.elts[::-1])
    elif isinstance(node, ast.comprehension):
        for number in range(len(node.ifs)):
            yield "without its if", _replace(node, ifs=[*node.ifs[:number], *node.ifs[number + 1 :]])
    elif isinstance(node, ast.keyword) and isinstance(node.value, ast.List) and node.value.elts:
        yield f"{node.arg} is empty", _replace(node, value=ast.List([], ast.Load()))


def _change_error_handling(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.ExceptHandler):
        if node.type is not None and ast.unparse(node.type) not in ("Exception", "BaseException"):
            yield "except Exception", _replace(node, type=ast.Name("Exception", ast.Load()))
        yield "except what never comes", _replace(node, type=ast.Name("ZeroDivisionError", ast.Load()))
        yield "the error is dropped", _replace(node, body=[ast.Pass()])
    elif isinstance(node, ast.Try):
        yield "without try", [*node.body, *node.orelse, *node.finalbody]
    elif isinstance(node, ast.Raise):
        yield "no raise", [ast.Pass()]
        other = ast.parse("raise ValueError('other')").body
        yield "another error", other


def _change_flow(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.While):
        for times in (1, 2, 5, 60):
            loop = ast.parse(f"for _ in range({times}):\n    pass").body[0]
            yield f"{times} rounds at most", [_replace(loop, body=node.body, orelse=node.orelse)]
    elif isinstance(node, ast.For) and not node.orelse:
        yield "one round only", _replace(node, body=[*node.body, ast.Break()])
    elif isinstance(node, ast.With):
        yield "without with", [*node.body]
        if len(node.body) > 1:
            yield "with ends early", [_replace(node, body=node.body[:1]), *node.body[1:]]
        else:
            yield "with holds for nothing", [_replace(node, body=[ast.Pass()]), *node.body]
    elif isinstance(node, ast.Return) and node.value is not None:
        yield "returns None", ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Break):
        yield "no break", [ast.Pass()]


def _replace(node: ast.AST, **fields: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other
