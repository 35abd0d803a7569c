"""Copies of kubeish as a sandbox may see it: without the grader, and without the references.

Below ``folder``, each copy is made when it is first needed. Several processes may share a folder.
There are two rooms, ``answers`` for questions to an answer and ``notebooks`` for runs of notebooks:

- ``ROOM/base``: the package without most of the folders that shown.toml calls hidden;
- ``ROOM/overlays/KEY``: these folders as some exercises may see them, to be mounted over it. The
  key is the exercise's slug; several slugs are joined by a plus sign;
- ``whole/ROOM/KEY``: a base with its overlay, for where nothing can be mounted.
"""

from __future__ import annotations

import functools
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kubeish.classroom import course

PACKAGE = Path(__file__).resolve().parents[3]
ANSWERS, NOTEBOOKS = "answers", "notebooks"
"""The two rooms."""

_NOT_FOR_LEARNERS = {"authoring", "cli", "grading", "site", "translating", "_course", "__pycache__"}
_OF_THE_GRADER = ("__init__.py", "channel.py", "wire", "sandbox/__init__.py", "sandbox/guest")

_HIDDEN_MODULE = '''"""This module is hidden while an exercise is examined that it answers."""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)

    class Hidden:
        def __init__(self, *_, **__):
            raise NotImplementedError(f"{name} is hidden while your answer is examined: write your own.")

    Hidden.__name__ = Hidden.__qualname__ = name
    return Hidden
'''

# A learner's cell may well end with a call of these. They do nothing here.
_STAND_INS = {
    "classroom/check.py": '"""Nothing is checked in the sandbox."""\n\n\ndef check(*_, **__):\n    """Nothing."""\n',
    "classroom/hints.py": '"""Nothing is hinted in the sandbox."""\n\n\ndef hint(*_, **__):\n    """Nothing."""\n',
}


class PackageView:
    """The copies below ``folder``, which must exist: OSError if not. A process sees only its own ``room``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def build_base(self, room: str) -> Path:
        """The package, and of the hidden folders what is always shown."""
        return self._build(self.folder / room / "base", lambda folder: _fill_base(folder, room))

    def build_overlay(self, room: str, key: str) -> Path:
        """The hidden folders as the exercises of ``key`` may see them; empty: as any may."""
        target = self.folder / room / "overlays" / (key or "none")
        return self._build(target, lambda folder: _fill_overlay(folder, load_visibility().list_shown(room, key)))

    def build_whole(self, room: str, key: str) -> Path:
        """A complete kubeish as the exercises of ``key`` may see it."""
        base, overlay = self.build_base(room), self.build_overlay(room, key)

        def fill(folder: Path) -> None:
            shutil.copytree(base, folder, dirs_exist_ok=True)
            shutil.copytree(overlay, folder / "kubeish", dirs_exist_ok=True)

        return self._build(self.folder / "whole" / room / (key or "none"), fill)

    def list_binds(self, room: str, key: str, root: str) -> list[tuple[str, str]]:
        """Pairs (source, target) to be mounted in a sandbox that has the room at ``root``."""
        source = f"{root}/overlays/{self.build_overlay(room, key).name}"
        return [(f"{source}/{name}", f"{root}/base/kubeish/{name}") for name in load_visibility().hidden]

    def _build(self, target: Path, fill: Callable[[Path], None]) -> Path:
        """``target``. It is filled under another name: no other process sees a part of it."""
        if not target.exists():
            above = [parent for parent in target.parents if parent.is_relative_to(self.folder)]
            for parent in reversed(above[:-1]):  # never the folder itself: it may have been removed by now
                parent.mkdir(exist_ok=True)
            partial = Path(tempfile.mkdtemp(dir=self.folder))
            fill(partial)
            for path in (*above, partial, *partial.rglob("*")):
                path.chmod(0o755)  # the process in the sandbox is another user
            try:
                partial.rename(target)
            except OSError:  # another process was faster
                shutil.rmtree(partial)
        return target


class Visibility(NamedTuple):
    """shown.toml: ``hidden`` folders, and their modules shown ``always`` or in ``exercises``.

    ``checks``: modules that an exercise's check needs beside them where it runs with the answer.
    """

    hidden: list[str]
    always: list[str]
    exercises: dict[str, list[str]]
    checks: dict[str, list[str]]

    def list_shown(self, room: str, key: str) -> frozenset[str]:
        """The modules of the hidden folders that the exercises of ``key`` see in a room."""
        shown = set(self.always)
        for slug in filter(None, key.split("+")):
            shown.update(self.exercises.get(slug, []))
            if room == NOTEBOOKS:
                shown.update([*self.checks.get(slug, []), f"checks/exercises/{slug.replace('-', '_')}.py"])
        return frozenset(shown)

    def group(self, slugs: Iterable[str]) -> list[list[str]]:
        """``slugs`` in groups that may share a room of notebooks, since all see the same of the story."""
        groups: dict[frozenset[str], list[str]] = {}
        for slug in slugs:
            seen = frozenset(name for name in self.list_shown(NOTEBOOKS, slug) if not name.startswith("checks/"))
            groups.setdefault(seen, []).append(slug)
        return list(groups.values())


@functools.cache
def load_visibility() -> Visibility:
    """Read shown.toml, once."""
    return Visibility(**tomllib.loads(Path(__file__).with_name("shown.toml").read_text(encoding="utf-8")))


def _fill_base(folder: Path, room: str) -> None:
    package = folder / "kubeish"
    visibility = load_visibility()
    for path in _list_modules(PACKAGE, _NOT_FOR_LEARNERS):
        name = path.relative_to(PACKAGE).as_posix()
        if name in visibility.always or not name.startswith(tuple(f"{hidden}/" for hidden in visibility.hidden)):
            _copy(path, package / name)
    _copy_guest(package)
    for name in visibility.hidden:
        (package / name).mkdir(parents=True, exist_ok=True)
    if room == NOTEBOOKS:
        shutil.copy2(course.find_root() / "course.toml", folder / "course.toml")
        return
    for name, text in _STAND_INS.items():
        (package / name).write_text(text, encoding="utf-8")


def _fill_overlay(folder: Path, visible: frozenset[str]) -> None:
    for path in [path for name in load_visibility().hidden for path in _list_modules(PACKAGE / name)]:
        name = path.relative_to(PACKAGE).as_posix()
        if name in visible:
            _copy(path, folder / name)
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(_HIDDEN_MODULE, encoding="utf-8")


def _copy_guest(package: Path) -> None:
    """Copy those of the grader's modules that run inside."""
    for part in _OF_THE_GRADER:
        for path in _list_modules(PACKAGE / "classroom/grading" / part):
            _copy(path, package / path.relative_to(PACKAGE))


def _list_modules(folder: Path, left_out: frozenset[str] | set[str] = frozenset({"__pycache__"})) -> Iterator[Path]:
    """The package's files in ``folder`` and below, without the folders named ``left_out``."""
    if folder.is_file():
        yield folder
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in left_out:
            yield from _list_modules(path, left_out)
        elif path.suffix in (".py", ".js", ".css", ".toml"):
            yield path


def _copy(path: Path, to: Path) -> None:
    """Copy a module, and its bytecode, so that no process in the sandbox compiles it again."""
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path, to)
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.cpython-*.pyc"):
        (to.parent / "__pycache__").mkdir(exist_ok=True)
        shutil.copy2(compiled, to.parent / "__pycache__" / compiled.name)
