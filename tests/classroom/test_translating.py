"""Languages: nothing is missing in them, code stays the same to the byte, and a broken translation is named."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kubeish.classroom import course, generated_files, hints, notebooks, shipped_notebooks, workspace
from kubeish.classroom.authoring import build
from kubeish.classroom.authoring.paragraphs import unwrap
from kubeish.classroom.cli import main
from kubeish.classroom.translating import (
    catalogues,
    coverage,
    extraction,
    glossary,
    message_gates,
    shown_messages,
    typography,
)
from kubeish.classroom.translating.extraction import Message
from tests.tiny import HELLO, lay_out

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LANGUAGES = catalogues.find_languages(ROOT)
KEPT_OR_TEXT = r"(`[^`]+`|\{[^{}]*\})|([^`{}]+)"
"""Code and placeholders, which a translation keeps, or what is between them."""
LESSONS = [lesson.name for lesson in course.load(ROOT).lessons]


def run(*arguments: str) -> str:
    """What a command says, whether it fails or not."""
    return CliRunner().invoke(main, list(arguments)).output


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny course, and a language xx that is made up: its texts in capital letters, but for what is kept."""
    root = lay_out(tmp_path / "course")
    monkeypatch.setenv("KUBEISH_COURSE", str(root))
    monkeypatch.delenv("KUBEISH_PROGRESS")
    run("translate", "update", "xx")
    for path in (root / "locale" / "xx").glob("*.po"):
        catalog = catalogues.load(path, "xx")
        for message in catalog:
            message.string = shout(str(message.id))
        path.write_text(catalogues.to_text(catalog))
    return root


def shout(text: str) -> str:
    """``text`` in capital letters; a month stays one, since a date keeps its numbers in every language."""
    loud = re.sub(KEPT_OR_TEXT, lambda found: found[1] or found[2].upper(), text)
    return re.sub("|".join(message_gates.MONTHS).upper(), lambda found: found[0].title(), loud)


def say_all(root: Path) -> str:
    """What the check says where nothing is left to do."""
    total = sum(map(len, extraction.extract(root).values()))
    return f"{total} of {total} messages are translated: 100 %.\n"


def write_english(root: Path, old: str, new: str) -> None:
    source = root / "solutions" / "00_hello.md"
    assert source.read_text().count(old) == 1
    source.write_text(source.read_text().replace(old, new))


def write_english_course(root: Path, old: str, new: str) -> None:
    text = (root / "course.toml").read_text()
    assert text.count(old) == 1
    (root / "course.toml").write_text(text.replace(old, new))
    course._read.cache_clear()


def build_tiny(root: Path) -> None:
    lesson = course.load(root).find_lesson("00")
    languages = {"xx": catalogues.read_translations(root, "xx", lesson.name)}
    generated_files.write(root, build.make(root, lesson, languages=languages))


