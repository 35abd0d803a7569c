"""Messages of `--help`: the paragraphs of a command's docstring, and what its options say."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator


def find_help(tree: ast.Module) -> Iterator[str]:
    """The texts of the click commands in a module, as `--help` looks them up."""
    if not any(isinstance(node, ast.Import) and node.names[0].name == "click" for node in tree.body):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(map(_makes_command, node.decorator_list)):
            for paragraph in inspect.cleandoc(ast.get_docstring(node) or "").split("\n\n"):
                yield " ".join(paragraph.split())
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "option":
            texts = (word.value for word in node.keywords if word.arg == "help")
            yield from (text.value for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str))


def _makes_command(decorator: ast.expr) -> bool:
    made = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(made, ast.Attribute) and made.attr in ("command", "group")
