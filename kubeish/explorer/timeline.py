"""Timeline of one run: each request and its answer, and which write was blind.

A write is *blind* when it replaces a version of a key that its writer has never read: the step that
loses an update. Timelines are values; figures draw them, and ``str`` gives the text twin.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any

from kubeish.etcd.store import State
from kubeish.etcd.store.messages import Range
from kubeish.figures import Figure, draw_timeline
from kubeish.figures.text_width import measure_width, pad
from kubeish.figures.timeline_figure import Mark, Row
from kubeish.wording import Wording, join, load_words, say, show, word

from .blind_writes import find_changed_keys, find_touched_keys, read_index, read_value
from .descriptions import Words, describe_step
from .order_notation import Kind, OrderedStep
from .steps import End, Location, Raised
from .stored_values import describe_key, list_ids


@dataclass(frozen=True)
class TimelineStep:
    """One step of client ``who``. ``applied``: a lost request reached the store.

    ``before`` and ``after`` are the store's states; ``blind`` lists the keys overwritten unread;
    ``end`` is how the client ended with this step, None if it goes on; ``lease``: which of its
    leases ended.
    """

    who: str
    kind: Kind
    applied: bool
    request: Any
    answer: Any
    before: State
    after: State
    location: Location
    blind: tuple[bytes, ...] = ()
    end: End | None = None
    lease: int = 0

    def __str__(self) -> str:
        """The step in the notation of an order."""
        return str(OrderedStep(self.who, self.kind, self.applied, self.lease))

    @property
    def words(self) -> Words:
        """(verb, what, index), as the timeline's text has it."""
        if self.kind == "crash":
            return say("crashes"), "", ""
        if self.kind == "expire":
            return say("its lease ends"), join(", ", map(describe_key, find_changed_keys(self.before, self.after))), ""
        if self.kind == "timeout":
            return say("waits in vain"), "", ""
        verb, what, index = describe_step(self.request, self.answer)
        if self.kind == "lost":
            return verb, what, say("{index}, no reply", index=index) if self.applied else say("never arrives")
        return verb, what, index

    @property
    def note(self) -> str:
        """A remark on what a blind write overwrote, and on an error that ended the client."""
        remarks = [self._describe_overwrite(key) for key in self.blind]
        if isinstance(self.end, Raised):
            remarks.append(
                say(
                    "{who} stops with {name}: {error}",
                    who=self.who,
                    name=type(self.end.error).__name__,
                    error=str(self.end.error),
                )
            )
        return join("; ", remarks)

    @property
    def note_goes_on(self) -> bool:
        """Whether the note is the rest of a sentence, ``over index 4, which B never read``."""
        return bool(self.blind) and bool(read_index(self.before, self.blind[0])) and not self._find_gone(self.blind[0])

    @property
    def is_harmful(self) -> bool:
        """Whether a blind write took something away: an entry of a list, or a value of another kind."""
        return any(self._find_gone(key) or not list_ids(read_value(self.before, key)) for key in self.blind)

    @property
    def mark(self) -> Mark:
        """The sign of the step in a picture."""
        if self.kind != "step":
            return "crash" if self.kind in ("crash", "expire") else "lost"
        if self.is_harmful:
            return "blind write"
        if self.before != self.after:
            return "write"
        return "read" if isinstance(self.request, Range) else "no change"

    def _describe_overwrite(self, key: bytes) -> str:
        gone = self._find_gone(key)
        index = read_index(self.before, key)
        over = (
            say("over index {index}, which {who} never read", index=index, who=self.who)
            if index
            else say("it was deleted, unseen by {who}", who=self.who)
        )
        if not gone:
            return over
        return say(
            "{names} is gone: {over}" if len(gone) == 1 else "{names} are gone: {over}",
            names=join(", ", gone),
            over=over,
        )

    def _find_gone(self, key: bytes) -> list[str]:
        left = list_ids(read_value(self.after, key))
        return [i for i in list_ids(read_value(self.before, key)) if i not in left]


@dataclass(frozen=True)
class Timeline:
    """A whole run. ``ends``: None for a client that goes on; ``complaints``: the invariant's."""

    clients: tuple[str, ...]
    steps: tuple[TimelineStep, ...]
    ends: dict[str, End | None]
    complaints: tuple[str, ...] = ()

    @property
    def order(self) -> str:
        """The run in the notation of an order, ``A B! A?``."""
        return " ".join(map(str, self.steps))

    @property
    def keys(self) -> list[bytes]:
        """The keys that the run touched, sorted."""
        return sorted({key for step in self.steps for key in find_touched_keys(step.request)})

    @property
    def prefix(self) -> str:
        """The path that all touched keys share, which the text leaves out at each step."""
        keys = [describe_key(k) for k in self.keys]
        if not keys:
            return ""
        if len(keys) == 1:
            return keys[0]
        levels = itertools.takewhile(lambda names: len(set(names)) == 1, zip(*(key.split("/")[:-1] for key in keys)))
        return "/".join([*(names[0] for names in levels), ""])

    @property
    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """(who, verb, what with its key, index, note) for each step."""
        prefix = self.prefix
        rows = []
        for step in self.steps:
            verb, what, index = step.words
            names = [describe_key(k, prefix) for k in find_touched_keys(step.request)] if step.kind != "crash" else []
            where = ", ".join(name for name in names if name)
            what = say("{what}  {where}", what=what, where=where) if where else what
            rows.append((step.who, verb, what, index, step.note))
        return rows

    def __str__(self) -> str:
        return self.word(load_words())

    def word(self, words: Wording) -> str:
        """The run as text in the language of ``words``; without any, in English."""
        rows = [[str(word(cell, words)) for cell in row] for row in self.rows]
        widths = [max((measure_width(row[i]) for row in rows), default=0) for i in range(4)]
        lines = ["  ".join(map(pad, row, widths)) + "   " + row[4] for row in rows]
        lines += [f"→ {word(complaint, words)}" for complaint in self.complaints]
        return "\n".join(line.rstrip() for line in lines)

    def __repr__(self) -> str:
        return str(self)

    def show_names(self) -> Timeline:
        """The same run with its clients' names as a learner sees them: in pictures they name the steps of an order."""
        names = {who: show(who) for who in self.clients}
        steps = tuple(replace(step, who=names[step.who]) for step in self.steps)
        return replace(
            self, clients=tuple(names.values()), steps=steps, ends={names[w]: e for w, e in self.ends.items()}
        )

    def draw(self, heading: str = "") -> Figure:
        """Draw the run. ``heading``: words on top; without them, the order of the steps."""
        run, rows = self.show_names(), []
        for row, step in zip(run.rows, run.steps):
            who, verb, what, index, note = map(show, row)
            rows.append(Row(who, verb, what, index, note, step.mark))
        words = "\n\n".join(part for part in (heading, str(self)) if part)
        heading = heading or show(say("The order {order}", order=run.order))
        return draw_timeline(run.clients, rows, tuple(map(show, self.complaints)), heading, words)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return self.draw().html
