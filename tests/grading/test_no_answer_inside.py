"""Nothing that can be read in a room of the sandbox is an answer to the exercise, by its text or by what it does."""

from __future__ import annotations

import ast
import functools
import gc
import importlib
import inspect
import itertools
import marshal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType

import pytest

from kubeish.checks import LocalAnswer, examine
from kubeish.classroom import course, notebooks
from kubeish.classroom.course import Exercise
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.mark_exercise import mark_exercise
from kubeish.classroom.grading.mark_submission import Sandboxes
from kubeish.classroom.grading.reading.answer_candidates import AnswerCandidate
from kubeish.classroom.grading.sandbox.package_view import ANSWERS, NOTEBOOKS, PackageView, load_visibility
from kubeish.classroom.grading.settings import Bounds
from kubeish.errors import KubeishError
from tests.grading import notebook_samples as samples

pytestmark = pytest.mark.slow

EXERCISES = [exercise for exercise in course.load().exercises if exercise.slug not in ("lose-a-pod",)]
MIN_INSTRUCTIONS = 40
"""Bytes of bytecode below which two functions may well be the same by chance, as `self.a, self.b = a, b`."""


def find_solution(slug: str) -> str:
    reference = notebooks.read(samples.ROOT / "solutions" / f"{samples.find_lesson(slug)}.ipynb")
    (cell,) = [cell for cell in reference["cells"] if notebooks.get_metadata(cell).get("exercise") == slug]
    return notebooks.get_source(cell)


def list_codes(code: CodeType) -> Iterator[tuple[bytes, tuple[str, ...]]]:
    """The instructions and names of a code object and those inside."""
    yield code.co_code, code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from list_codes(constant)


@functools.cache  # most modules are the same in each room and for each exercise
def read_codes(text: str) -> frozenset[tuple[bytes, tuple[str, ...]]]:
    """The instructions and names of all that a module's text defines."""
    return frozenset(list_codes(compile(text, "", "exec")))


@functools.cache
def read_compiled_codes(compiled: bytes) -> frozenset[tuple[bytes, tuple[str, ...]]]:
    """The same of a file of bytecode."""
    return frozenset(list_codes(marshal.loads(compiled[16:])))


