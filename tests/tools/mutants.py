"""Mutants of right answers, each tried on its exercise's check: `python -m tests.tools.mutants [exercise ...]`.

A mutant is a right answer with one mechanical change. The check must refuse it, unless the change makes
no difference that the exercise's text speaks of: those stand in equivalent_mutants.toml, each with its
reason. Writes benchmarks/results/mutants.txt if all exercises were tried. Exits 1 if a mutant survives
that is not listed, or if a listed one is refused.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import importlib
import io
import multiprocessing
import sys
import tomllib
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kubeish.classroom import course
from tests.tools.mutation_operators import list_changes

LISTED = Path(__file__).with_name("equivalent_mutants.toml")
RESULTS = Path(__file__).resolve().parents[2] / "benchmarks" / "results" / "mutants.txt"
BASES = 3
"""Of so many right answers to an exercise mutants are made."""

_Fields = list[tuple[str, int]]
"""The way to a node from the root: field and place, -1 for a field that is no list."""


@dataclass(frozen=True)
class Mutant:
    """``change``: what was done to the line ``line`` of the right answer ``base``; the ``number``th that reads so."""

    slug: str
    base: str
    line: str
    change: str
    source: str
    number: int = 1

    @property
    def name(self) -> str:
        """What equivalent_mutants.toml calls it: within an exercise it stands once."""
        return f"{self.base}: {self.line}: {self.change}{f' ({self.number})' if self.number > 1 else ''}"


def list_mutants(slug: str) -> list[Mutant]:
    """All mutants of the first right answers to an exercise that differ from these and from one another."""
    right = importlib.import_module(f"tests.answers.{slug.replace('-', '_')}").RIGHT
    seen = {_normalize(answer.source) for answer in right}
    mutants: list[Mutant] = []
    alike = Counter[str]()
    for answer in right[:BASES]:
        for mutant in _mutate(slug, answer.title, ast.parse(answer.source)):
            if mutant.source not in seen:
                seen.add(mutant.source)
                alike[mutant.name] += 1
                mutants.append(replace(mutant, number=alike[mutant.name]))
    return mutants


def _normalize(source: str) -> str:
    return ast.unparse(ast.parse(source))


def _mutate(slug: str, base: str, tree: ast.Module) -> Iterator[Mutant]:
    for path, node, names in list(_walk(tree, [], [])):
        line = ast.unparse(_find_statement(tree, path)).split("\n")[0].strip()
        for change, new in [*list_changes(node, names), *_move(tree, path)]:
            mutated = copy.deepcopy(tree)
            _put(mutated, path, copy.deepcopy(new))
            with contextlib.suppress(SyntaxError, ValueError, TypeError, AttributeError):
                source = ast.unparse(ast.fix_missing_locations(mutated))
                if "_kept" in source:
                    source = f"_kept = {{}}\n{source}"
                with warnings.catch_warnings():  # a mutant may do what Python warns of
                    warnings.simplefilter("ignore", SyntaxWarning)
                    compile(source, "<mutant>", "exec")
                yield Mutant(slug, base, line, change, source)


def _walk(node: ast.AST, path: _Fields, names: list[str]) -> Iterator[tuple[_Fields, ast.AST, list[str]]]:
    """Each node but imports, with its way from the root and the parameters in reach."""
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.arguments)):
        return
    if isinstance(node, ast.FunctionDef):
        names = [*names, *(each.arg for each in node.args.args)]
    yield path, node, names
    for field, value in ast.iter_fields(node):
        for place, child in enumerate(value) if isinstance(value, list) else [(-1, value)]:
            if isinstance(child, ast.AST) and not _is_docstring(node, field, place):
                yield from _walk(child, [*path, (field, place)], names)


def _is_docstring(node: ast.AST, field: str, place: int) -> bool:
    has_one = isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Module)) and ast.get_docstring(node) is not None
    return has_one and (field, place) == ("body", 0)


def _get(tree: ast.AST, path: _Fields) -> ast.AST:
    for field, place in path:
        value = getattr(tree, field)
        tree = value if place < 0 else value[place]
    return tree


def _put(tree: ast.AST, path: _Fields, new: ast.AST | list[ast.stmt]) -> None:
    if not path:
        return
    parent, (field, place) = _get(tree, path[:-1]), path[-1]
    if place < 0:
        setattr(parent, field, new)
    else:
        getattr(parent, field)[place : place + 1] = new if isinstance(new, list) else [new]


def _find_statement(tree: ast.AST, path: _Fields) -> ast.AST:
    nodes = [_get(tree, path[:length]) for length in range(len(path), -1, -1)]
    return next((node for node in nodes if isinstance(node, (ast.stmt, ast.ExceptHandler))), tree)


def _move(tree: ast.Module, path: _Fields) -> Iterator[tuple[str, list[ast.stmt]]]:
    """A statement left out, done twice, or done once more after the next one, which comes first."""
    node = _get(tree, path)
    if not isinstance(node, ast.stmt) or isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return
    yield "left out", [ast.Pass()]
    if isinstance(node, (ast.Expr, ast.AugAssign)):
        yield "done twice", [node, node]
    if isinstance(node, (ast.Expr, ast.Assign, ast.AugAssign)):
        field, place = path[-1]
        block = getattr(_get(tree, path[:-1]), field)
        if place + 1 < len(block):
            yield "not before, but after the next", [block[place + 1], node]


def try_mutant(mutant: Mutant) -> tuple[Mutant, str]:
    """The mutant with ``refused``, ``passed`` or the error with which the check ended."""
    from tests.checks_harness import verdict_on

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            return mutant, "passed" if verdict_on(mutant.slug, mutant.source, "mutant", 1).passed else "refused"
        except SyntaxError:
            return mutant, "refused"
        except BaseException as error:
            # A cell that fails when it is run, before its check: the learner sees that error.
            return mutant, "refused" if _is_of_the_cell(error) else f"{type(error).__name__}: {error}"


def _is_of_the_cell(error: BaseException) -> bool:
    trace, names = error.__traceback__, []
    while trace is not None:
        names.append(trace.tb_frame.f_code.co_name)
        trace = trace.tb_next
    return "run_cell" in names


def load_listed() -> dict[str, dict[str, str]]:
    """For each exercise the names of its equivalent mutants, with the reason."""
    tables = tomllib.loads(LISTED.read_text(encoding="utf-8"))
    return {slug: {name: reason for reason, names in table.items() for name in names} for slug, table in tables.items()}


def try_all(slugs: list[str]) -> list[tuple[Mutant, str]]:
    """Try all mutants of these exercises, two at a time."""
    mutants = [mutant for slug in slugs for mutant in list_mutants(slug)]
    with multiprocessing.get_context("spawn").Pool(2, maxtasksperchild=100) as pool:
        outcomes = []
        for outcome in pool.imap(try_mutant, mutants, chunksize=4):
            outcomes.append(outcome)
            if sys.stderr.isatty():
                print(f"\r{len(outcomes)} of {len(mutants)}", end="", file=sys.stderr)
    return outcomes


def report(outcomes: list[tuple[Mutant, str]]) -> tuple[str, list[str]]:
    """The figures as a table, and what is wrong: survivors that are not listed, listed ones that are refused."""
    listed, wrong, counts = load_listed(), [], Counter[tuple[str, str]]()
    for mutant, outcome in outcomes:
        is_listed = mutant.name in listed.get(mutant.slug, {})
        kind = "refused" if outcome == "refused" else "equivalent" if is_listed and outcome == "passed" else "surviving"
        counts[mutant.slug, kind] += 1
        if kind == "surviving" or (is_listed and kind == "refused"):
            wrong.append(f"[{mutant.slug}] {outcome}: {mutant.name}\n{mutant.source}\n")
    slugs = list(dict.fromkeys(mutant.slug for mutant, _ in outcomes))
    kinds = ("refused", "equivalent", "surviving")
    rows = [[slug, *(counts[slug, kind] for kind in kinds)] for slug in slugs]
    rows.append(["all", *(sum(counts[slug, kind] for slug in slugs) for kind in kinds)])
    lines = [f"{'exercise':<28} {'mutants':>8} {'refused':>8} {'equivalent':>10} {'surviving':>9}"]
    lines += [f"{row[0]:<28} {sum(row[1:]):>8} {row[1]:>8} {row[2]:>10} {row[3]:>9}" for row in rows]  # type: ignore[arg-type]
    return "\n".join(lines) + "\n", wrong


def main(slugs: list[str]) -> int:
    every = [exercise.slug for exercise in course.load().exercises]
    table, wrong = report(try_all(slugs or every))
    print("\n".join(wrong))
    print(table)
    if not slugs and not wrong:
        head = f"Mutants of the first {BASES} right answers to each exercise, each tried on its check.\n\n"
        RESULTS.write_text(head + table, encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
