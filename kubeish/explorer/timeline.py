"""One run, step by step: who asked what, what the store said, where the client stood, and which write was blind.

A write is *blind* when it replaces a version of a key that its writer has never read: the step that loses an update.
Timelines are values; figures draw them, and ``str`` gives the text twin.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from kubeish.store import State

from .seen import mod_of, touched, value_of
from .steps import End, Raised, Where
from .words import ids_in, key_text, step_words


@dataclass(frozen=True)
class TimelineStep:
    """One step of client ``who``. ``kind`` is step, crash or lost; ``applied``: a lost request reached the store.

    ``before`` and ``after`` are the store's states; ``blind`` lists the keys overwritten without having been read.
    """

    who: str
    kind: str
    applied: bool
    request: Any
    answer: Any
    before: State
    after: State
    where: Where
    blind: tuple[bytes, ...] = ()
    ended: End | None = None

    def words(self) -> tuple[str, str, str]:
        """(verb, what, index), as the timeline's text has it."""
        if self.kind == "crash":
            return "crashes", "", ""
        verb, what, index = step_words(self.request, self.answer)
        if self.kind == "lost":
            return verb, what, f"{index}, no reply" if self.applied else "never arrives"
        return verb, what, index

    def note(self) -> str:
        """What deserves a remark: what a blind write wiped out, and how the client ended if not by returning."""
        remarks = [self._wiped(key) for key in self.blind]
        if isinstance(self.ended, Raised):
            remarks.append(f"{self.who} stops with {type(self.ended.error).__name__}: {self.ended.error}")
        return "; ".join(remarks)

    def _wiped(self, key: bytes) -> str:
        old, new = value_of(self.before, key), value_of(self.after, key)
        gone = [i for i in ids_in(old) if i not in ids_in(new)]
        index = mod_of(self.before, key)
        over = f"over index {index}, which {self.who} never read" if index else f"it was deleted, unseen by {self.who}"
        if not gone:
            return over
        return f"{', '.join(gone)} {'is' if len(gone) == 1 else 'are'} gone: {over}"


@dataclass(frozen=True)
class Timeline:
    """A whole run. ``ends``: how each client ended, None if it goes on; ``complaints``: what the invariant said."""

    clients: tuple[str, ...]
    steps: tuple[TimelineStep, ...]
    ends: dict[str, End | None]
    complaints: tuple[str, ...] = ()

    @property
    def order(self) -> str:
        """The run as a short text, ``A B A B``; ``A!`` is a crash, ``A?`` a lost reply, ``A~`` a lost request."""
        marks = {"step": "", "crash": "!", "lost": "?"}
        return " ".join(s.who + (marks[s.kind] if s.applied or s.kind != "lost" else "~") for s in self.steps)

    def keys(self) -> list[bytes]:
        """The keys that the run touched, sorted."""
        return sorted({key for step in self.steps for key in touched(step.request)})

    def prefix(self) -> str:
        """The path that all touched keys share: it need not be said at each step."""
        keys = [key_text(k) for k in self.keys()]
        if not keys:
            return ""
        if len(keys) == 1:
            return keys[0]
        levels = itertools.takewhile(_alike, zip(*(key.split("/")[:-1] for key in keys)))
        return "/".join([*(names[0] for names in levels), ""])

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """(who, verb, what with its key, index, note) for each step."""
        prefix = self.prefix()
        rows = []
        for step in self.steps:
            verb, what, index = step.words()
            names = [key_text(k, prefix) for k in touched(step.request)] if step.kind != "crash" else []
            where = ", ".join(name for name in names if name)
            rows.append((step.who, verb, f"{what}  {where}" if where else what, index, step.note()))
        return rows

    def __str__(self) -> str:
        rows = self.rows()
        widths = [max((len(row[i]) for row in rows), default=0) for i in range(4)]
        lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths)) + "   " + row[4] for row in rows]
        return "\n".join(line.rstrip() for line in [*lines, *(f"→ {c}" for c in self.complaints)])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        """What a notebook shows. The one arrow that points down: values that are looked at know who draws them."""
        from kubeish.figures import timeline

        return timeline(self).html


def _alike(names: tuple[str, ...]) -> bool:
    return len(set(names)) == 1
