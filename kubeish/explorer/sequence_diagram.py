"""Sequence diagram of a run in Mermaid's text, which code hosts draw in a Markdown page."""

from __future__ import annotations

from .timeline import Timeline, TimelineStep

_STORE = "store"


def format_mermaid(run: Timeline) -> str:
    """The run as a ``sequenceDiagram``: each client beside the store, a request and its answer an arrow each."""
    names = {who: f"c{number}" for number, who in enumerate(run.clients)}
    lines = ["sequenceDiagram", *(f"    participant {names[who]} as {_escape(who)}" for who in run.clients[:1])]
    lines += [f"    participant {_STORE}"]
    lines += [f"    participant {names[who]} as {_escape(who)}" for who in run.clients[1:]]
    for step, row in zip(run.steps, run.rows):
        lines += _format_step(step, names[step.who], row)
    over = ",".join([*list(names.values())[:1], _STORE])
    lines += [f"    Note over {over}: {_escape(complaint)}" for complaint in run.complaints]
    return "\n".join(lines)


def _format_step(step: TimelineStep, who: str, row: tuple[str, str, str, str, str]) -> list[str]:
    """The arrows of one step, and its note; ``row`` is that of the timeline."""
    _, verb, what, answer, note = row
    said = _escape(" ".join(f"{verb} {what}".split()))
    lines = []
    if step.kind in ("crash", "expire", "timeout"):
        lines.append(f"    Note over {who}: {said}")
    elif step.kind == "lost" and not step.applied:
        lines.append(f"    {who}-x{_STORE}: {said}")
    else:
        lines.append(f"    {who}->>{_STORE}: {said}")
        back = "--x" if step.kind == "lost" else "-->>"
        lines.append(f"    {_STORE}{back}{who}: {_escape(answer) or 'done'}")
    return [*lines, *([f"    Note over {who}: {_escape(note)}"] if note else [])]


def _escape(text: str) -> str:
    """The text without what would end a line or a label in Mermaid, which has entities for it."""
    marks = {"#": "#35;", ";": "#59;", "<": "#lt;", ">": "#gt;", "\n": " ", ":": "#58;"}
    return "".join(marks.get(letter, letter) for letter in text)
