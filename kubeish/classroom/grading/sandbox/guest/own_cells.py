"""Choice of the statements in a learner's other cells that an answer needs.

A notebook runs all of its cells. Here only those statements run that define or change a name that
the answer needs, directly or not, whatever they call: an experiment beside them costs no time.
The cells are parsed inside the sandbox, since a hostile text may take long to parse.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from kubeish.classroom.grading.sandbox.guest.python_text import parse_cell

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_EVERY_NAME = "*"


@dataclass(frozen=True, eq=False)
class Statement:
    """A statement at a cell's left margin, with its ``text``. ``above``: it precedes the answer."""

    node: ast.stmt
    text: str
    above: bool = True

    @cached_property
    def binds(self) -> set[str]:
        """The names that it defines, those of its functions' ``global`` included."""
        return set(_list_bound_names(self.node))

    @cached_property
    def needs(self) -> set[str]:
        """The global names that it uses, also when its functions are called later."""
        used = {symbol.get_name() for table, symbol in self._list_symbols() if table == "module" or symbol.is_global()}
        if isinstance(self.node, ast.FunctionDef) and len(self.binds) > 1:  # it defines others as it is called
            used.add(f"{self.node.name}()")
        return used

    @cached_property
    def reads(self) -> set[str]:
        """The names that it uses as it runs, outside its functions."""
        return {symbol.get_name() for table, symbol in self._list_symbols() if table == "module"}

    def _list_symbols(self) -> Iterator[tuple[str, symtable.Symbol]]:
        try:
            tables = [symtable.symtable(self.text, "cell", "exec")]
        except (SyntaxError, ValueError):
            return
        for table in tables:  # which grows by those inside it
            tables += table.get_children()
            kind = str(table.get_type())
            yield from ((kind, symbol) for symbol in table.get_symbols() if symbol.is_referenced())


@dataclass
class Choice:
    """The statements that an answer needs. ``asked``: the names of its exercise.

    ``reference``: names that the reference gives, and no cell of the learner: other exercises'.
    """

    statements: list[Statement]
    asked: set[str]
    reference: set[str]
    continues: bool = False
    _chosen: set[int] = field(default_factory=set)

    def choose(self, needed: Iterable[str]) -> list[Statement]:
        """Those that define or change the names, or what such a statement needs, in their order."""
        places = self._index()
        self._chosen = set(places.get(_EVERY_NAME, ()))
        seen: set[str] = set()
        wanted = list(needed)
        while wanted:
            name = wanted.pop()
            if name in seen:
                continue
            seen.add(name)
            for place in places.get(name, ()):
                if place not in self._chosen:
                    self._chosen.add(place)
                    wanted += self.statements[place].needs
        return [self.statements[place] for place in sorted(self._chosen)]

    def _index(self) -> dict[str, list[int]]:
        """The places of the statements that define or change a name."""
        assigned = {name for each in self.statements if _is_assignment(each.node) for name in each.binds}
        places: dict[str, list[int]] = {}
        for place, each in enumerate(self.statements):
            changed = {
                name
                for node in _list_simple_statements(each.node)
                for name in _list_changed_names(node, assigned - self.asked)
            }
            for name in {name for name in each.binds if self._may_define(name, each)} | changed:
                if name not in self.asked or self.continues or not each.above:
                    places.setdefault(name, []).append(place)
        return places

    def _may_define(self, name: str, statement: Statement) -> bool:
        if name in self.asked:
            return self.continues and statement.above
        return name not in self.reference


def choose_statements(
    answer: str, above: Iterable[str], below: Iterable[str], asked: Iterable[str], reference: Iterable[str]
) -> tuple[list[str], list[str]]:
    """The texts of what the answer needs of the cells above and below it."""
    own = list(split_statements(answer))
    if not own:
        return [], []
    statements = [each for cell in above for each in split_statements(cell)]
    statements += [each for cell in below for each in split_statements(cell, above=False)]
    names = set(asked)
    chosen = Choice(statements, names, set(reference), _continues(own, names)).choose(
        names.union(*(each.needs for each in own))
    )
    return [each.text for each in chosen if each.above], [each.text for each in chosen if not each.above]


def _continues(answer: list[Statement], asked: set[str]) -> bool:
    """Whether the answer uses a name of its exercise before it defines that: another cell begins it."""
    defined: set[str] = set()
    for statement in answer:
        if (statement.reads & asked) - defined:
            return True
        defined |= statement.binds
    return False


def split_statements(cell: str, above: bool = True) -> Iterator[Statement]:
    """The statements of a cell; none of one that is not Python."""
    try:
        text, tree = parse_cell(cell, lambda python: (python, ast.parse(python)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    lines = text.split("\n")
    last = 0
    for node in tree.body:
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
        end = node.end_lineno or first
        shares_a_line = first <= last or any(each.lineno == end for each in tree.body if each.lineno > first)
        last = end
        yield Statement(node, ast.unparse(node) if shares_a_line else "\n".join(lines[first - 1 : end]), above)


def _list_bound_names(statement: ast.AST) -> Iterator[str]:
    left = [statement]  # no function that calls itself: a learner's cell may be nested deeper than Python's stack
    while left:
        node = left.pop()
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, _SCOPES):
            yield from [node.name] if not isinstance(node, ast.Lambda) else []
            yield from (name for leaf in ast.walk(node) if isinstance(leaf, ast.Global) for name in leaf.names)
        else:
            left += reversed([*ast.iter_child_nodes(node)])


def _list_simple_statements(statement: ast.stmt) -> Iterator[ast.stmt]:
    """The statement itself, and those that run in its place: of a loop, a condition, a ``try``, a ``with``."""
    left: list[ast.AST] = [statement]
    while left:
        node = left.pop()
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, (*_SCOPES, ast.expr)):
            left += ast.iter_child_nodes(node)


def _list_changed_names(node: ast.stmt, assigned: set[str]) -> Iterator[str]:
    """What it changes: ``name.a = 1``, ``name[0] = 1``, ``setattr(name, ...)``, ``name.append()``.

    A call may take long, so it counts only for the names ``assigned``; of a function with
    ``global`` names it counts for those.
    """
    targets = getattr(node, "targets", [getattr(node, "target", None)])
    yield from (root for target in targets if not isinstance(target, ast.Name) for root in _find_root(target))
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return
    call = node.value
    if isinstance(call.func, ast.Name) and call.func.id in ("setattr", "delattr"):
        yield from (root for each in call.args[:1] for root in _find_root(each))
    elif isinstance(call.func, ast.Attribute):
        yield from (root for root in _find_root(call.func) if root in assigned)
    elif isinstance(call.func, ast.Name):
        yield f"{call.func.id}()"


def _is_assignment(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign))


def _find_root(node: ast.expr | None) -> list[str]:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return [node.id] if isinstance(node, ast.Name) else []
