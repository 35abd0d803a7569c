"""``predict``: a guess before a surprising run, and afterwards whether it was right.

Nothing is marked. In a notebook the choices are buttons, elsewhere a list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kubeish.classroom import display_language
from kubeish.classroom.display_language import Messages
from kubeish.classroom.notebook_output import show
from kubeish.wording import look_up

if TYPE_CHECKING:
    from kubeish.widgets.guess_widget import GuessCard


class Prediction:
    """A question, its choices, and the one that was picked (None: not yet).

    All three are in English, in every language of the course; what is shown is translated.
    """

    def __init__(self, question: str, choices: Sequence[str]) -> None:
        self.question = question
        self.choices = tuple(choices)
        self._picked: str | None = None
        self._card: GuessCard | None = None

    @property
    def picked(self) -> str | None:
        """The choice that was made, or None."""
        return (self._card.picked or None) if self._card is not None else self._picked

    def pick(self, choice: str) -> Prediction:
        """Make the guess in code rather than by mouse or keyboard."""
        if choice not in self.choices:
            raise ValueError(f"{choice!r} is none of the choices: pick one of {', '.join(map(repr, self.choices))}.")
        self._picked = choice
        if self._card is not None:
            self._card.picked = choice
        return self

    def reveal(self, answer: str, why: str, mistakes: Mapping[str, str] | None = None, **values: object) -> None:
        """Show the answer, whether the guess was right, and why. No guess is needed.

        ``mistakes``: by a guess that is often made, what it overlooks. ``values``: what stands in
        ``why`` for the ``{names}`` in it; without any, braces stand for themselves.
        """
        from kubeish.widgets.pages.guess_page import build_answer

        shown, picked = display_language.load(), self.picked
        known = {guess: shown[words] for guess, words in (mistakes or {}).items()}
        said, because = self._reply(answer, shown), look_up(why, **values).word(shown)
        text = " ".join(filter(None, (said, because, known.get(picked or ""))))
        labels, words = self._translate(shown)
        show(text, lambda: build_answer(self.question, answer, because, known, picked, text, labels, words).html)

    def _reply(self, answer: str, shown: Messages) -> str:
        """Whether the guess was right, in a sentence."""
        if self.picked is None:
            return shown.say("guess-none")
        key = "guess-right" if self.picked == answer else "guess-wrong"
        return shown.say(key, guess=shown[self.picked], answer=shown[answer])

    def _translate(self, shown: Messages) -> tuple[dict[str, str], dict[str, str]]:
        """The choices as they are shown, and the words around them."""
        words = {
            key: shown[text] for key, text in display_language.WORDS.items() if key.startswith(("guess", "answer"))
        }
        return {choice: shown[choice] for choice in self.choices}, words

    def __repr__(self) -> str:
        shown = display_language.load()
        return f"{shown[self.question]}\n" + "\n".join(f"  ( ) {shown[choice]}" for choice in self.choices)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """The question with its buttons, as a page that needs no kernel, and its text."""
        from kubeish.widgets.guess_widget import GuessCard
        from kubeish.widgets.pages.guess_page import build_guess

        text = repr(self)
        if self._card is None:
            shown = display_language.load()
            labels, words = self._translate(shown)
            page = build_guess(self.question, shown[self.question], text, labels, words)
            self._card = GuessCard(page, picked=self._picked or "")
        return {"text/html": self._card.page.html, "text/plain": text}


def predict(question: str, choices: Sequence[str]) -> Prediction:
    """Ask for a guess. The cell shows ``question`` and ``choices``; ``reveal`` answers later."""
    return Prediction(question, choices)
