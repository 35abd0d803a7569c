"""Answers to try the checks on: a module for each exercise, by its slug, with RIGHT and WRONG.

A module gives ``read_answers`` one text, in which a wrong answer is an edit of a right one::

    === the title of a right answer
    def read_back(client, key):
        value, metadata = client.get(key)
        return (value, metadata.mod_revision) if metadata else (None, 0)
    === the title of a wrong answer => a sentence that the verdict must say
    -    return (value, metadata.mod_revision) if metadata else (None, 0)
    +    return (value, metadata.version) if metadata else (None, 0)

An edit changes the first right answer, or the one that a line ``from: its title`` names. Lines with
``-`` go, those with ``+`` replace them, and those with a space stay. ``-...`` stands for all lines
up to the next ``-`` line, or to the end. What an edit is to change must be there exactly once. A
blank line parts two changes. Where an edit would be longer, the whole text is given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Right:
    """A right answer: the text of a cell that must pass."""

    title: str
    source: str


@dataclass(frozen=True)
class Wrong:
    """A plausible wrong answer: the text of a cell, and a sentence that the verdict must say."""

    title: str
    source: str
    says: str


PRELUDE = """
import json
from kubeish import TODO, EtcdError, EtcdHelper, Pod, check, connect, explore
from kubeish.registry import EtcdRegistry, is_etcd_conflict, make_container_key, make_pod_key
"""
"""What every answer's cell may use; a lesson imports no less."""

_CHANGE = re.compile(r"((?:^[ -].*\n)+)((?:^\+.*\n)*)\n?", re.MULTILINE)


def read_answers(text: str) -> tuple[list[Right], list[Wrong]]:
    """The right and the wrong answers of a module. ValueError if an edit does not fit its base."""
    right: dict[str, Right] = {}
    wrong: list[Wrong] = []
    for block in re.split(r"^=== ", text.lstrip("\n"), flags=re.MULTILINE)[1:]:
        head, body = block.replace("\n=> ", " => ", 1).split("\n", 1)
        title, _, says = head.partition(" => ")
        base = next(iter(right), "")
        if body.startswith("from: "):
            base, body = body.removeprefix("from: ").split("\n", 1)
        source = body
        if body[0] in "-+ ":
            try:
                source = apply_edit(right[base].source, body)
            except ValueError as error:
                raise ValueError(f"{title!r} as an edit of {base!r}: {error}") from None
        if says:
            wrong.append(Wrong(title, source, says))
        else:
            right[title] = Right(title, source)
    return list(right.values()), wrong


def apply_edit(source: str, edit: str) -> str:
    """``source`` with the changes of ``edit``, and without its blank lines."""
    if not re.fullmatch(f"({_CHANGE.pattern})+", edit, re.MULTILINE):
        raise ValueError(f"this is no edit:\n{edit}")
    lines = [line for line in source.splitlines() if line]
    changes = []
    for old, new in _CHANGE.findall(edit):
        start, end = _find(lines, [line[1:] for line in old.splitlines()])
        kept = [line for line in old.splitlines() if line[0] == " "]
        changes.append((start, end, [line[1:] for line in [*kept, *new.splitlines()]]))
    for start, end, lines_there in sorted(changes, reverse=True):
        lines[start:end] = lines_there
    return "\n".join(lines) + "\n"


def _find(lines: list[str], wanted: list[str]) -> tuple[int, int]:
    """Start and end of the ``wanted`` lines, with a ``...`` among them or not, in ``lines``."""
    gap = wanted.index("...") if "..." in wanted else None
    first, last = wanted[:gap], [] if gap is None else wanted[gap + 1 :]
    starts = [n for n in range(len(lines)) if lines[n : n + len(first)] == first]
    if len(starts) != 1:
        raise ValueError(f"it is there {len(starts)} times:\n" + "\n".join(first))
    end = starts[0] + len(first)
    if gap is not None:
        end = lines.index(last[0], end) + 1 if last else len(lines)
    return starts[0], end
