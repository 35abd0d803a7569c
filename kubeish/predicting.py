"""``predict``: a guess before a surprising run, and afterwards whether it was right, and why. Nothing is marked.

In JupyterLab the choices are radio buttons; as text (a terminal, nbval, a page) a list, and ``reveal`` needs no guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Prediction:
    """A question, its choices, and the one that was picked (None: not yet)."""

    def __init__(self, question: str, choices: Sequence[str]) -> None:
        self.question, self.choices = question, tuple(choices)
        self._picked: str | None = None
        self._buttons: Any = None

    @property
    def picked(self) -> str | None:
        """The choice that was made, or None."""
        return self._buttons.value if self._buttons is not None else self._picked

    def pick(self, choice: str) -> Prediction:
        """Make the guess in code rather than by mouse or keyboard."""
        if choice not in self.choices:
            raise ValueError(f"{choice!r} is none of the choices: pick one of {', '.join(map(repr, self.choices))}.")
        self._picked = choice
        if self._buttons is not None:
            self._buttons.value = choice
        return self

    def reveal(self, answer: str, why: str) -> None:
        """Say what it turned out to be, whether that was the guess, and why."""
        said = {None: "You made no guess.", answer: f"You said {answer!r}: right."}
        print(said.get(self.picked, f"You said {self.picked!r}; it is {answer!r}."), why)

    def __repr__(self) -> str:
        return f"{self.question}\n" + "\n".join(f"  ( ) {choice}" for choice in self.choices)

    def _repr_mimebundle_(self, **_: Any) -> Any:
        """The text, and where there is a notebook with widgets, the radio buttons."""
        bundle: dict[str, Any] = {"text/plain": repr(self)}
        try:
            widgets = self._widget()._repr_mimebundle_()
        except ImportError:
            return bundle
        data, metadata = widgets if isinstance(widgets, tuple) else (widgets, {})
        return {**data, **bundle}, metadata

    def _widget(self) -> Any:
        import ipywidgets

        if self._buttons is None:
            self._buttons = ipywidgets.RadioButtons(
                options=self.choices, value=self._picked, layout={"width": "max-content"}
            )
        label = ipywidgets.Label(self.question)
        return ipywidgets.VBox([label, self._buttons])


def predict(question: str, choices: Sequence[str]) -> Prediction:
    """Ask for a guess. The cell shows ``question`` with its ``choices``; ``reveal`` tells later what it was."""
    return Prediction(question, choices)
