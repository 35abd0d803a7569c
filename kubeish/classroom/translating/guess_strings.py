"""Strings in a cell that a figure or a guess shows. The cell stays English; they are translated when shown."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

NAMING = ("scheduler_bench", "measure")
"""Functions that are given what they compare by name."""


def find_strings(source: str) -> Iterator[tuple[str, str]]:
    """What each string is, and its text: those of a guess, what orders break, complaints, what is compared.

    A string with values in it (an f-string) is left out, but for complaints, and so is one without a word.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        yield from _find_complaints(node)
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        found = (
            _find_in_predict(node)
            if name == "predict"
            else _find_in_reveal(node)
            if name == "reveal"
            else _find_names(node, tree)
            if name in NAMING
            else _find_words(node)
        )
        for kind, part in found:
            if isinstance(part, ast.Constant) and re.search("[A-Za-z]{2}", text := str(part.value)):
                yield kind, text


def _find_words(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """What an exploration looks for, and what a stepper's reader is to try."""
    yield from ((each.arg, each.value) for each in call.keywords if each.arg in ("breaking", "goal"))


def _find_names(call: ast.Call, tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """The keys of the first argument: a dictionary, written out there or as a name's value in the cell."""
    given = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    first = call.args[0] if call.args else None
    named = given.get(first.id) if isinstance(first, ast.Name) else first
    if isinstance(named, ast.Dict):
        yield from ((f"name {number}", key) for number, key in enumerate(named.keys, 1) if key is not None)


def _find_complaints(node: ast.AST) -> Iterator[tuple[str, str]]:
    """The sentences of an invariant: in a list that it returns, or appends to. A value has its variable's name."""
    parts: list[ast.expr] = []
    if isinstance(node, ast.Return):
        lists = [each for each in ast.walk(node) if isinstance(each, ast.List | ast.ListComp)]
        parts = [part for each in lists for part in (each.elts if isinstance(each, ast.List) else [each.elt])]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
        parts = node.args
    texts = filter(None, map(_make_template, parts))
    yield from ((f"complaint {number}", text) for number, text in enumerate(texts, 1))


def _make_template(node: ast.expr) -> str:
    """The template of a string or an f-string of two words and more; else ""."""
    found = ""
    for part in node.values if isinstance(node, ast.JoinedStr) else [node]:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            found += part.value
        elif isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name):
            found += f"{{{part.value.id}}}"
        else:
            return ""
    return found if re.search("[a-z]{2,} [a-z]{2,}", found) else ""


def _find_in_predict(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    question, choices = call.args
    yield "question", question
    if isinstance(choices, ast.List):
        yield from ((f"choice {number}", choice) for number, choice in enumerate(choices.elts, 1))


def _find_in_reveal(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    yield "why", call.args[1]
    for keyword in call.keywords:
        if keyword.arg == "mistakes" and isinstance(keyword.value, ast.Dict):
            yield from ((f"mistake {number}", each) for number, each in enumerate(keyword.value.values, 1))
