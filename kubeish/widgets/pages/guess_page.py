"""A guess before a run, and its answer afterwards, as two pages that find each other by the question."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from html import escape

from .inline_markup import render_inline
from .page import Page


def build_guess(question: str, shown: str, text: str, labels: Mapping[str, str], words: Mapping[str, str]) -> Page:
    """Build the question with a button for each choice; the page remembers what is picked.

    ``shown``: the question in the reader's language. ``labels``: the choices in it, by their
    English; ``words``: the sentences around them.
    """
    listed = "".join(f"<li>{escape(label)}</li>" for label in labels.values())
    # JavaScript puts keys such as "30" and "6" in an order of its own: the list keeps that of the choices.
    about = {"id": _name(question), "question": shown, "choices": list(labels)}
    data = {"kind": "guess", **about, "labels": dict(labels), "words": dict(words)}
    fallback = f"<p><b>{escape(shown)}</b></p><ul>{listed}</ul>"
    return Page(data, fallback, text, ("guess",), ("verdict", "guess"))


def build_answer(
    question: str,
    answer: str,
    why: str,
    mistakes: Mapping[str, str],
    picked: str | None,
    text: str,
    labels: Mapping[str, str],
    words: Mapping[str, str],
) -> Page:
    """Build the answer. ``mistakes``: what is wrong about a guess that is often made, by the guess."""
    about = {"id": _name(question), "answer": answer, "picked": picked}
    data = {"kind": "answer", **about, "labels": dict(labels), "words": dict(words)}
    often = "".join(
        f"<div><dt>{escape(words['answer-often'].format(guess=labels.get(guess, guess)))}</dt>"
        f"<dd>{render_inline(said)}</dd></div>"
        for guess, said in mistakes.items()
    )
    inner = (
        f'<p class="k-verdict-head"><span class="k-guessed">{escape(words["answer-is"])}</span> '
        f'<b class="k-answer">{escape(labels.get(answer, answer))}</b></p>'
        f"<p>{render_inline(why)}</p>" + (f'<dl class="k-parts k-mistakes">{often}</dl>' if often else "")
    )
    label = escape(words["answer-label"])
    card = f'<div class="k-verdict k-clue-card" role="group" aria-label="{label}">{inner}</div>'
    return Page(data, card, text, ("guess",), ("verdict", "guess"))


def _name(question: str) -> str:
    return hashlib.sha256(question.encode()).hexdigest()[:12]
