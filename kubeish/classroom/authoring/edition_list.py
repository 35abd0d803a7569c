"""The list of the course's own texts in all editions, made from the history of the repository.

    python -m kubeish.classroom.authoring.edition_list

writes the list that kubeish/classroom/grading/reading/course_editions.py reads. Do so for each release.
Fingerprints that are there already are kept: a clone without its history has no older ones.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from kubeish.classroom import course, notebooks
from kubeish.classroom.grading.reading.course_editions import LIST, make_text_fingerprint

_SOURCES = re.compile(r"(?:tests/|kubeish/(?:registry|scheduler|checks|lessons|etcd)/).*\.py")


def update_list(root: Path, path: Path = LIST) -> int:
    """Add what the repository at ``root`` has ever held. Returns the length of the list."""
    names = [name for exercise in course.load().exercises for name in exercise.names]
    found = set(path.read_text(encoding="utf-8").split()) if path.exists() else set()
    found.update(map(make_text_fingerprint, list_texts(root, names)))
    path.write_text("\n".join(sorted(found)) + "\n", encoding="utf-8")
    return len(found)


def list_texts(root: Path, names: list[str]) -> Iterator[str]:
    """The code cells of all notebooks, and the Python files that define a name of an exercise."""
    defines = re.compile(rf"\b(?:def|class)\s+(?:{'|'.join(map(re.escape, names))})\b")
    for line in _run_git(root, "rev-list", "--all", "--objects").splitlines():
        number, _, name = line.partition(" ")
        if name.endswith(".ipynb"):
            cells = json.loads(_run_git(root, "cat-file", "blob", number))["cells"]
            yield from (notebooks.get_source(cell) for cell in cells if cell["cell_type"] == "code")
        elif _SOURCES.fullmatch(name) and defines.search(text := _run_git(root, "cat-file", "blob", number)):
            yield text


def _run_git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


if __name__ == "__main__":
    print(f"{update_list(course.find_root()):,} texts", file=sys.stderr)