def read_cells(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return cells


# What is shipped.


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_fuzzy_or_broken(language: str) -> None:
    found = coverage.check(ROOT, language)
    assert not found.problems, "\n".join(found.problems)
    assert found.shown == found.total > 250


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogues_are_as_update_writes_them(language: str) -> None:
    for name, wanted in extraction.extract(ROOT).items():
        path = catalogues.get_path(ROOT, language, name)
        merged = catalogues.merge(catalogues.load(path, language), wanted, language)
        assert catalogues.to_text(merged) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_code_ids_and_metadata_are_those_of_the_english_notebook(language: str, name: str) -> None:
    english = read_cells(ROOT / "notebooks" / f"{name}.ipynb")
    translated = read_cells(ROOT / "notebooks" / language / f"{name}.ipynb")
    assert [cell["id"] for cell in translated] == [cell["id"] for cell in english]
    for one, other in zip(english, translated):
        assert one["cell_type"] == "code" or "".join(one["source"]) != "".join(other["source"])
        shown = {"source": "", "outputs": []}  # a cell that ships its output shows it in the language
        assert one | shown == other | shown
        assert one["cell_type"] == "markdown" or one["source"] == other["source"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_a_solution_has_the_code_of_the_english_one_and_the_prose_of_the_learner_s_notebook(
    language: str, name: str
) -> None:
    """What it shows is compared by nbval, in the stage "languages" of tests/run_all.py."""
    english, solution, shipped = (
        {cell["id"]: cell for cell in read_cells(ROOT / folder / f"{name}.ipynb")}
        for folder in ("solutions", f"solutions/{language}", f"notebooks/{language}")
    )
    assert list(english) == list(solution) == list(shipped)
    for slug, cell in solution.items():
        same = english[slug] if cell["cell_type"] == "code" else shipped[slug]
        assert cell["source"] == same["source"]
        assert cell["cell_type"] == "markdown" or bool(cell["outputs"]) == bool(same["outputs"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_the_notebooks_say_what_the_catalogues_say(language: str, name: str) -> None:
    """What `kubeish build --check` finds too, without running the solutions."""
    ready = catalogues.read_translations(ROOT, language, name)
    cells = {
        cell["id"]: "".join(cell["source"]) for cell in read_cells(ROOT / "notebooks" / language / f"{name}.ipynb")
    }
    for (context, _), text in ready.items():
        if context in cells:
            assert cells[context].split("\n\n<!-- Made from")[0] == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readme_of_a_language_lists_the_lessons_as_its_catalogue_calls_them(language: str) -> None:
    path = ROOT / f"README.{language.replace('_', '-')}.md"
    if not path.exists():
        pytest.skip("a language needs no README of its own")
    readme = path.read_text(encoding="utf-8")
    titles = {context: text for (context, _), text in catalogues.read_translations(ROOT, language, "course").items()}
    for lesson in course.load(ROOT).lessons:
        assert f"| {lesson.number} {titles[f'{lesson.name} title']} | {lesson.minutes} |" in readme
    (said,) = set(re.findall(r"run-pod · [^.]*\.", README))
    assert said in readme, "what the check says, in the same words"


# A change of the English.


def test_one_changed_sentence_makes_exactly_one_message_fuzzy_and_the_check_says_which(root: Path) -> None:
    assert run("translate", "check", "xx") == say_all(root)
    write_english(root, "Boxes keep things.", "Boxes keep all things.")
    assert "00_hello.po, 00-why-a-box: the English has changed: run `kubeish translate update xx`." in run(
        "translate", "check", "xx"
    )
    assert run("translate", "update", "xx") == "made locale/xx/00_hello.po\n"
    text = (root / "locale" / "xx" / "00_hello.po").read_text()
    assert text.count("#, fuzzy") == 1
    assert "# translated from: Boxes keep things." in text
    said = run("translate", "check", "xx").splitlines()
    assert len(said) == 2
    assert "00-why-a-box: it is fuzzy" in said[0]
    total = sum(map(len, extraction.extract(root).values()))
    assert said[1] == f"{total - 1} of {total} messages are translated: 99 %."


def test_a_new_line_break_makes_nothing_stale(root: Path) -> None:
    write_english(root, "Boxes keep things.", "Boxes\nkeep things.")
    assert run("translate", "check", "xx") == say_all(root)
    assert run("translate", "update", "xx") == ""


def test_an_update_keeps_what_was_translated_when_it_became_fuzzy(root: Path) -> None:
    for text in ("Boxes hold things.", "Boxes hold all things."):
        write_english(root, "Boxes keep things." if text == "Boxes hold things." else "Boxes hold things.", text)
        run("translate", "update", "xx")
        assert run("translate", "update", "xx") == ""
    assert "# translated from: Boxes keep things." in (root / "locale" / "xx" / "00_hello.po").read_text()


def test_a_cell_that_is_gone_is_named_and_an_update_takes_its_message_away(root: Path) -> None:
    write_english(root, '+++ {"slug": "why-a-box"}\n\nBoxes keep things.\n', "")
    assert "00-why-a-box: no such message is left" in run("translate", "check", "xx")
    run("translate", "update", "xx")
    assert "why-a-box" not in (root / "locale" / "xx" / "00_hello.po").read_text()


def test_a_cell_with_a_new_id_keeps_its_translation(root: Path) -> None:
    """The first cell's id is made of its first words, so that other minutes make another id."""
    write_english(root, '"slug": "why-a-box"', '"slug": "what-boxes-do"')
    write_english(root, "> **Hello** · 5 minutes · You will shout.", "> **Hello** · 6 minutes · You will shout.")
    run("translate", "update", "xx")
    found = {message.context: message for message in catalogues.load(root / "locale" / "xx" / "00_hello.po", "xx")}
    assert (found["00-what-boxes-do"].string, found["00-what-boxes-do"].fuzzy) == ("BOXES KEEP THINGS.", False)
    assert found["00-hello-6-minutes-you-will"].string.startswith("> **HELLO** · 5 MINUTES")
    assert found["00-hello-6-minutes-you-will"].fuzzy


def test_paragraphs_and_items_are_on_one_line_each_and_code_stays() -> None:
    text = "## Head\nOne\ntwo.\n\n- item\n  more\n- next\n\n```\na\nb\n```\nEnd\nhere."
    assert unwrap(text) == "## Head\nOne two.\n\n- item more\n- next\n\n```\na\nb\n```\nEnd here."


# Notebooks of a language that is made up.


def test_a_new_language_is_a_folder(root: Path) -> None:
    build_tiny(root)
    generated_files.write(root, shown_messages.make(root))
    workspace.fill(root / "work", "xx")
    assert hints.take_next_hint("shout", root / "work").endswith("\n\nWHERE?")
    english, translated = (read_cells(root / "notebooks" / folder / "00_hello.ipynb") for folder in ("", "xx"))
    assert [cell["id"] for cell in english] == [cell["id"] for cell in translated]
    by_id = {cell["id"]: "".join(cell["source"]) for cell in translated}
    assert by_id["00-why-a-box"] == "BOXES KEEP THINGS."
    solution = {cell["id"]: cell for cell in read_cells(root / "solutions" / "xx" / "00_hello.ipynb")}
    assert "".join(solution["00-why-a-box"]["source"]) == "BOXES KEEP THINGS."
    assert "shout · HELLO" in str(solution["00-shout-check"]["outputs"])
    assert by_id["00-shout"] == "".join(next(cell["source"] for cell in english if cell["id"] == "00-shout"))
    assert notebooks.get_metadata(notebooks.read(root / "notebooks" / "xx" / "00_hello.ipynb"))["language"] == "xx"


def test_fuzzy_and_stale_messages_are_shown_in_english(root: Path) -> None:
    write_english(root, "Boxes keep things.", "Boxes keep all things.")
    for _ in ("stale", "fuzzy"):
        build_tiny(root)
        by_id = {cell["id"]: "".join(cell["source"]) for cell in read_cells(root / "notebooks/xx/00_hello.ipynb")}
        assert by_id["00-why-a-box"] == "Boxes keep all things."
        assert by_id["00-and-a-box-to-keep"] == "AND A BOX TO KEEP IT IN."
        run("translate", "update", "xx")


def test_answers_move_from_one_language_to_the_other(root: Path) -> None:
    build_tiny(root)
    work, answer = root / "work", 'def shout(text):\n    return text + "!"'
    mine = work / "00_hello.ipynb"
    workspace.fill(work)
    notebook = notebooks.read(mine)
    notebooks.find_exercise_cells(notebook)["shout"]["source"] = answer
    notebooks.write(mine, notebook)
    for language, prose in (("xx", "BOXES KEEP THINGS."), ("", "BOXES KEEP THINGS."), ("en", "Boxes keep things.")):
        workspace.fill(work, language)
        by_id = {cell["id"]: notebooks.get_source(cell) for cell in notebooks.read(mine)["cells"]}
        assert by_id["00-shout"] == answer
        assert by_id["00-why-a-box"] == prose
    assert shipped_notebooks.find_language(work) == "en"


def test_a_lesson_is_put_back_in_the_language_that_it_was_in(root: Path) -> None:
    build_tiny(root)
    workspace.fill(root / "work", "xx")
    workspace.reset_lesson("00", root / "work")
    assert shipped_notebooks.find_language(root / "work") == "xx"


def test_a_language_that_is_not_there_is_refused(root: Path) -> None:
    build_tiny(root)
    assert "there are en, xx" in run("lab", "--no-open", "--language", "yy")
    assert "`kubeish translate update yy` makes it" in run("translate", "check", "yy")
    assert "is no language" in run("translate", "check", "../xx")


# What the gates refuse.

ENGLISH = "On 27 June 2014 `get` reads [lesson 01](01_a.ipynb), see #265.\n\n- One of 20 orders loses {pod}."
RIGHT = "2014 年 6 月 27 日，`get` 读取[第 01 课](01_a.ipynb)，见 #265。\n\n- 20 种执行顺序里有一种会弄丢 {pod}。"


def test_a_right_translation_passes_all_gates() -> None:
    assert not list(message_gates.find_problems(ENGLISH, RIGHT))
    assert not list(typography.find_problems(RIGHT))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("`get`", "get", "inline code differ from the English: lost `get`"),
        ("`get`", "`put`", "lost `get`; new `put`"),
        ("[第 01 课](01_a.ipynb)", "第 01 课", "links differ from the English: lost 01_a.ipynb"),
        ("01_a.ipynb", "02_b.ipynb", "lost 01_a.ipynb; new 02_b.ipynb"),
        ("#265", "#256", "numbers differ from the English: lost 265; new 256"),
        ("20 种", "30 种", "lost 20; new 30"),
        ("6 月", "7 月", "lost 6; new 7"),
        ("{pod}", "{Pod}", "placeholders differ"),
        ("- 20", "20", "headings, lists, tables and paragraphs"),
        ("\n\n- ", "\n\n更多。\n\n- ", "headings, lists, tables and paragraphs"),
    ],
)
def test_a_broken_translation_is_refused(old: str, new: str, problem: str) -> None:
    assert RIGHT.count(old) >= 1
    found = list(message_gates.find_problems(ENGLISH, RIGHT.replace(old, new)))
    assert any(problem in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("先读,再写。", "half-width punctuation"),
        ("列表(list)。", "half-width punctuation"),
        ("一个Pod。", "no space between a Chinese character and a Latin one"),
        ("调用`get`。", "no space between a Chinese character and code"),
        ("第一行 第二行。", "a space between two Chinese characters"),
        ("先读， 再写。", "a space beside full-width punctuation"),
        ("**我们看到了什么。**丢了。", "does not render"),
        ("The store keeps values.", "no Chinese"),
    ],
)
def test_a_slip_of_chinese_typography_is_named(text: str, problem: str) -> None:
    found = list(typography.find_problems(text))
    assert len(found) == 1
    assert problem in found[0]


def test_what_looks_like_a_slip_and_is_none() -> None:
    for text in (
        "**完成：** 调用 `f(a, b)`，得到 `(None, 0)`。",
        "- 第 1 行：[#265](https://a.b/c)（v2）\n- 第 2 行",
        "| 列 | #1、#2 |\n| --- | --- |\n| 值； | `a`（b） |",
    ):
        assert not list(typography.find_problems(text))


def test_the_glossary_wants_its_words_and_forbids_others(tmp_path: Path) -> None:
    (tmp_path / "locale" / "zh_CN").mkdir(parents=True)
    (tmp_path / "locale" / "zh_CN" / "glossary.tsv").write_text("# words\nscheduler\t调度器\t排程器\n")
    terms = glossary.load(tmp_path, "zh_CN")
    assert not list(glossary.find_problems(terms, "Two schedulers.", "两个调度器。"))
    assert len(list(glossary.find_problems(terms, "Two schedulers.", "两个程序。"))) == 1
    assert len(list(glossary.find_problems(terms, "Two programs.", "两个排程器。"))) == 1
    assert not list(glossary.find_problems(terms, "See pkg/scheduler/a.go and `scheduler`.", "见那里。"))


def test_a_header_must_say_the_title_as_the_course_does(root: Path) -> None:
    path = root / "locale" / "xx" / "course.po"
    path.write_text(path.read_text().replace('"HELLO"', '"GOOD DAY"'))
    assert "it does not say 'GOOD DAY', as course.po does" in run("translate", "check", "xx")


def test_a_file_that_is_no_catalogue_is_named(root: Path) -> None:
    (root / "locale" / "xx" / "00_hello.po").write_text('"no key"\n')
    assert "00_hello.po is not a PO file" in run("translate", "check", "xx")


def test_one_english_text_has_one_translation_where_it_is_shown(root: Path) -> None:
    path = root / "locale" / "xx" / "course.po"
    path.write_text(path.read_text().replace('"WHERE?"', '"SHOUT"').replace('"LOOK."', '"WHERE?"'))
    write_english_course(root, '"Where?"', '"Look."')
    run("translate", "update", "xx")
    path.write_text(path.read_text().replace("#, fuzzy\n", ""))
    assert "'Look.' is translated as 'SHOUT' and as 'WHERE?': choose one." in run("translate", "check", "xx")


def test_messages_are_prose_titles_and_hints(root: Path) -> None:
    found = extraction.extract(root)
    assert list(found) == ["course", "kubeish", "00_hello"]
    assert Message("shout hint 1", "Where?") in found["course"]
    assert "print(" not in "".join(message.text for message in found["00_hello"])
    assert HELLO.startswith("> **Hello**")
