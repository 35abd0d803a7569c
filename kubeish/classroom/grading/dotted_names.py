"""Names of expressions: the dotted name of one, and the last part of it."""

from __future__ import annotations

import ast


def get_dotted_name(node: ast.expr) -> str:
    """``a.b.c`` of such an expression; empty for any other."""
    names = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(names)]) if isinstance(node, ast.Name) else ""


def get_last_name(node: ast.expr) -> str:
    """``c`` of ``a.b.c`` and of ``f().c``; empty for what is no name."""
    return node.attr if isinstance(node, ast.Attribute) else get_dotted_name(node)
