"""Folders that a user names, by an option or in the environment; ``~`` is the user's home."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kubeish.errors import CourseError, KubeishError


class NoHome(KubeishError, OSError):
    """This user has no home folder, and something is wanted in it."""


def expand(name: str | Path) -> Path:
    """The absolute path of a file or folder that a user has named. Raises NoHome."""
    try:
        return Path(name).expanduser().resolve()
    except RuntimeError:
        raise NoHome(f"{name} is in your home folder, and you have none here: write out the whole path.") from None


def find_home() -> Path:
    """The user's home folder. Raises NoHome."""
    try:
        return Path.home()
    except RuntimeError:
        raise NoHome("You have no home folder here: name a folder for your notebooks by --work.") from None


@contextmanager
def explain_unwritable(folder: Path) -> Iterator[None]:
    """Raise CourseError, with what to do, where the block cannot write to the learner's ``folder``."""
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        raise CourseError(
            f"{where} cannot be written ({error.strerror}): name another folder by --work, or in KUBEISH_WORK."
        ) from None