@functools.cache
def list_statements(text: str) -> set[str]:
    """The bodies of functions in a module's text, without docstrings, in one notation."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            words = "\n".join(map(ast.unparse, body))
            found |= {words} if len(words) > MIN_INSTRUCTIONS else set()
    return found


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> PackageView:
    return PackageView(tmp_path_factory.mktemp("view"))


@pytest.mark.parametrize("room", [ANSWERS, NOTEBOOKS])
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda each: each.slug)
def test_no_module_holds_the_solution(exercise: Exercise, room: str, view: PackageView) -> None:
    solution = find_solution(exercise.slug)
    statements = list_statements(solution)
    codes = {each for each in read_codes(solution) if len(each[0]) > MIN_INSTRUCTIONS}
    whole = view.build_whole(room, exercise.slug)
    for path in whole.rglob("*"):
        if path.suffix == ".py":
            text = path.read_text(encoding="utf-8")
            assert not statements & list_statements(text), path
            assert not codes & read_codes(text), path
        elif path.suffix == ".pyc":
            assert not codes & read_compiled_codes(path.read_bytes()), path


def list_callables(module_name: str) -> Iterator[tuple[str, Callable[..., object]]]:
    """The functions, classes and methods that a module defines."""
    for name, value in vars(importlib.import_module(module_name)).items():
        if getattr(value, "__module__", "") == module_name and (inspect.isclass(value) or inspect.isfunction(value)):
            yield name, value
            if inspect.isclass(value):
                yield from ((f"{name}.{key}", each) for key, each in vars(value).items() if inspect.isfunction(each))


def list_modules(folder: Path) -> Iterator[str]:
    """What a copy of the package has of the story and its checks; the rest knows no pods."""
    for room in ("registry", "scheduler", "checks", "lessons"):
        for path in sorted((folder / "kubeish" / room).rglob("*.py")):
            is_hidden = "is hidden while an exercise" in path.read_text(encoding="utf-8")
            if not is_hidden and not path.name.startswith("_"):
                yield ".".join(path.relative_to(folder).with_suffix("").parts)


def count_parameters(function: Callable[..., object]) -> int:
    try:
        return len(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return -1


def has_shape_of(found: Callable[..., object], wanted: Callable[..., object]) -> bool:
    if inspect.isclass(wanted):
        methods = [name for name, each in vars(wanted).items() if inspect.isfunction(each) and name != "__init__"]
        return inspect.isclass(found) and all(hasattr(found, name) for name in methods)
    is_plain = not inspect.isclass(found) and not inspect.iscoroutinefunction(found)
    return is_plain and count_parameters(found) == count_parameters(wanted)


def list_in_every_order(function: Callable[..., object]) -> Iterator[Callable[..., object]]:
    """The function, with its parameters in every order, as an answer might call it."""
    yield function
    count = 0 if inspect.isclass(function) else count_parameters(function)
    for order in itertools.islice(itertools.permutations(range(count if count < 3 else 0)), 1, None):
        yield _reorder(function, order)


def _reorder(function: Callable[..., object], order: tuple[int, ...]) -> Callable[..., object]:
    return eval(
        f"lambda {', '.join(f'a{i}' for i in range(len(order)))}: f({', '.join(f'a{i}' for i in order)})",
        {"f": function},
    )


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::RuntimeWarning")
@pytest.mark.parametrize("exercise", [each for each in EXERCISES if len(each.names) == 1], ids=lambda each: each.slug)
def test_nothing_that_can_be_called_is_an_answer(
    exercise: Exercise, view: PackageView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the room of notebooks, which has all that the other room has."""
    from tests.checks_harness import run_cell

    monkeypatch.setattr("subprocess.Popen", start_nothing)
    # An index for an interval of seconds: what had the interpreter lock then would keep it.
    monkeypatch.setattr("kubeish.checks.timeouts.setswitchinterval", lambda seconds: None)
    (name,) = exercise.names
    wanted = run_cell(samples.get_right_answer(exercise.slug), exercise.slug)[name]
    passing = []
    for module in list_modules(view.build_whole(NOTEBOOKS, exercise.slug)):
        for path, found in list_callables(module):
            if has_shape_of(found, wanted):
                answers = (LocalAnswer(exercise.names, {name: each}) for each in list_in_every_order(found))
                passing += [f"{module}.{path}" for answer in answers if passes(exercise.slug, answer)]
    assert passing == []
    gc.collect()  # what was begun and dropped is warned of here, and not in another test


def start_nothing(*_: object, **__: object) -> None:
    """In the place of Popen: a fleet or an etcd that is called as an answer would be left running."""
    raise OSError("no process for a foreign thing")


def passes(slug: str, answer: LocalAnswer) -> bool:
    try:
        return examine(slug, answer, 1).passed
    except (KubeishError, Exception):  # what the checks make of a foreign thing does not matter here
        return False


@pytest.mark.sandbox
def test_no_file_of_the_sandbox_has_a_line_of_the_solutions(sandboxes: Sandboxes, specs: ExerciseSpecs) -> None:
    """With the defaults: the room for notebooks is there too, and so are the files of Python."""
    for room, sandbox in ((ANSWERS, sandboxes.answers), (NOTEBOOKS, sandboxes.notebooks)):
        sandbox.view.build_overlay(room, "back-off")
    spec = next(spec for spec in specs.exercises if spec.slug == "compare-and-swap-obj")
    words = ["### BEGIN " + "SOLUTION", "registry.manifest_factory.make_manifest(machine, pod)\\n    while True"]
    cell = f"""
import os
for folder, _, names in os.walk("/"):
    if not folder.startswith(("/usr", "/proc", "/lib", "/sys")):
        for name in names:
            try:
                text = open(os.path.join(folder, name), "rb").read(300_000)
            except OSError:
                continue
            if any(word.encode() in text for word in {words!r}) and not name.endswith((".pyc", "build.py")):
                print(os.path.join(folder, name))
"""
    mark = mark_exercise(sandboxes.answers, spec, [AnswerCandidate(cell, "its id", "a.ipynb", 1)], Bounds(seconds=120))
    assert [line for line in mark.printed.splitlines() if "nbgrader" not in line] == [], mark


def test_each_exercise_of_the_list_is_one_of_the_course() -> None:
    visibility = load_visibility()
    assert {*visibility.exercises, *visibility.checks} <= {exercise.slug for exercise in course.load().exercises}
