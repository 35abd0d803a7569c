"""A guess before a run: its text is the same everywhere, and it is told whether it was right."""

from __future__ import annotations

import pytest

from kubeish import predict
from kubeish.classroom.display_language import WORDS
from kubeish.widgets.pages.guess_page import build_answer


def test_as_text_it_is_a_list_of_choices() -> None:
    assert repr(predict("How many?", ["one", "two"])) == "How many?\n  ( ) one\n  ( ) two"


def test_without_a_guess_the_answer_is_told_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    predict("How many?", ["one", "two"]).reveal("two", "There are two.")
    assert capsys.readouterr().out == "You made no guess. There are two.\n"


def test_a_right_guess_and_a_wrong_one(capsys: pytest.CaptureFixture[str]) -> None:
    predict("How many?", ["one", "two"]).pick("two").reveal("two", "So it is.")
    predict("How many?", ["one", "two"]).pick("one").reveal("two", "So it is.")
    assert capsys.readouterr().out == "You said 'two': right. So it is.\nYou said 'one'; it is 'two'. So it is.\n"


def test_a_guess_is_one_of_the_choices() -> None:
    with pytest.raises(ValueError, match="'three' is none of the choices: pick one of 'one', 'two'"):
        predict("How many?", ["one", "two"]).pick("three")


def test_the_card_and_the_code_speak_of_one_guess() -> None:
    guess = predict("How many?", ["one", "two"])
    data = guess._repr_mimebundle_()
    assert set(data) == {"text/html", "text/plain"}, "a page of its own: no view that is dead without its kernel"
    assert data["text/plain"] == repr(guess)
    assert guess.picked is None
    assert guess._card is not None
    guess._card.picked = "two"
    assert guess.picked == "two"
    guess.pick("one")
    assert guess._card.picked == "one"


def test_a_guess_that_is_often_made_is_told_what_it_overlooks(capsys: pytest.CaptureFixture[str]) -> None:
    mistakes = {"one": "There is a second."}
    predict("How many?", ["one", "two"]).pick("one").reveal("two", "So it is.", mistakes)
    predict("How many?", ["one", "two"]).pick("two").reveal("two", "So it is.", mistakes)
    assert capsys.readouterr().out.splitlines() == [
        "You said 'one'; it is 'two'. So it is. There is a second.",
        "You said 'two': right. So it is.",
    ]
    page = build_answer("How many?", "two", "So it is.", mistakes, None, "twin", {}, WORDS)
    assert "Often guessed: one" in page.html
    assert str(page) == "twin"
