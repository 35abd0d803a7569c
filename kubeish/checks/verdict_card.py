"""Verdict and hint as cards for a notebook: sign, word and colour, and what is next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from kubeish.explorer import Timeline
from kubeish.widgets.pages import Page, build_replay
from kubeish.widgets.pages.inline_markup import render_inline, render_paragraphs
from kubeish.wording import say, show

SIGNS = {"passed": ("✔", "k-passed"), "not yet": ("✖", "k-not-yet"), "not attempted yet": ("○", "k-open-yet")}
_STATUS = {"passed": say("passed"), "not yet": say("not yet"), "not attempted yet": say("not attempted yet")}
_KEYS = 'data-lm-suppress-shortcuts="true"'  # Jupyter's shortcuts wait while it has the focus


@dataclass(frozen=True)
class ExerciseSetting:
    """Where an exercise stands in the course, and how its page tells Python of a hint.

    ``siblings``: the slugs of its lesson, itself among them; ``following``: title and address of
    the next exercise; ``had_passed``: it was passed before. ``find_passed`` returns the slugs that
    are passed now; without it and ``record_hint`` the card is a page alone.
    """

    title: str = ""
    siblings: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    following: tuple[str, str] = ("", "")
    had_passed: bool = False
    find_passed: Callable[[], Sequence[str]] | None = field(default=None, compare=False)
    record_hint: Callable[[int], None] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class CardContent:
    """What a verdict's card shows. ``parts``: (label, text); ``run``: opens in the stepper."""

    slug: str
    status: str
    line: str
    parts: tuple[tuple[str, str], ...] = ()
    run: Timeline | None = None
    breaking: str = say("break the rule")
    repeat: str = ""


def build_card(content: CardContent, setting: ExerciseSetting) -> Page:
    """Build the page of a verdict. Its text twin is the verdict's own, so that this page has none."""
    sign, look = SIGNS[content.status]
    inner = [
        _render_head(content, setting, sign),
        f'<p class="k-verdict-line">{render_inline(content.line, large=True)}</p>' if content.line else "",
        _render_parts(content),
        _render_run(content),
        "" if content.status == "passed" else _render_hints(setting.hints),
        _render_foot(content, setting),
    ]
    label = escape(show(say("Verdict on {slug}: {status}", slug=content.slug, status=_STATUS[content.status])))
    card = f'<div class="k-verdict {look}" role="group" aria-label="{label}">{"".join(inner)}</div>'
    return Page({"kind": "verdict", "slug": content.slug}, card, "", ("verdict",), ("verdict",))


def render_hint_card(text: str) -> str:
    """Render a hint, whose first line says which it is."""
    head, _, words = text.partition("\n\n")
    inner = f'<p class="k-verdict-head"><b>{escape(head)}</b></p>{render_paragraphs(words)}'
    card = f'<div class="k-verdict k-clue-card" role="group" aria-label="{escape(head)}">{inner}</div>'
    return Page({"kind": "verdict"}, card, text, ("verdict",), ("verdict",)).html


def _render_head(content: CardContent, setting: ExerciseSetting, sign: str) -> str:
    title = f' <span class="k-title">{escape(setting.title)}</span>' if setting.title else ""
    word = f"<b>{escape(show(_STATUS[content.status]))}</b>"
    slug = f'<code class="k-slug">{escape(content.slug)}</code>'
    return f'<p class="k-verdict-head"><span class="k-sign" aria-hidden="true">{sign}</span> {word} {slug}{title}</p>'


def _render_parts(content: CardContent) -> str:
    rows = []
    for label, text in content.parts:
        shown = "\n".join(line for line in text.splitlines() if not (content.run and line.startswith(" ")))
        rows.append(f"<div><dt>{escape(label)}</dt><dd>{render_paragraphs(shown)}</dd></div>")
    return f'<dl class="k-parts">{"".join(rows)}</dl>' if rows else ""


def _render_run(content: CardContent) -> str:
    """The stepper, and the steps as text, folded: it says the same once more."""
    if content.run is None:
        return ""
    title = escape(show(say("These steps as text")))
    words = f"<summary {_KEYS}>{title}</summary><pre>{escape(str(content.run))}</pre>"
    return f'{build_replay(content.run, content.breaking).html}<details class="k-fold">{words}</details>'


def _render_hints(hints: Sequence[str]) -> str:
    """Each hint folds out of the one before it. They need no script, and the page tells Python."""
    inner = ""
    for rung in range(len(hints), 0, -1):
        title = escape(show(say("Hint {number} of {total}", number=rung, total=len(hints))))
        words = f"<summary {_KEYS}>{title}</summary><p>{render_inline(hints[rung - 1])}</p>"
        inner = f'<details class="k-clue" data-rung="{rung}">{words}{inner}</details>'
    return inner


def _render_foot(content: CardContent, setting: ExerciseSetting) -> str:
    parts = []
    if setting.siblings:
        number, total = setting.siblings.index(content.slug) + 1, len(setting.siblings)
        place = escape(show(say("Exercise {number} of {total} in this lesson", number=number, total=total)))
        dots = "".join(_render_dot(slug, content) for slug in setting.siblings)
        parts.append(f'<span>{place} <span class="k-dots" aria-hidden="true">{dots}</span></span>')
        parts.append('<span class="k-progress"></span>')
    if setting.had_passed and content.status != "passed":
        parts.append(f"<b>{escape(show(say('You have passed it before, and that still counts.')))}</b>")
    if content.repeat:
        again = render_inline(show(say("The same questions again: {code} in a cell.", code=f"`{content.repeat}`")))
        parts.append(f"<span>{again}</span>")
    title, address = setting.following
    if content.status == "passed" and title:
        words = escape(show(say("Next: {title}", title=title)))
        parts.append(f'<a class="k-following" href="{escape(address)}" {_KEYS}>{words} →</a>')
    return f'<p class="k-verdict-foot">{" ".join(parts)}</p>' if parts else ""


def _render_dot(slug: str, content: CardContent) -> str:
    looks = ["k-dot", "k-here" if slug == content.slug else ""]
    looks.append("k-full" if slug == content.slug and content.status == "passed" else "")
    return f'<span class="{" ".join(filter(None, looks))}" data-slug="{escape(slug)}"></span>'
