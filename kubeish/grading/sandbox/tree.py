"""The edition of kubeish that goes into the sandbox: without the grader, the checks' questions and the references.

``base`` lacks the folders of the story; the edition of each exercise has these folders, with what it may see in them.
"""

from __future__ import annotations

import functools
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kubeish import course

PACKAGE = Path(__file__).resolve().parents[2]

_LEFT_OUT = {"authoring", "cli", "grading", "_course", "__pycache__", "static"}
_OF_THE_GRADER = ("__init__.py", "channel.py", "inside")

_HIDDEN = '''"""This module is hidden while an exercise is examined that it answers."""


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
    "checking.py": '"""Nothing is checked inside the sandbox."""\n\n\ndef check(*_, **__):\n    """Nothing."""\n',
    "hints.py": '"""Nothing is hinted inside the sandbox."""\n\n\ndef hint(*_, **__):\n    """Nothing."""\n',
}


class Tree:
    """Makes editions below ``folder``, each when it is first asked for. Several processes may have a tree in common."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.base = folder / "base"
        self.editions = folder / "editions"
        self._hidden = tuple(shown_table()["hidden"])
        if not self.editions.exists():
            folder.chmod(0o755)  # who is inside is somebody else
            self._copy_base()
            self.editions.mkdir()

    def edition(self, slug: str) -> Path:
        """The folder that holds the story's folders as the exercise ``slug`` may see them."""
        made = self.editions / (slug or "none")
        if not made.exists():
            half = Path(tempfile.mkdtemp(dir=self.editions))
            half.chmod(0o755)
            for name in self._hidden:
                self._copy_hidden(name, shown(slug), half)
            try:
                half.rename(made)
            except OSError:  # another process was faster
                shutil.rmtree(half)
        return made

    def whole(self, slug: str) -> Path:
        """A folder with a complete kubeish as the exercise may see it, for where nothing can be bound over another."""
        made = self.folder / "whole" / slug
        if not made.exists():
            shutil.copytree(self.base, made)
            shutil.copytree(self.edition(slug), made / "kubeish", dirs_exist_ok=True)
        return made

    def full(self) -> Path:
        """A folder with all of kubeish and course.toml, as a learner has them: for the run of a whole notebook."""
        made = self.folder / "full"
        if not made.exists():
            for path in _modules(PACKAGE, {"__pycache__", "authoring", "cli", "grading", "_course"}):
                _copy(path, made / "kubeish" / path.relative_to(PACKAGE))
            self._copy_of_the_grader(made)
            shutil.copy2(course.root() / "course.toml", made / "course.toml")
        return made

    def binds(self, slug: str, root: str) -> list[tuple[str, str]]:
        """(what, where) to be bound in a sandbox that has ``folder`` at ``root``."""
        self.edition(slug)
        return [(f"{root}/editions/{slug or 'none'}/{name}", f"{root}/base/kubeish/{name}") for name in self._hidden]

    def _copy_base(self) -> None:
        for path in _modules(PACKAGE, _LEFT_OUT):
            name = path.relative_to(PACKAGE).as_posix()
            if not name.startswith(tuple(f"{hidden}/" for hidden in self._hidden)):
                _copy(path, self.base / "kubeish" / name)
        self._copy_of_the_grader(self.base)
        for name, text in _STAND_INS.items():
            (self.base / "kubeish" / name).write_text(text, encoding="utf-8")
        for name in self._hidden:
            (self.base / "kubeish" / name).mkdir(parents=True, exist_ok=True)

    @staticmethod
    def _copy_of_the_grader(made: Path) -> None:
        for part in _OF_THE_GRADER:
            for path in _modules(PACKAGE / "grading" / part, {"__pycache__"}):
                _copy(path, made / "kubeish" / path.relative_to(PACKAGE))

    def _copy_hidden(self, name: str, may_see: set[str], made: Path) -> None:
        for path in _modules(PACKAGE / name, {"__pycache__"}):
            relative = path.relative_to(PACKAGE).as_posix()
            if relative in may_see:
                _copy(path, made / relative)
            else:
                (made / relative).parent.mkdir(parents=True, exist_ok=True)
                (made / relative).write_text(_HIDDEN, encoding="utf-8")


@functools.cache
def shown_table() -> dict[str, Any]:
    """shown.toml."""
    table: dict[str, Any] = tomllib.loads(Path(__file__).with_name("shown.toml").read_text(encoding="utf-8"))
    return table


def shown(slug: str) -> set[str]:
    """The modules of the hidden folders that the exercise may see, as paths below the package."""
    table = shown_table()
    return {*table["always"], *table["exercises"].get(slug, [])}


def _modules(folder: Path, left_out: set[str]) -> Iterator[Path]:
    """The modules in ``folder`` and below, without the folders named ``left_out``."""
    if folder.is_file():
        yield folder
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in left_out:
            yield from _modules(path, left_out)
        elif path.suffix in (".py", ".js", ".css", ".toml"):
            yield path


def _copy(path: Path, to: Path) -> None:
    """The module, and what Python has compiled it to, so that nobody need compile it again."""
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path, to)
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.cpython-*.pyc"):
        (to.parent / "__pycache__").mkdir(exist_ok=True)
        shutil.copy2(compiled, to.parent / "__pycache__" / compiled.name)
