"""Messages: the English text is the value; another language words the template, its values and their values."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path

import pytest

from kubeish.wording import Message, join, load_words, read_message, recognise, say, show, strip_stop, word

WORDS = {
    "{pod} is on no list.": "{pod} 不在任何列表里。",
    "{what}, and {pod} waits": "{what}，而 {pod} 在等待",
    "{first} and {second}": "{first} 和 {second}",
    "{many:,} orders": "{many:,} 个执行顺序",
    "it {end}.": "它{end}。",
    "returned {value!r}": "返回了 {value!r}",
}


def test_a_message_is_its_english_text() -> None:
    found = say("{pod} is on no list.", pod="db")
    assert found == "db is on no list."
    assert {found: 1}["db is on no list."] == 1
    assert json.dumps([found]) == '["db is on no list."]'
    assert type(str(found)) is str


def test_it_is_worded_where_it_is_shown() -> None:
    assert word(say("{pod} is on no list.", pod="db"), WORDS) == "db 不在任何列表里。"
    assert word(say("{many:,} orders", many=1680), WORDS) == "1,680 个执行顺序"
    assert word(say("it {end}.", end=say("returned {value!r}", value="x")), WORDS) == "它返回了 'x'。"
    assert word(say("not there"), WORDS) == "not there"
    assert word("{pod} is on no list.", WORDS) == "{pod} is on no list.", "a value of the learner's is no message"


def test_a_message_without_values_may_have_braces_in_it() -> None:
    assert say("an empty dict, {}") == "an empty dict, {}"


def test_parts_are_joined_by_a_separator_that_is_translated() -> None:
    found = join(" and ", ["A", say("returned {value!r}", value=1), "C"])
    assert found == "A and returned 1 and C"
    assert word(found, WORDS) == "A 和 返回了 1 和 C"
    assert join(" and ", ["A"]) == "A"
    assert join(" and ", []) == ""


def test_a_sentence_can_be_gone_on_with_without_its_full_stop() -> None:
    found = say("{what}, and {pod} waits", what=strip_stop(say("{pod} is on no list.", pod="db")), pod="web")
    assert found == "db is on no list, and web waits"
    assert word(found, WORDS) == "db 不在任何列表里，而 web 在等待"
    assert strip_stop("") == ""


@pytest.mark.parametrize("made", [say("it {end}.", end=say("returned {value!r}", value="x")), join(" and ", "AB")])
def test_it_survives_pickle_and_a_copy(made: Message) -> None:
    for again in (pickle.loads(pickle.dumps(made)), copy.deepcopy(made)):
        assert again == made
        assert word(again, WORDS) == word(made, WORDS)


def test_an_error_gives_back_the_message_that_it_was_raised_with() -> None:
    error = ValueError(say("{pod} is on no list.", pod="db"))
    assert word(read_message(error), WORDS) == "db 不在任何列表里。"
    assert read_message(KeyError("a")) == "'a'"


def test_the_language_is_that_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_words() == {}
    assert show(say("not yet")) == "not yet"
    monkeypatch.setenv("KUBEISH_LANG", "zh_CN")
    assert show(say("not yet")) == "还没有通过"


def test_a_latin_value_beside_a_chinese_character_has_its_space() -> None:
    words = {"the order that does: {breaking}, {n}, {code!r}": "会{breaking}的顺序{n}个，{code!r}的代码"}
    made = say("the order that does: {breaking}, {n}, {code!r}", breaking="lose", n=2, code="x")
    assert word(made, words) == "会 lose 的顺序 2 个，'x'的代码"
    chinese = say("the order that does: {breaking}, {n}, {code!r}", breaking="弄丢 Pod", n=2, code="x")
    assert word(chinese, words) == "会弄丢 Pod 的顺序 2 个，'x'的代码"


def test_a_sentence_that_a_lesson_writes_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lesson's code is English in every language, and so are the complaints of its invariants."""
    assert recognise("db is lost") == "db is lost"
    assert not isinstance(recognise("db is lost"), Message)
    monkeypatch.setenv("KUBEISH_LANG", "zh_CN")
    found = recognise("db is lost")
    assert (found, show(found)) == ("db is lost", "db 丢失了")
    assert show(recognise("both drew the same")) == "两个抽到了相同的数"
    assert show(recognise("the learner's own words")) == "the learner's own words"
    assert recognise(found) is found
