"""A kernel speaks the language of the notebooks beside it: hints, titles and guesses; the values stay English."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kubeish import predict
from kubeish.classroom import course, display_language, hints, notebooks, shipped_notebooks
from kubeish.classroom.summary import summary
from kubeish.classroom.translating import catalogues, guess_strings, shown_messages

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = catalogues.find_languages(ROOT)


@pytest.fixture
def chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's folder with one lesson in Chinese, and the current one."""
    lesson = course.load().find_lesson("00")
    text = shipped_notebooks.find_shipped(lesson, "zh_CN").read_text(encoding="utf-8")
    (tmp_path / f"{lesson.name}.ipynb").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KUBEISH_PROGRESS", str(tmp_path / "progress.txt"))
    return tmp_path


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shown_is_what_the_catalogues_say(language: str) -> None:
    made = shown_messages.make(ROOT)[Path("notebooks", language, display_language.FILE)]
    assert made == (ROOT / "notebooks" / language / display_language.FILE).read_text(encoding="utf-8")


def test_hints_and_titles_are_those_of_the_folder(chinese: Path) -> None:
    assert hints.take_next_hint("warm-up").startswith("warm-up · 提示 1，共 3 条\n\n上面的单元格")
    assert summary().attempts[0].exercise.title == "读出一个键和它的索引"
    assert course.load().find_exercise("warm-up").title == "Read a key and its index"


def test_another_language_can_be_named(chinese: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEISH_LANG", "en")
    assert hints.take_next_hint("warm-up").startswith("warm-up · hint 1 of 3\n\nThe cells above")


def test_a_guess_is_shown_in_chinese_and_its_values_stay_english(
    chinese: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guess = predict("Does the finally save the pod?", ["always", "sometimes", "never"])
    assert repr(guess) == "finally 能救回这个 Pod 吗？\n  ( ) 总是能\n  ( ) 有时能\n  ( ) 绝不能"
    page = guess._repr_mimebundle_()["text/html"]
    assert "总是能" in page
    assert guess.pick("never").picked == "never"
    guess.reveal("never", "A dead process runs no finally. Code that cleans up is for failures "
                 "that the process survives.")  # fmt: skip
    assert capsys.readouterr().out.startswith("你猜的是“绝不能”：猜对了。 死去的进程不会运行 finally。")


def test_a_folder_whose_notebook_names_no_language_is_english(chinese: Path) -> None:
    path = chinese / "00_start_here.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace('"zh_CN"', '"../../zh_CN"'), encoding="utf-8")
    assert shipped_notebooks.find_language(chinese) == "en"
    path.write_text("no notebook", encoding="utf-8")
    assert shipped_notebooks.find_language(chinese) == "en"


def test_a_current_folder_that_is_gone_is_english(chinese: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = chinese / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert repr(predict("Does the finally save the pod?", ["never"])).endswith("( ) never")


def test_what_has_no_translation_is_shown_in_english(chinese: Path) -> None:
    assert repr(predict("What?", ["this", "never"])) == "What?\n  ( ) this\n  ( ) 绝不能"


def test_choices_keep_their_order_though_they_are_numbers() -> None:
    page = predict("How many?", ["30", "18", "6"])._repr_mimebundle_()["text/html"]
    listed = re.search(r'"choices":\s*(\[[^\]]*\])', page.replace("&quot;", '"'))
    assert listed
    assert json.loads(listed[1]) == ["30", "18", "6"]


def test_strings_of_guesses_are_found_in_code_and_those_with_values_are_not() -> None:
    cell = """g = predict("How " "many?", ["none", "6"])
g.reveal("6", f"There are {n}.", mistakes={"none": "Look."})
h.reveal("none", "So it is.")
print("How?")"""
    assert list(guess_strings.find_strings(cell)) == [
        ("question", "How many?"),
        ("choice 1", "none"),
        ("mistake 1", "Look."),
        ("why", "So it is."),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lesson_calls_a_button_by_what_stands_on_it(language: str) -> None:
    """Bold words that a figure shows in the lesson's language are not named in English."""
    messages = read_messages(language)
    shown = [re.escape(text) for text in messages if text[:1].isupper() and messages[text] != text]
    english = re.compile("|".join(re.sub(r"\\{\w+\\}", r"\\w+", text) for text in shown))
    assert english.fullmatch("Next pod")
    assert english.fullmatch("Step A")
    for path in sorted((ROOT / "notebooks" / language).glob("*.ipynb")):
        prose = [cell["source"] for cell in notebooks.read(path)["cells"] if cell["cell_type"] == "markdown"]
        bold = re.findall(r"\*\*([^*\n]+)\*\*", "\n".join(map("".join, prose)))
        assert [words for words in bold if english.fullmatch(words)] == [], path.name


def read_messages(language: str) -> dict[str, str]:
    """The messages of a language, by their English."""
    found: dict[str, str] = json.loads((ROOT / "notebooks" / language / display_language.FILE).read_text("utf-8"))
    return found
