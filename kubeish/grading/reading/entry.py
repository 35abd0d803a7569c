"""A file of a submission, wherever it lies: its path, when it was changed, and its bytes when they are wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kubeish.grading.reading.notebook import clean

_IGNORED = ("__MACOSX", ".ipynb_checkpoints", ".git", "__pycache__", ".kubeish", "old-answers")


@dataclass(frozen=True)
class Entry:
    """``read(most)`` gives the bytes, or raises NotebookUnreadable with the reason. ``when``: 0 where not known."""

    parts: tuple[str, ...]
    when: float
    read: Callable[[int], bytes]

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.parts[-1]

    @property
    def path(self) -> str:
        """Its path within the submission."""
        return "/".join(self.parts)

    @property
    def ignored(self) -> bool:
        """What programs leave lying about, and no learner means to hand in."""
        return any(part in _IGNORED or part.startswith((".", "~$")) for part in self.parts)

    def below(self, count: int) -> Entry:
        """The same file without the first ``count`` parts of its path."""
        return Entry(self.parts[count:], self.when, self.read)

    def ends(self, *suffixes: str) -> bool:
        """Whether its name ends so, in small letters or large."""
        return self.name.lower().endswith(suffixes)


def parts_of(name: str) -> tuple[tuple[str, ...], str]:
    """A path as a zip has it, in parts, and why it is not to be read: it may not lead out of its folder."""
    path = clean(name, 1000).replace("\\", "/")
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    outside = path.startswith("/") or ".." in parts or (bool(parts) and ":" in parts[0])
    kept = tuple(part for part in parts if part != "..") or ("nameless",)
    return kept, "its path leads out of its folder" if outside else ""
